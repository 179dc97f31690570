"""Moderation decides: from findings to a verdict, from a verdict to effects. Pure (DESIGN 3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from qunce.kernel.clauses import STEPS, Charter, Clause, Step
from qunce.kernel.effects import Capability
from qunce.kernel.messages import Source
from qunce.kernel.rules import Certainty, Finding, Label, RuleState, Seen
from qunce.kernel.states import StateTable

PERMITTED = frozenset({Label.OK, Label.RECRUIT_OK, Label.TOOL_OK})


def is_violation(finding: Finding) -> bool:
    """Say whether a finding is against the charter: by what it is, or by where and when it is."""
    return finding.forbidden or finding.label not in PERMITTED


class Answer(StrEnum):
    """What a verdict amounts to."""

    LEAVE = "leave"
    COUNT = "count"  # a watched rule, or imported history: counted, nothing follows
    ASK = "ask"  # a person decides
    ACT = "act"


class Why(StrEnum):
    """Why a verdict is what it is, where it is not simply the ladder."""

    LADDER = "ladder"
    CLEAN = "clean"
    STAFF = "staff"
    UNKNOWN_AUTHOR = "unknown_author"
    LIKELY = "likely"
    WATCHED = "watched"
    HISTORY = "history"
    NO_CLAUSE = "no_clause"


@dataclass(frozen=True, slots=True)
class Strike:
    """An earlier violation of the author that was not overturned."""

    clause: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an author. `is_staff`: owner and admins, who are never sanctioned."""

    is_staff: bool = False
    strikes: Sequence[Strike] = ()


@dataclass(frozen=True, slots=True)
class Ladders:
    """What a decision goes by: the charter, the states of the rules, what can be done here.

    `capabilities` holds what the channel can do and what a person can do there by hand.
    """

    charter: Charter = field(default_factory=Charter)
    states: Mapping[str, RuleState] = field(default_factory=dict)
    capabilities: frozenset[Capability] = frozenset(Capability)

    def is_live(self, rule: str) -> bool:
        """Say whether anything may follow from a rule's findings."""
        return self.states.get(rule, RuleState.LIVE) is RuleState.LIVE

    def step(self, clause: Clause, strike: int) -> Step:
        """Return the step of the `strike`-th violation (from 1), never harsher than the ladder.

        A step that cannot be carried out here gives way to the next milder one.
        """
        wanted = clause.ladder[min(strike, len(clause.ladder)) - 1]
        milder = [each for each in STEPS if STEPS.index(each) <= STEPS.index(wanted)]
        return next(each for each in reversed(milder) if self.can(each))

    def can(self, step: Step) -> bool:
        """Say whether a step can be carried out here. Telling somebody is always possible."""
        needs = {Step.MUTE: Capability.MUTE, Step.REMOVE: Capability.REMOVE}.get(step)
        return needs is None or needs in self.capabilities


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from the findings in one message, and why.

    `strike` is the number of this violation within the time that strikes count (1 = the first);
    `next_step` is what the following one would lead to.
    """

    answer: Answer
    why: Why
    clause: Clause | None = None
    step: Step = Step.NOTHING
    next_step: Step = Step.NOTHING
    strike: int = 0
    recall: bool = False
    mute_length: timedelta = timedelta(0)
    findings: tuple[Finding, ...] = ()
    watched: tuple[Finding, ...] = ()

    @property
    def is_strike(self) -> bool:
        """Say whether it counts against the author when it is acted on."""
        return self.step is not Step.NOTHING


def decide(
    seen: Seen, findings: Sequence[Finding], ladders: Ladders, standing: Standing
) -> Verdict:
    """Return what follows from the findings in a message (M12, M21).

    Nothing follows for owner and admins, from watched rules, or on imported history; what is
    only likely, and what has no known author or clause, is for a person (DESIGN rule 8).
    """
    bad = [each for each in findings if is_violation(each)]
    watched = tuple(each for each in bad if not ladders.is_live(each.rule))
    live = [each for each in bad if ladders.is_live(each.rule)]
    if not live:
        if not watched:
            return Verdict(Answer.LEAVE, Why.CLEAN)
        return Verdict(Answer.COUNT, Why.WATCHED, watched=watched)
    chosen = choose(live, ladders, standing, seen.message.sent_at)
    held = _held_back(seen, chosen, standing)
    if held is None:
        return _with(chosen, Answer.ACT, Why.LADDER, watched)
    return _with(chosen, held[0], held[1], watched)


def choose(
    findings: Sequence[Finding], ladders: Ladders, standing: Standing, at: datetime
) -> Verdict:
    """Return the verdict of the clause that weighs most: sure before likely, then harsher."""
    by_clause: dict[str, list[Finding]] = {}
    for each in findings:
        by_clause.setdefault(each.clause, []).append(each)
    verdicts = [_by_ladder(key, found, ladders, standing, at) for key, found in by_clause.items()]
    return max(verdicts, key=_weight)


def decide_by_person(
    findings: Sequence[Finding], at: datetime, ladders: Ladders, standing: Standing
) -> Verdict:
    """Return what the ladder says once a person has found that a message breaks a clause.

    Nothing holds it back but the ladder itself: the person has looked.
    """
    if standing.is_staff:
        return replace(choose(findings, ladders, standing, at), answer=Answer.COUNT, why=Why.STAFF)
    return choose(findings, ladders, standing, at)


def with_step(verdict: Verdict, step: Step, charter: Charter) -> Verdict:
    """Return a verdict with another step, as an admin may choose it."""
    length = charter.mute_length if step is Step.MUTE else timedelta(0)
    return replace(verdict, step=step, mute_length=length, recall=step is not Step.NOTHING)


def _weight(verdict: Verdict) -> tuple[bool, int, int]:
    sure = any(each.certainty is Certainty.SURE for each in verdict.findings)
    number = verdict.clause.number if verdict.clause else 0
    return sure, STEPS.index(verdict.step), -number


def _by_ladder(
    key: str, found: Sequence[Finding], ladders: Ladders, standing: Standing, at: datetime
) -> Verdict:
    clause = ladders.charter.clause(key)
    sure_first = tuple(sorted(found, key=lambda each: each.certainty is not Certainty.SURE))
    if clause is None:
        return Verdict(Answer.ASK, Why.NO_CLAUSE, findings=sure_first)
    strike = 1 + count_strikes(standing.strikes, key, at, ladders.charter.strikes_expire)
    step = ladders.step(clause, strike)
    return Verdict(
        Answer.ACT,
        Why.LADDER,
        clause=clause,
        step=step,
        next_step=ladders.step(clause, strike + 1),
        strike=strike,
        recall=clause.recall and step is not Step.NOTHING,
        mute_length=ladders.charter.mute_length if step is Step.MUTE else timedelta(0),
        findings=sure_first,
    )


def _held_back(seen: Seen, chosen: Verdict, standing: Standing) -> tuple[Answer, Why] | None:
    """Return why a verdict is not acted on by itself, or None."""
    author = seen.message.author
    is_staff = standing.is_staff or (author is not None and author.is_staff)
    reasons: list[tuple[bool, Answer, Why]] = [
        (seen.message.source is Source.HISTORY, Answer.COUNT, Why.HISTORY),
        (is_staff, Answer.COUNT, Why.STAFF),
        (chosen.clause is None, Answer.ASK, Why.NO_CLAUSE),
        (author is None, Answer.ASK, Why.UNKNOWN_AUTHOR),
        (
            all(each.certainty is Certainty.LIKELY for each in chosen.findings),
            Answer.ASK,
            Why.LIKELY,
        ),
    ]
    return next(((answer, why) for holds, answer, why in reasons if holds), None)


def _with(verdict: Verdict, answer: Answer, why: Why, watched: tuple[Finding, ...]) -> Verdict:
    """Return a verdict with its answer. What waits for a person keeps the step as a proposal."""
    return Verdict(
        answer,
        why,
        clause=verdict.clause,
        step=verdict.step if answer is not Answer.COUNT else Step.NOTHING,
        next_step=verdict.next_step if answer is not Answer.COUNT else Step.NOTHING,
        strike=verdict.strike if answer is not Answer.COUNT else 0,
        recall=verdict.recall and answer is not Answer.COUNT,
        mute_length=verdict.mute_length if answer is not Answer.COUNT else timedelta(0),
        findings=verdict.findings,
        watched=watched,
    )


def count_strikes(strikes: Sequence[Strike], clause: str, at: datetime, expire: timedelta) -> int:
    """Return how many strikes under a clause still count at `at` (half open: from at-expire)."""
    return sum(each.clause == clause and at - expire <= each.at < at for each in strikes)


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"  # waits for a person
    ACTED = "acted"
    DISMISSED = "dismissed"
    APPEALED = "appealed"
    UPHELD = "upheld"
    REDUCED = "reduced"
    OVERTURNED = "overturned"


class CaseVerb(StrEnum):
    """What can be done with a case."""

    ACT = "act"
    DISMISS = "dismiss"
    REOPEN = "reopen"
    APPEAL = "appeal"
    UPHOLD = "uphold"
    REDUCE = "reduce"
    OVERTURN = "overturn"


CASE: StateTable[CaseState, CaseVerb] = StateTable(
    {
        (CaseState.OPEN, CaseVerb.ACT): CaseState.ACTED,
        (CaseState.OPEN, CaseVerb.DISMISS): CaseState.DISMISSED,
        (CaseState.DISMISSED, CaseVerb.REOPEN): CaseState.OPEN,
        (CaseState.ACTED, CaseVerb.APPEAL): CaseState.APPEALED,
        (CaseState.ACTED, CaseVerb.OVERTURN): CaseState.OVERTURNED,
        (CaseState.APPEALED, CaseVerb.UPHOLD): CaseState.UPHELD,
        (CaseState.APPEALED, CaseVerb.REDUCE): CaseState.REDUCED,
        (CaseState.APPEALED, CaseVerb.OVERTURN): CaseState.OVERTURNED,
    }
)

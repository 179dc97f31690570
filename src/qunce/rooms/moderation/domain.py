"""Moderation decides: from findings to a verdict, from a verdict to effects. Pure (DESIGN 3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from qunce.kernel.clauses import STEP_NAMES, STEPS, Charter, Clause, Step
from qunce.kernel.effects import Capability
from qunce.kernel.errors import RefusedError
from qunce.kernel.ladders import best_instead, mute_at, playable, step_at
from qunce.kernel.messages import Source
from qunce.kernel.rules import Certainty, Finding, Label, RuleState, Seen
from qunce.kernel.states import StateTable
from qunce.kernel.text import N_, Words

NO_TIME = timedelta(0)
NOT_HERE = N_("This cannot be done in this group: %(step)s.")
BY_PEOPLE = frozenset({"by_hand", "report"})  # the rules of findings that people made
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
    POINTS = "points"  # the limit of points over all clauses is reached
    PROVED = "proved"  # a report proved true (M47)
    REPORTED = "reported"  # only people have found it (M47)
    CHOSEN = "chosen"  # an admin chose the step
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class Strike:
    """An earlier violation of the author that was not overturned, and its points."""

    clause: str
    at: datetime
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an author. `is_staff`: owner and admins, who are never sanctioned.

    Nor is an account that the owner has named as a robot (`is_bot`).
    """

    is_staff: bool = False
    strikes: Sequence[Strike] = ()
    is_bot: bool = False


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

    def steps(self, clause: Clause) -> tuple[Step, ...]:
        """Return the ladder of a clause with the steps that can be taken here."""
        return playable(clause.ladder, self.able)

    def step(self, clause: Clause, strike: int) -> Step:
        """Return the step of the `strike`-th violation (from 1)."""
        return step_at(self.steps(clause), strike)

    def mute_length(self, clause: Clause, strike: int) -> timedelta:
        """Return how long a mute for the `strike`-th violation lasts."""
        return mute_at(clause, self.steps(clause), strike, self.charter.mute_length)

    @property
    def able(self) -> frozenset[Step]:
        """The steps that can be taken here. Telling somebody is always possible."""
        needs = {Step.MUTE: Capability.MUTE, Step.REMOVE: Capability.REMOVE}
        return frozenset(
            step for step in Step if step not in needs or needs[step] in self.capabilities
        )

    @property
    def removal(self) -> Step:
        """The removal, or what stands for it here."""
        return best_instead(Step.REMOVE, self.able)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from the findings in one message, and why.

    `strike` is the number of this violation within the time that strikes count (1 = the first);
    `next_step` is what the following one would lead to; `points` are those of all clauses that
    count now, with this violation's own `weight`. `beside` is what else was found, under clauses
    that weigh less: it is shown and counts for nothing.
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
    beside: tuple[Finding, ...] = ()
    points: int = 0
    weight: int = 0

    @property
    def is_strike(self) -> bool:
        """Say whether it counts against the author when it is acted on."""
        return self.strike > 0


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
        return _with(chosen, Answer.ACT, chosen.why, watched)
    return _with(chosen, held[0], held[1], watched)


def choose(
    findings: Sequence[Finding], ladders: Ladders, standing: Standing, at: datetime
) -> Verdict:
    """Return the verdict of the clause that weighs most: sure before likely, then harsher."""
    by_clause: dict[str, list[Finding]] = {}
    for each in findings:
        by_clause.setdefault(each.clause, []).append(each)
    verdicts = [_by_ladder(key, found, ladders, standing, at) for key, found in by_clause.items()]
    chosen = max(verdicts, key=_weight)
    beside = tuple(each for other in verdicts if other is not chosen for each in other.findings)
    return replace(chosen, beside=beside)


def decide_by_person(
    findings: Sequence[Finding],
    at: datetime,
    ladders: Ladders,
    standing: Standing,
    *,
    proved: bool = False,
) -> Verdict:
    """Return what the ladder says once a person has found that a message breaks a clause.

    Nothing holds it back but that nobody of the staff, and no robot, is ever sanctioned: the
    person has looked. `proved` says that a report proved true: where the clause wants it so, that
    leads straight to the removal (M47).
    """
    chosen = choose(findings, ladders, standing, at)
    if standing.is_staff or standing.is_bot:
        why = Why.STAFF if standing.is_staff else Why.BOT
        return _with(chosen, Answer.COUNT, why, ())
    clause = chosen.clause
    if proved and clause is not None and clause.proved_removes:
        step = ladders.removal
        length = ladders.mute_length(clause, chosen.strike) if step is Step.MUTE else NO_TIME
        why = Why.PROVED
        recall = clause.recall
        return replace(
            chosen, step=step, next_step=step, mute_length=length, why=why, recall=recall
        )
    return chosen


def with_step(verdict: Verdict, step: Step, ladders: Ladders) -> Verdict:
    """Return a verdict with another step, as an admin may choose it.

    Raises RefusedError for a step that cannot be taken here.
    """
    if step not in ladders.able:
        raise RefusedError(Words(NOT_HERE, {"step": Words(STEP_NAMES[step])}))
    if step is verdict.step or verdict.clause is None:
        return verdict
    muted = step is Step.MUTE
    length = ladders.mute_length(verdict.clause, verdict.strike) if muted else NO_TIME
    recall = verdict.clause.recall and step is not Step.NOTHING
    return replace(verdict, step=step, mute_length=length, recall=recall, why=Why.CHOSEN)


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
    expire = ladders.charter.strikes_expire
    strike = 1 + count_strikes(standing.strikes, key, at, expire)
    points = clause.weight + count_points(standing.strikes, at, expire)
    step, why = _step(clause, strike, points, ladders)
    following, _ = _step(clause, strike + 1, points + clause.weight, ladders)
    return Verdict(
        Answer.ACT,
        why,
        clause=clause,
        step=step,
        next_step=following,
        strike=strike,
        recall=clause.recall and step is not Step.NOTHING,
        mute_length=ladders.mute_length(clause, strike) if step is Step.MUTE else NO_TIME,
        findings=sure_first,
        points=points,
        weight=clause.weight,
    )


def _step(clause: Clause, strike: int, points: int, ladders: Ladders) -> tuple[Step, Why]:
    """Return what follows by the ladder, or by the points over all clauses where that is harsher.

    Where the ladder lets a violation pass, points do not change that.
    """
    step, limit = ladders.step(clause, strike), ladders.charter.points_limit
    if step is Step.NOTHING or not limit or points < limit:
        return step, Why.LADDER
    harsher = STEPS.index(ladders.removal) > STEPS.index(step)
    return (ladders.removal, Why.POINTS) if harsher else (step, Why.LADDER)


def _held_back(seen: Seen, chosen: Verdict, standing: Standing) -> tuple[Answer, Why] | None:
    """Return why a verdict is not acted on by itself, or None."""
    author = seen.message.author
    is_staff = standing.is_staff or (author is not None and author.is_staff)
    reasons: list[tuple[bool, Answer, Why]] = [
        (seen.message.source is Source.HISTORY, Answer.COUNT, Why.HISTORY),
        (is_staff, Answer.COUNT, Why.STAFF),
        (standing.is_bot, Answer.COUNT, Why.BOT),
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
    if answer is not Answer.COUNT:
        return replace(verdict, answer=answer, why=why, watched=watched)
    return Verdict(answer, why, clause=verdict.clause, findings=verdict.findings, watched=watched)


def count_strikes(strikes: Sequence[Strike], clause: str, at: datetime, expire: timedelta) -> int:
    """Return how many strikes under a clause still count at `at` (half open: from at-expire)."""
    return sum(each.clause == clause and at - expire <= each.at < at for each in strikes)


def count_points(strikes: Sequence[Strike], at: datetime, expire: timedelta) -> int:
    """Return the points of the strikes of all clauses that still count at `at`."""
    return sum(each.weight for each in strikes if at - expire <= each.at < at)


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
    REINSTATE = "reinstate"  # what was withdrawn together with a rule counts again


CASE: StateTable[CaseState, CaseVerb] = StateTable(
    {
        (CaseState.OPEN, CaseVerb.ACT): CaseState.ACTED,
        (CaseState.OPEN, CaseVerb.DISMISS): CaseState.DISMISSED,
        (CaseState.DISMISSED, CaseVerb.REOPEN): CaseState.OPEN,
        (CaseState.ACTED, CaseVerb.APPEAL): CaseState.APPEALED,
        (CaseState.ACTED, CaseVerb.REDUCE): CaseState.REDUCED,
        (CaseState.ACTED, CaseVerb.OVERTURN): CaseState.OVERTURNED,
        (CaseState.APPEALED, CaseVerb.UPHOLD): CaseState.UPHELD,
        (CaseState.APPEALED, CaseVerb.REDUCE): CaseState.REDUCED,
        (CaseState.APPEALED, CaseVerb.OVERTURN): CaseState.OVERTURNED,
        (CaseState.OVERTURNED, CaseVerb.REINSTATE): CaseState.ACTED,
    }
)

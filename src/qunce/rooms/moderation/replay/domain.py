"""A replay: which rules at which time, what would have followed, and what differs. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qunce.kernel.clauses import Step
from qunce.kernel.messages import Message
from qunce.kernel.rules import Finding
from qunce.kernel.text import N_
from qunce.playbook.domain import Values
from qunce.rooms.moderation.domain import Answer, Verdict, Why


class Order(StrEnum):
    """In which order, and at which time, messages are taken."""

    AS_READ = "as_read"  # as the machine read them: what came live, each when it came in
    AS_SAID = "as_said"  # as they were said, exports too, as if all had come in live


@dataclass(frozen=True, slots=True)
class Version:
    """Settings that count from `since` on: the community's layer, then the group's."""

    since: datetime
    layers: tuple[Values, ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The versions that count one after another, oldest first; the first one from ever."""

    versions: tuple[Version, ...]

    def place_at(self, moment: datetime) -> int:
        """Return the place of the version that counts at a moment."""
        return max(0, bisect_right(self.versions, moment, key=lambda each: each.since) - 1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is replayed: a group's messages sent from `since` to `until` (half open).

    `sets` are the rules that are tried and, where there is a second, what they are compared with;
    a single one is compared with what the machine decided in fact.
    """

    community: int
    group: int
    since: datetime
    until: datetime
    order: Order
    sets: tuple[RuleSet, ...]


class Change(StrEnum):
    """How what would follow differs from what is compared with."""

    NEW = "new"
    GONE = "gone"
    OTHER = "other"
    SAME = "same"
    MISSED = "missed"  # people found a violation, neither rule set does


CHANGE_NAMES: dict[Change, str] = {
    Change.NEW: N_("newly hit"),
    Change.GONE: N_("no longer hit"),
    Change.OTHER: N_("another step"),
    Change.SAME: N_("the same"),
    Change.MISSED: N_("a violation that is not found"),
}


class Truth(StrEnum):
    """What people decided about a message."""

    BROKEN = "broken"
    FINE = "fine"
    UNKNOWN = "unknown"


TRUTH_NAMES: dict[Truth, str] = {
    Truth.BROKEN: N_("a violation, people said"),
    Truth.FINE: N_("no violation, people said"),
    Truth.UNKNOWN: N_("nobody has decided"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from a message.

    `findings` are those that the decision goes by, `found` all, those of other clauses too, and
    `rules` all rules that found something.
    """

    answer: Answer = Answer.LEAVE
    why: Why = Why.CLEAN
    clause: str = ""
    step: Step = Step.NOTHING
    strike: int = 0
    rules: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    found: tuple[Finding, ...] = ()

    @property
    def is_hit(self) -> bool:
        """Say whether anything was found that is not permitted."""
        return self.answer is not Answer.LEAVE

    @property
    def follows(self) -> bool:
        """Say whether more than counting follows: a step, or a question to a person."""
        return self.answer in {Answer.ACT, Answer.ASK}


LEFT = Outcome()


def outcome_of(verdict: Verdict, found: tuple[Finding, ...]) -> Outcome:
    """Return what a verdict about findings amounts to."""
    clause = verdict.clause.key if verdict.clause else found[0].clause if found else ""
    acts = verdict.answer is Answer.ACT  # the step of a question is only a proposal
    return Outcome(
        verdict.answer,
        verdict.why,
        clause,
        verdict.step if acts else Step.NOTHING,
        verdict.strike if acts else 0,
        rules_of(found),
        verdict.findings,
        found,
    )


def rules_of(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return the rules of findings, each once."""
    return tuple(dict.fromkeys(each.rule for each in findings))


def change_of(was: Outcome, now: Outcome) -> Change:
    """Return how an outcome differs from the one that it is compared with."""
    if not (was.is_hit or now.is_hit):
        return Change.MISSED
    if was.is_hit != now.is_hit:
        return Change.NEW if now.is_hit else Change.GONE
    same = (was.answer, was.clause, was.step) == (now.answer, now.clause, now.step)
    return Change.SAME if same else Change.OTHER


@dataclass(frozen=True, slots=True)
class Line:
    """A message in which either rule set found something: one line of the result."""

    message: Message
    now: Outcome
    was: Outcome
    truth: Truth = Truth.UNKNOWN

    @property
    def change(self) -> Change:
        """Return how what would follow differs."""
        return change_of(self.was, self.now)

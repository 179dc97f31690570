"""What a decision was made from, kept so that it can be derived again and explained. Pure.

A case keeps it as JSON (`Case.derivation`). Texts in it follow the retention of the case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from qunce.kernel.clauses import Step
from qunce.kernel.effects import Capability
from qunce.kernel.rules import Finding, Seen
from qunce.rooms.moderation.domain import Answer, Ladders, Standing, Strike, Verdict, Why


@dataclass(frozen=True, slots=True)
class Basis:
    """What holds for all decisions of a batch: the code, the settings' versions, and the time.

    `community` and `group` are the numbers of the playbook's versions in force, 0 for none.
    """

    code: str
    community: int
    group: int
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Counters:
    """What was counted: strikes, what the rules gathered, how many recent messages they saw."""

    strikes: tuple[Strike, ...] = ()
    gathered: Mapping[str, Any] = field(default_factory=dict)
    recent: int = 0
    is_staff: bool = False
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule found something: half open, in the text as it was written."""

    rule: str
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Result:
    """What came out, as far as it can be compared. `mute_hours` is 0 for no mute."""

    answer: Answer
    why: Why
    clause: str
    step: Step
    next_step: Step
    strike: int
    points: int
    recall: bool
    mute_hours: float
    found: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """The times a decision used; strikes count from `since` on (half open, before `sent_at`)."""

    sent_at: datetime
    decided_at: datetime
    since: datetime


@dataclass(frozen=True, slots=True)
class Derivation:
    """All that a decision was made from. `chosen` and `proved` are what a person put in."""

    code: str
    playbook: tuple[int, int]
    plain: str
    spans: tuple[Place, ...]
    counters: Counters
    clock: Clock
    capabilities: tuple[Capability, ...]
    result: Result
    parts: tuple[int, ...] = ()  # earlier messages that the text was joined from
    also: tuple[int, ...] = ()  # later messages that are pieces of the same
    by: str = "machine"
    chosen: Step | None = None
    proved: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person put into a decision: the step, and that a report proved true."""

    step: Step | None = None
    proved: bool = False


def derive(
    seen: Seen, verdict: Verdict, basis: Basis, ladders: Ladders, standing: Standing
) -> Derivation:
    """Return what a verdict about a message was made from."""
    author = seen.message.author
    at, expire = seen.message.sent_at, ladders.charter.strikes_expire
    counted = tuple(each for each in standing.strikes if at - expire <= each.at < at)
    return Derivation(
        code=basis.code,
        playbook=(basis.community, basis.group),
        plain=seen.normal.plain,
        spans=places_of(verdict.findings),
        counters=Counters(
            counted,
            dict(seen.extra),
            len(seen.recent),
            is_staff=standing.is_staff or (author is not None and author.is_staff),
            is_bot=standing.is_bot,
        ),
        clock=Clock(at, basis.decided_at, at - expire),
        capabilities=tuple(sorted(ladders.capabilities)),
        result=result_of(verdict),
        parts=tuple(seen.parts),
    )


def places_of(findings: tuple[Finding, ...]) -> tuple[Place, ...]:
    """Return where the findings are, in the order of the text."""
    places = {(each.span, each.rule): Place(each.rule, each.span) for each in findings}
    return tuple(places[key] for key in sorted(places))


def result_of(verdict: Verdict) -> Result:
    """Return a verdict as it is compared with another one."""
    return Result(
        verdict.answer,
        verdict.why,
        verdict.clause.key if verdict.clause else "",
        verdict.step,
        verdict.next_step,
        verdict.strike,
        verdict.points,
        verdict.recall,
        verdict.mute_length / timedelta(hours=1),
        places_of(verdict.findings),
    )


def differences(then: Result, now: Result) -> tuple[str, ...]:
    """Return the names of the fields in which two results differ."""
    return tuple(name for name in Result.__slots__ if getattr(then, name) != getattr(now, name))

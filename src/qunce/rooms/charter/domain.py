"""Versions of the charter and their differences; how a draft is changed. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from qunce.kernel.clauses import STEP_NAMES, STEPS, Charter, Clause, Step
from qunce.kernel.ladders import mute_at
from qunce.kernel.options import option
from qunce.kernel.states import StateTable
from qunce.kernel.text import N_, Words


class VersionState(StrEnum):
    """Where a published version stands."""

    SCHEDULED = "scheduled"
    IN_FORCE = "in_force"
    PAST = "past"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return STATE_LABELS[self]

    @property
    def tone(self) -> str:
        """Return the tone in which pages show it."""
        return {"in_force": "good", "scheduled": "info"}.get(self.value, "quiet")


STATE_LABELS = {
    VersionState.SCHEDULED: N_("Published, not in force yet"),
    VersionState.IN_FORCE: N_("In force"),
    VersionState.PAST: N_("Replaced"),
    VersionState.WITHDRAWN: N_("Withdrawn"),
}


class VersionVerb(StrEnum):
    """What can be done with a version."""

    ENFORCE = "enforce"
    REPLACE = "replace"
    WITHDRAW = "withdraw"


VERSION: StateTable[VersionState, VersionVerb] = StateTable(
    {
        (VersionState.SCHEDULED, VersionVerb.ENFORCE): VersionState.IN_FORCE,
        (VersionState.SCHEDULED, VersionVerb.WITHDRAW): VersionState.WITHDRAWN,
        (VersionState.IN_FORCE, VersionVerb.REPLACE): VersionState.PAST,
    }
)
LIVE = (VersionState.SCHEDULED, VersionState.IN_FORCE)
COUNTED = (*LIVE, VersionState.PAST)
JUST_NOW = timedelta(minutes=15)  # so long what was noted for a member stands with its undo


class Way(StrEnum):
    """How it is known that somebody accepted."""

    JOINING = "joining"
    PAGE = "page"
    TOLD = "told"  # said so to an admin

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return WAY_LABELS[self]


WAY_LABELS = {
    Way.JOINING: N_("When joining"),
    Way.PAGE: N_("On the member page"),
    Way.TOLD: N_("Told an admin"),
}


class Asking(StrEnum):
    """When members are asked to accept a new version."""

    MATERIAL = "material"
    ALWAYS = "always"
    NEVER = "never"


ASKING_CHOICES = (
    (Asking.MATERIAL, N_("When a change is material")),
    (Asking.ALWAYS, N_("Each time")),
    (Asking.NEVER, N_("Never: whoever stays knows it (继续留群即视为知悉)")),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How members come to accept the charter."""

    asking: Asking = option(
        Asking.MATERIAL,
        N_("Members are asked to accept"),
        N_("Else the announcement says that whoever stays in the group knows the new version."),
        choices=ASKING_CHOICES,
        manual="M02",
    )
    accept_within: timedelta = option(
        timedelta(days=14),
        N_("To be accepted within"),
        N_("Counted from the day it counts. Afterwards those who are missing are a task."),
        low=1,
        high=90,
        unit=N_("days"),
    )


def asks(settings: Settings, *, material: bool) -> bool:
    """Say whether members are asked to accept a version, or only told of it."""
    return settings.asking is Asking.ALWAYS or (settings.asking is Asking.MATERIAL and material)


# --- what a reader sees -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A clause as it was published, in one language."""

    key: str
    number: int
    title: str
    text: str
    allowed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A charter as it was published, in one language. It never changes any more."""

    preamble: str
    clauses: tuple[Paragraph, ...]
    encouraged: tuple[str, ...]
    reporting: str
    appeals: str
    terms: tuple[str, ...]


_FROM_NOW_ON = N_("from number %(count)s on: %(step)s")
_ONCE = N_("number %(count)s: %(step)s")
_ALWAYS = N_("each time: %(step)s")
_NO_MUTE = N_(
    "In a group where nobody can be muted the ladder goes on without that step; nobody is removed "
    "there without a warning before."
)
_POINTS = N_(
    "Each violation has points (one, unless its clause says otherwise); with %(limit)s points over "
    "all clauses a member is removed."
)
_PROVED = N_("reported, and the report proves true: warned and removed at once")
_WEIGHT = N_("each time: %(count)s points")
_MUTED = N_("muted for %(hours)s hours")


def steps_of(clause: Clause, charter: Charter) -> list[Words]:
    """Return the ladder of a clause in words: "number 1: a reminder" … "from number 4 on: …"."""
    said = []
    for count, step in enumerate(clause.ladder, 1):
        is_last = count == len(clause.ladder)
        msgid = _ALWAYS if is_last and count == 1 else _FROM_NOW_ON if is_last else _ONCE
        length = mute_at(clause, clause.ladder, count, charter.mute_length)
        said.append(Words(msgid, {"count": count, "step": step_words(step, length)}))
    if clause.proved_removes and STEPS.index(clause.ladder[0]) < STEPS.index(Step.REMOVE):
        said.append(Words(_PROVED))
    if charter.points_limit and clause.weight > 1:
        said.append(Words(_WEIGHT, {"count": clause.weight}))
    return said


def step_words(step: Step, mute_length: timedelta) -> Words:
    """Return what follows, with the length of a mute."""
    if step is Step.MUTE:
        return Words(_MUTED, {"hours": round(mute_length.total_seconds() / 3600)})
    return Words(STEP_NAMES[step])


def terms_of(charter: Charter) -> list[Words]:
    """Return the figures that hold for all ladders as sentences."""
    mutes = any(Step.MUTE in each.ladder for each in charter.clauses)
    more = [Words(_NO_MUTE)] if mutes else []
    if charter.points_limit:
        more.append(Words(_POINTS, {"limit": charter.points_limit}))
    return [
        Words(
            N_("A violation counts for %(days)s days; after that it is forgotten."),
            {"days": charter.strikes_expire.days},
        ),
        Words(
            N_("Appeals are taken for %(days)s days after the decision."),
            {"days": charter.appeal_within.days},
        ),
        *more,
    ]


class ChangeKind(StrEnum):
    """How a part of the charter differs from what was before."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
    MOVED = "moved"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return CHANGE_LABELS[self]

    @property
    def tone(self) -> str:
        """Return the tone in which pages show it."""
        return {"new": "good", "gone": "bad", "changed": "info"}.get(self.value, "quiet")


CHANGE_LABELS = {
    ChangeKind.NEW: N_("New"),
    ChangeKind.GONE: N_("Gone"),
    ChangeKind.CHANGED: N_("Changed"),
    ChangeKind.MOVED: N_("Another number"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A part of the charter that differs; `number` is 0 for what is no clause."""

    kind: ChangeKind
    title: str
    before: str
    after: str
    number: int = 0


TITLES = {
    "preamble": N_("What the group is for"),
    "encouraged": N_("What is encouraged"),
    "reporting": N_("How something is reported"),
    "appeals": N_("How an appeal works"),
    "terms": N_("What holds for all clauses"),
}


def differences(before: Sheet, after: Sheet) -> list[Change]:
    """Return what differs between two sheets of one language: the clauses, then the other parts.

    `title` of a part that is no clause is a msgid.
    """
    old = {each.key: each for each in before.clauses}
    new = {each.key for each in after.clauses}
    changes = []
    for each in after.clauses:
        was = old.get(each.key)
        if was is None:
            changes.append(Change(ChangeKind.NEW, each.title, "", _whole(each), each.number))
        elif _whole(was) != _whole(each):
            texts = (_whole(was), _whole(each))
            changes.append(Change(ChangeKind.CHANGED, each.title, *texts, each.number))
        elif was.number != each.number:
            numbers = (f"{was.number}", f"{each.number}")
            changes.append(Change(ChangeKind.MOVED, each.title, *numbers, each.number))
    gone = [each for each in before.clauses if each.key not in new]
    changes += [Change(ChangeKind.GONE, e.title, _whole(e), "", e.number) for e in gone]
    for name, title in TITLES.items():
        was_said, said = _part(before, name), _part(after, name)
        if was_said != said:
            changes.append(Change(ChangeKind.CHANGED, title, was_said, said))
    return changes


def _whole(each: Paragraph) -> str:
    lines = [each.title, each.text]
    lines += [f"✓ {line}" for line in each.allowed]
    lines += [f"✗ {line}" for line in each.forbidden]
    return "\n".join((*lines, " → ".join(each.steps)))


def _part(sheet: Sheet, name: str) -> str:
    value = getattr(sheet, name)
    return value if isinstance(value, str) else "\n".join(value)


# --- how a draft is changed ---------------------------------------------------------------------


def in_order(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Return clauses numbered from 1 in the order given."""
    return tuple(replace(each, number=place) for place, each in enumerate(clauses, 1))


def tidied(charter: Charter) -> Charter:
    """Return a charter with its clauses in the order of their numbers."""
    ordered = sorted(charter.clauses, key=lambda each: each.number)
    return replace(charter, clauses=tuple(ordered))


def put(charter: Charter, clause: Clause) -> Charter:
    """Return a charter with a clause changed, or added at the end."""
    known = [each.key for each in charter.clauses]
    if clause.key in known:
        clauses = [clause if each.key == clause.key else each for each in charter.clauses]
    else:
        clauses = [*charter.clauses, clause]
    return replace(charter, clauses=in_order(clauses))


def moved(charter: Charter, key: str, by: int) -> Charter:
    """Return a charter with a clause moved by places; at the ends nothing changes."""
    clauses = list(charter.clauses)
    place = next((n for n, each in enumerate(clauses) if each.key == key), None)
    if place is None:
        return charter
    clauses.insert(max(0, place + by), clauses.pop(place))
    return replace(charter, clauses=in_order(clauses))


def without(charter: Charter, key: str) -> Charter:
    """Return a charter without a clause."""
    rest = [each for each in charter.clauses if each.key != key]
    return replace(charter, clauses=in_order(rest))


def new_key(taken: Collection[str]) -> str:
    """Return a key for a clause that an owner adds; nobody reads it."""
    count = next(n for n in range(1, 1000) if f"own{n}" not in taken)
    return f"own{count}"


def accept_by(since: datetime, joined: datetime | None, settings: Settings) -> datetime:
    """Return until when somebody should have accepted what counts `since`."""
    return max(since, joined or since) + settings.accept_within

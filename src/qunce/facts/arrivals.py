"""What happened between an approval and being in the group."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_, Words


@dataclass(frozen=True, slots=True)
class ApprovalTakenBack(Fact):
    application: int
    person: int
    name: str
    sentence: ClassVar[str] = N_("%(actor)s took the approval of %(name)s back.")


@dataclass(frozen=True, slots=True)
class ArrivalExpected(Fact):
    """`waits` says that the group was full."""

    person: int
    group: int
    name: str
    where: str
    waits: bool = False
    sentence: ClassVar[str] = N_("%(name)s is to come into %(where)s.")


@dataclass(frozen=True, slots=True)
class SeatOffered(Fact):
    person: int
    group: int
    name: str
    where: str
    sentence: ClassVar[str] = N_("A seat in %(where)s became free for %(name)s.")


@dataclass(frozen=True, slots=True)
class ArrivalStepped(Fact):
    person: int
    group: int
    name: str
    step: Words
    sentence: ClassVar[str] = N_("%(actor)s ticked for %(name)s: %(step)s")


@dataclass(frozen=True, slots=True)
class ArrivalStepSkipped(Fact):
    person: int
    group: int
    name: str
    step: Words
    sentence: ClassVar[str] = N_("%(actor)s skipped for %(name)s: %(step)s")


@dataclass(frozen=True, slots=True)
class ArrivalStepUndone(Fact):
    person: int
    group: int
    name: str
    step: Words
    sentence: ClassVar[str] = N_("%(actor)s took back for %(name)s: %(step)s")


@dataclass(frozen=True, slots=True)
class ArrivalDropped(Fact):
    person: int
    group: int
    name: str
    where: str
    sentence: ClassVar[str] = N_("%(actor)s took %(name)s off the way into %(where)s.")


@dataclass(frozen=True, slots=True)
class ArrivalReturned(Fact):
    person: int
    group: int
    name: str
    where: str
    sentence: ClassVar[str] = N_("%(actor)s put %(name)s on the way into %(where)s again.")


@dataclass(frozen=True, slots=True)
class NewcomerRecognised(Fact):
    """Who appeared as `nickname` is `name`, who was let in."""

    person: int
    group: int
    identity: int
    name: str
    nickname: str
    ground: Words
    sentence: ClassVar[str] = N_("“%(nickname)s” in the group is %(name)s, by %(ground)s.")


@dataclass(frozen=True, slots=True)
class ApplicantContactSeen(Fact):
    """Somebody looked at what is else masked; `what` says which (a WeChat ID)."""

    application: int
    person: int | None
    name: str
    what: Words
    sentence: ClassVar[str] = N_("%(actor)s looked at the %(what)s of %(name)s.")

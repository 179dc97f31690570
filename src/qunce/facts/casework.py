"""What happened to the monthly cases. `name` is a case's title."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_


@dataclass(frozen=True, slots=True)
class CaseCalled(Fact):
    """Members are asked for cases until `until`."""

    study: int
    name: str
    until: str
    group: tuple[int, ...] = ()
    sentence: ClassVar[str] = N_("%(actor)s called for cases: “%(name)s”.")


@dataclass(frozen=True, slots=True)
class CaseProposed(Fact):
    study: int
    person: int | None
    name: str
    sentence: ClassVar[str] = N_("%(actor)s proposed a case for “%(name)s”.")


@dataclass(frozen=True, slots=True)
class CaseProposalWithdrawn(Fact):
    study: int
    person: int | None
    name: str
    sentence: ClassVar[str] = N_("%(actor)s took a proposal for “%(name)s” back.")


@dataclass(frozen=True, slots=True)
class CaseChosen(Fact):
    """`person` proposed the case that was chosen."""

    study: int
    person: int | None
    name: str
    sentence: ClassVar[str] = N_("%(actor)s chose the case for “%(name)s”.")


@dataclass(frozen=True, slots=True)
class CaseWritten(Fact):
    study: int
    name: str
    sentence: ClassVar[str] = N_("%(actor)s wrote the scenario of “%(name)s”.")


@dataclass(frozen=True, slots=True)
class CaseChecked(Fact):
    """A person has looked whether the scenario names somebody; `count` was left as it is."""

    study: int
    name: str
    count: int
    sentence: ClassVar[str] = N_(
        "%(actor)s checked that the scenario of “%(name)s” names nobody (%(count)s findings left)."
    )


@dataclass(frozen=True, slots=True)
class CaseOpened(Fact):
    """The discussion is open in the groups until `until`."""

    study: int
    name: str
    until: str
    group: tuple[int, ...] = ()
    sentence: ClassVar[str] = N_("%(actor)s opened the discussion of “%(name)s”.")


@dataclass(frozen=True, slots=True)
class CaseClosed(Fact):
    study: int
    name: str
    count: int
    sentence: ClassVar[str] = N_("The discussion of “%(name)s” is closed: %(count)s arguments.")


@dataclass(frozen=True, slots=True)
class CaseSummedUp(Fact):
    """The method stands; `facts.reads.ReadCase` has its words. `person` took part, credited."""

    study: int
    name: str
    person: tuple[int, ...] = ()
    sentence: ClassVar[str] = N_("%(actor)s summed “%(name)s” up.")


@dataclass(frozen=True, slots=True)
class CaseSummaryTakenBack(Fact):
    """What CaseSummedUp led to does not hold any more: the summary is written anew."""

    study: int
    name: str
    sentence: ClassVar[str] = N_("%(actor)s took the summary of “%(name)s” back.")


@dataclass(frozen=True, slots=True)
class CaseDropped(Fact):
    study: int
    name: str
    note: str
    sentence: ClassVar[str] = N_("%(actor)s dropped “%(name)s”: %(note)s")


@dataclass(frozen=True, slots=True)
class CaseResumed(Fact):
    """A drop was undone."""

    study: int
    name: str
    sentence: ClassVar[str] = N_("%(actor)s took “%(name)s” up again.")

"""What happened to recruitment posts that were applied for."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_


@dataclass(frozen=True, slots=True)
class PostingSent(Fact):
    """`name` is the company's."""

    posting: int
    person: int | None
    title: str
    name: str
    sentence: ClassVar[str] = N_("%(actor)s applied to post “%(title)s” of %(name)s.")


@dataclass(frozen=True, slots=True)
class PostingChanged(Fact):
    posting: int
    person: int | None
    title: str
    sentence: ClassVar[str] = N_("%(actor)s changed the post “%(title)s”: it is reviewed again.")


@dataclass(frozen=True, slots=True)
class PostingAsked(Fact):
    posting: int
    person: int | None
    title: str
    sentence: ClassVar[str] = N_("%(actor)s asked something about the post “%(title)s”.")


@dataclass(frozen=True, slots=True)
class PostingAnswered(Fact):
    posting: int
    person: int | None
    title: str
    sentence: ClassVar[str] = N_("%(actor)s answered the question about the post “%(title)s”.")


@dataclass(frozen=True, slots=True)
class PostingApproved(Fact):
    """`due` is the slot in which it is planned, `name` the company's."""

    posting: int
    person: int | None
    title: str
    name: str
    due: str
    sentence: ClassVar[str] = N_("%(actor)s approved the post “%(title)s” of %(name)s.")


@dataclass(frozen=True, slots=True)
class PostingDeclined(Fact):
    posting: int
    person: int | None
    title: str
    note: str
    sentence: ClassVar[str] = N_("%(actor)s declined the post “%(title)s”: %(note)s")


@dataclass(frozen=True, slots=True)
class PostingReopened(Fact):
    posting: int
    person: int | None
    title: str
    sentence: ClassVar[str] = N_("%(actor)s took the decision about the post “%(title)s” back.")


@dataclass(frozen=True, slots=True)
class PostingWithdrawn(Fact):
    posting: int
    person: int | None
    title: str
    sentence: ClassVar[str] = N_("%(actor)s took the post “%(title)s” back.")


@dataclass(frozen=True, slots=True)
class PostingLapsed(Fact):
    posting: int
    person: int | None
    title: str
    sentence: ClassVar[str] = N_("The post “%(title)s” lapsed: its time is past.")


@dataclass(frozen=True, slots=True)
class PostingMoved(Fact):
    """`due` is the slot in which it is planned now."""

    posting: int
    person: int | None
    title: str
    due: str
    sentence: ClassVar[str] = N_("The post “%(title)s” goes out in another slot.")


@dataclass(frozen=True, slots=True)
class PostingsPublished(Fact):
    """The posts of a slot went out in some groups; `task` are the lines for the others."""

    posting: tuple[int, ...]
    group: tuple[int, ...]
    task: tuple[int, ...]
    due: str
    count: int
    sentence: ClassVar[str] = N_("%(count)s recruitment posts went out together.")


@dataclass(frozen=True, slots=True)
class PostingResultTold(Fact):
    posting: int
    person: int | None
    title: str
    result: str
    sentence: ClassVar[str] = N_("%(actor)s told what came of the post “%(title)s”: %(result)s.")
    names: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "filled": N_("Filled"),
            "searching": N_("Still searching"),
            "given_up": N_("Not needed any more"),
        }
    )


@dataclass(frozen=True, slots=True)
class PostingErased(Fact):
    posting: int
    sentence: ClassVar[str] = N_("A recruitment post that was kept long enough was erased.")


@dataclass(frozen=True, slots=True)
class CompaniesJoined(Fact):
    """`name` and `note` are how the companies are written."""

    name: str
    note: str
    sentence: ClassVar[str] = N_("%(actor)s said that %(name)s and %(note)s are one company.")


@dataclass(frozen=True, slots=True)
class CompaniesParted(Fact):
    """`name` and `note` are how the companies are written."""

    name: str
    note: str
    sentence: ClassVar[str] = N_("%(actor)s said that %(name)s and %(note)s are two companies.")


@dataclass(frozen=True, slots=True)
class PostingApplicantTold(Fact):
    posting: int
    person: int | None
    title: str
    sentence: ClassVar[str] = N_("The applicant is told about the post “%(title)s”.")

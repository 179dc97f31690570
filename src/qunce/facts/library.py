"""What happened to the library's items, and to its calls for contributions."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_


@dataclass(frozen=True, slots=True)
class ItemWritten(Fact):
    """A new item was begun; `person` is who contributed it, if known."""

    item: int
    title: str
    person: int | None = None
    sentence: ClassVar[str] = N_("%(actor)s began “%(title)s” for the library.")


@dataclass(frozen=True, slots=True)
class ItemChanged(Fact):
    item: int
    title: str
    sentence: ClassVar[str] = N_("%(actor)s changed “%(title)s” in the library.")


@dataclass(frozen=True, slots=True)
class ItemSubmitted(Fact):
    item: int
    title: str
    sentence: ClassVar[str] = N_("%(actor)s handed “%(title)s” in for review.")


@dataclass(frozen=True, slots=True)
class ItemReturned(Fact):
    item: int
    title: str
    note: str
    sentence: ClassVar[str] = N_("%(actor)s gave “%(title)s” back: %(note)s")


@dataclass(frozen=True, slots=True)
class ItemApproved(Fact):
    """`due` is when members see it."""

    item: int
    title: str
    due: str
    sentence: ClassVar[str] = N_("%(actor)s approved “%(title)s” for the library.")


@dataclass(frozen=True, slots=True)
class ItemPublished(Fact):
    """Members see a text of an item; `is_new` says whether they saw none of it before.

    `person` is who contributed it, if known.
    """

    item: int
    title: str
    kind: str
    person: int | None = None
    is_new: bool = True
    sentence: ClassVar[str] = N_("“%(title)s” is in the library.")


@dataclass(frozen=True, slots=True)
class ItemEnded(Fact):
    """An item is marked as no longer in force: its time is over, or another replaced it."""

    item: int
    title: str
    sentence: ClassVar[str] = N_("“%(title)s” in the library is marked as no longer in force.")


@dataclass(frozen=True, slots=True)
class ItemRenewed(Fact):
    item: int
    title: str
    sentence: ClassVar[str] = N_("%(actor)s marked “%(title)s” as in force again.")


@dataclass(frozen=True, slots=True)
class ItemWithdrawn(Fact):
    item: int
    title: str
    sentence: ClassVar[str] = N_("%(actor)s took “%(title)s” out of the library.")


@dataclass(frozen=True, slots=True)
class ItemReopened(Fact):
    item: int
    title: str
    sentence: ClassVar[str] = N_("%(actor)s took “%(title)s” up again as a draft.")


@dataclass(frozen=True, slots=True)
class FileAdded(Fact):
    item: int
    title: str
    file: str
    sentence: ClassVar[str] = N_("%(actor)s added the file %(file)s to “%(title)s”.")


@dataclass(frozen=True, slots=True)
class FileRemoved(Fact):
    item: int
    title: str
    file: str
    sentence: ClassVar[str] = N_("%(actor)s removed the file %(file)s from “%(title)s”.")


@dataclass(frozen=True, slots=True)
class ShelvesChanged(Fact):
    """`title` is the category that was made, renamed or removed."""

    title: str
    sentence: ClassVar[str] = N_("%(actor)s changed the library's category “%(title)s”.")


@dataclass(frozen=True, slots=True)
class CallOpened(Fact):
    title: str
    sentence: ClassVar[str] = N_("%(actor)s opened the call for contributions “%(title)s”.")


@dataclass(frozen=True, slots=True)
class CallClosed(Fact):
    title: str
    sentence: ClassVar[str] = N_("The call for contributions “%(title)s” is closed.")


@dataclass(frozen=True, slots=True)
class ContributionSent(Fact):
    item: int
    person: int | None
    title: str
    sentence: ClassVar[str] = N_("%(actor)s sent in “%(title)s”.")


@dataclass(frozen=True, slots=True)
class ContributionTaken(Fact):
    """A member's contribution was accepted; `person` is who wrote it."""

    item: int
    person: int | None
    title: str
    sentence: ClassVar[str] = N_("%(actor)s accepted the contribution “%(title)s”.")


@dataclass(frozen=True, slots=True)
class ContributionDeclined(Fact):
    item: int
    person: int | None
    title: str
    note: str
    sentence: ClassVar[str] = N_("%(actor)s declined the contribution “%(title)s”: %(note)s")


@dataclass(frozen=True, slots=True)
class ContributorTold(Fact):
    item: int
    person: int | None
    title: str
    sentence: ClassVar[str] = N_("Who wrote “%(title)s” was told what became of it.")

"""What happened to the pools of tips, topics and shares."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_


@dataclass(frozen=True, slots=True)
class EntryAdded(Fact):
    """Somebody put an entry into a pool (`kind` is the pool's name, a msgid)."""

    kind: str
    title: str
    sentence: ClassVar[str] = N_("%(actor)s put “%(title)s” into the pool.")


@dataclass(frozen=True, slots=True)
class PoolFilled(Fact):
    """Several entries came into a pool at once."""

    kind: str
    count: int
    sentence: ClassVar[str] = N_("%(actor)s brought %(count)s entries into the pool.")


@dataclass(frozen=True, slots=True)
class EntryChanged(Fact):
    """An entry has other words."""

    kind: str
    title: str
    sentence: ClassVar[str] = N_("%(actor)s changed “%(title)s” in the pool.")


@dataclass(frozen=True, slots=True)
class EntryApproved(Fact):
    """An entry may go out."""

    kind: str
    title: str
    sentence: ClassVar[str] = N_("%(actor)s approved “%(title)s” of the pool.")


@dataclass(frozen=True, slots=True)
class EntryRetired(Fact):
    """An entry does not go out any more."""

    kind: str
    title: str
    sentence: ClassVar[str] = N_("%(actor)s took “%(title)s” of the pool out of use.")


@dataclass(frozen=True, slots=True)
class OfferMade(Fact):
    """A member offered a topic or a share."""

    kind: str
    title: str
    person: int | None
    sentence: ClassVar[str] = N_("%(actor)s offered “%(title)s” for the groups.")


@dataclass(frozen=True, slots=True)
class OfferWithdrawn(Fact):
    """A member took an idea back."""

    kind: str
    title: str
    person: int | None
    sentence: ClassVar[str] = N_("%(actor)s took the idea “%(title)s” back.")


@dataclass(frozen=True, slots=True)
class OfferTaken(Fact):
    """A member's idea was taken into the pool."""

    kind: str
    title: str
    person: int | None
    sentence: ClassVar[str] = N_("%(actor)s accepted the idea “%(title)s”.")


@dataclass(frozen=True, slots=True)
class OfferDeclined(Fact):
    """A member's idea was declined."""

    kind: str
    title: str
    person: int | None
    sentence: ClassVar[str] = N_("%(actor)s declined the idea “%(title)s”.")


@dataclass(frozen=True, slots=True)
class OfferAnswered(Fact):
    """A member was told in private what became of an idea."""

    person: int | None
    title: str
    sentence: ClassVar[str] = N_("What became of the idea “%(title)s” was said to its author.")


FACTS = (
    EntryAdded,
    PoolFilled,
    EntryChanged,
    EntryApproved,
    EntryRetired,
    OfferMade,
    OfferWithdrawn,
    OfferTaken,
    OfferDeclined,
    OfferAnswered,
)

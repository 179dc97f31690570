"""What happened to members' own data."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_, Words


@dataclass(frozen=True, slots=True)
class ContactNoted(Fact):
    person: int
    name: str
    kind: Words
    sentence: ClassVar[str] = N_("%(actor)s noted a contact of %(name)s: %(kind)s.")


@dataclass(frozen=True, slots=True)
class ContactRemoved(Fact):
    person: int
    name: str
    kind: Words
    sentence: ClassVar[str] = N_("%(actor)s deleted a contact of %(name)s: %(kind)s.")


@dataclass(frozen=True, slots=True)
class ContactsExpired(Fact):
    person: tuple[int, ...]
    count: int
    sentence: ClassVar[str] = N_("The contacts of members who left were deleted: %(count)s.")


@dataclass(frozen=True, slots=True)
class ContactLookedAt(Fact):
    """The reason is kept with the look, where the member reads it."""

    person: int
    name: str
    kind: Words
    sentence: ClassVar[str] = N_("%(actor)s looked at a contact of %(name)s: %(kind)s.")


@dataclass(frozen=True, slots=True)
class ConsentGiven(Fact):
    person: int
    name: str
    purpose: str
    version: int
    what: Words
    sentence: ClassVar[str] = N_("%(name)s agreed, version %(version)s: %(what)s.")


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn(Fact):
    person: int
    name: str
    purpose: str
    what: Words
    sentence: ClassVar[str] = N_("%(name)s withdrew the consent: %(what)s.")


@dataclass(frozen=True, slots=True)
class OwnDataExported(Fact):
    person: int
    name: str
    sentence: ClassVar[str] = N_("%(name)s took a copy of the own data.")


@dataclass(frozen=True, slots=True)
class DataCopyMade(Fact):
    """An admin made a copy for a member without a log-in: `way` is link or file."""

    person: int
    name: str
    copy: int
    way: str
    how: Words
    checked: Words
    sentence: ClassVar[str] = N_(
        "%(actor)s handed out a copy of the data of %(name)s %(how)s. Identity: %(checked)s."
    )


@dataclass(frozen=True, slots=True)
class DataCopyFetched(Fact):
    person: int
    name: str
    copy: int
    sentence: ClassVar[str] = N_("The copy of the data of %(name)s was fetched by its link.")


@dataclass(frozen=True, slots=True)
class DataCopyVoided(Fact):
    person: int
    name: str
    copy: int
    sentence: ClassVar[str] = N_("%(actor)s made the link to the data of %(name)s void.")


@dataclass(frozen=True, slots=True)
class ErasureAsked(Fact):
    """`due` is ISO 8601."""

    person: int
    name: str
    due: str
    sentence: ClassVar[str] = N_("%(actor)s asked to delete all data of %(name)s.")


@dataclass(frozen=True, slots=True)
class ErasureTakenBack(Fact):
    person: int
    name: str
    sentence: ClassVar[str] = N_("%(actor)s took back the deletion of the data of %(name)s.")


@dataclass(frozen=True, slots=True)
class PersonErased(Fact):
    person: int
    sentence: ClassVar[str] = N_("A member's data was deleted.")


FACTS: tuple[type[Fact], ...] = (
    ContactNoted,
    ContactRemoved,
    ContactsExpired,
    ContactLookedAt,
    ConsentGiven,
    ConsentWithdrawn,
    OwnDataExported,
    DataCopyMade,
    DataCopyFetched,
    DataCopyVoided,
    ErasureAsked,
    ErasureTakenBack,
    PersonErased,
)

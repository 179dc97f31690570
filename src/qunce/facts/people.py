"""What happened among people."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_, Words


@dataclass(frozen=True, slots=True)
class CommunityFounded(Fact):
    name: str
    sentence: ClassVar[str] = N_("%(actor)s founded the community %(name)s.")


@dataclass(frozen=True, slots=True)
class GroupOpened(Fact):
    group: int
    name: str
    kind: str
    channel: str
    sentence: ClassVar[str] = N_("%(actor)s opened the group %(name)s.")


@dataclass(frozen=True, slots=True)
class GroupChanged(Fact):
    group: int
    name: str
    sentence: ClassVar[str] = N_("%(actor)s changed the group %(name)s.")


RETURNED = "returned"  # how somebody joins whose removal was withdrawn


@dataclass(frozen=True, slots=True)
class MemberJoined(Fact):
    person: int
    group: int
    name: str
    way: str = ""
    sentence: ClassVar[str] = N_("%(name)s joined the group.")


@dataclass(frozen=True, slots=True)
class MemberLeft(Fact):
    person: int
    group: int
    name: str
    removed: bool = False
    sentence: ClassVar[str] = N_("%(name)s left the group.")
    sentence_removed: ClassVar[str] = N_("%(name)s was removed from the group.")

    def line(self) -> str:
        """Return the line: who was removed did not leave."""
        return self.sentence_removed if self.removed else self.sentence


@dataclass(frozen=True, slots=True)
class RoleGiven(Fact):
    person: int
    name: str
    role: str
    title: Words
    sentence: ClassVar[str] = N_("%(actor)s made %(name)s %(title)s.")


@dataclass(frozen=True, slots=True)
class RoleEnded(Fact):
    person: int
    name: str
    role: str
    title: Words
    sentence: ClassVar[str] = N_("%(actor)s ended the role %(title)s of %(name)s.")


@dataclass(frozen=True, slots=True)
class RoleOffered(Fact):
    person: int
    name: str
    role: str
    title: Words
    sentence: ClassVar[str] = N_("%(actor)s asked %(name)s to be %(title)s.")


@dataclass(frozen=True, slots=True)
class RoleAccepted(Fact):
    """`tasks` were handed over with the role; the first key of `person` is the successor's."""

    person: tuple[int, ...]
    name: str
    role: str
    title: Words
    tasks: int = 0
    sentence: ClassVar[str] = N_("%(name)s accepted the role %(title)s.")


@dataclass(frozen=True, slots=True)
class RoleOfferClosed(Fact):
    """The offer ended without a role: `how` is declined, withdrawn or expired."""

    person: int
    name: str
    role: str
    how: str
    title: Words
    ended: Words
    sentence: ClassVar[str] = N_("%(name)s was asked to be %(title)s: %(ended)s.")


@dataclass(frozen=True, slots=True)
class LastOwnerLeft(Fact):
    person: int
    group: int
    name: str
    sentence: ClassVar[str] = N_("%(name)s, the only owner, left the group on its platform.")


@dataclass(frozen=True, slots=True)
class RosterChanged(Fact):
    """`first` is the Monday of the week, "" for the weekly pattern; `before` are its rows then.

    A row is (duty, day or weekday, key of the person or ""): what an undo puts back.
    """

    first: str
    before: tuple[tuple[str, str, str], ...]
    count: int
    sentence: ClassVar[str] = N_("%(actor)s changed the roster.")


@dataclass(frozen=True, slots=True)
class TierChanged(Fact):
    person: int
    name: str
    before: str
    after: str
    title: Words
    sentence: ClassVar[str] = N_("%(actor)s set the tier of %(name)s: %(title)s.")


@dataclass(frozen=True, slots=True)
class TierAsked(Fact):
    person: int
    name: str
    wanted: str
    title: Words
    sentence: ClassVar[str] = N_("%(name)s applied for the tier %(title)s.")


@dataclass(frozen=True, slots=True)
class TierDeclined(Fact):
    person: int
    name: str
    wanted: str
    title: Words
    sentence: ClassVar[str] = N_("%(actor)s declined the tier %(title)s for %(name)s.")


@dataclass(frozen=True, slots=True)
class TiersProposed(Fact):
    count: int
    sentence: ClassVar[str] = N_("By the rule %(count)s members have reached another tier.")


@dataclass(frozen=True, slots=True)
class PersonCorrected(Fact):
    person: int
    name: str
    fields: tuple[str, ...] = ()
    sentence: ClassVar[str] = N_("%(actor)s corrected the record of %(name)s.")


@dataclass(frozen=True, slots=True)
class PersonEntered(Fact):
    person: int
    name: str
    sentence: ClassVar[str] = N_("%(actor)s entered the member %(name)s by hand.")


@dataclass(frozen=True, slots=True)
class RecordsEntered(Fact):
    file: str
    new: int
    changed: int
    sentence: ClassVar[str] = N_(
        "%(actor)s took over the sheet %(file)s: %(new)s new members, %(changed)s records changed."
    )


@dataclass(frozen=True, slots=True)
class RecordsTakenBack(Fact):
    file: str
    new: int
    changed: int
    sentence: ClassVar[str] = N_(
        "%(actor)s took back the sheet %(file)s: %(new)s new members, %(changed)s records changed."
    )


@dataclass(frozen=True, slots=True)
class PersonsMerged(Fact):
    person: tuple[int, ...]
    name: str
    sentence: ClassVar[str] = N_("%(actor)s merged two records of %(name)s.")


@dataclass(frozen=True, slots=True)
class MemberMuted(Fact):
    person: int
    group: int
    name: str
    until: str
    sentence: ClassVar[str] = N_("%(name)s is muted until %(until)s.")


@dataclass(frozen=True, slots=True)
class MemberUnmuted(Fact):
    person: int
    group: int
    name: str
    sentence: ClassVar[str] = N_("%(name)s may speak again.")


@dataclass(frozen=True, slots=True)
class IdentitySettled(Fact):
    person: int
    identity: int
    name: str
    nickname: str
    sentence: ClassVar[str] = N_("%(actor)s said that %(nickname)s is %(name)s.")


@dataclass(frozen=True, slots=True)
class IdentityUnsettled(Fact):
    person: int
    identity: int
    name: str
    nickname: str
    sentence: ClassVar[str] = N_("%(actor)s took back that %(nickname)s is %(name)s.")

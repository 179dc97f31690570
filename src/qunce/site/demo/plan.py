"""What the demo consists of, before anything is stored: frozen values, no Django, no clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from qunce.kernel.incoming import Arrival
from qunce.kernel.messages import Role
from qunce.kernel.rules import Label
from qunce.people.domain import GroupKind, Tier


class Talk(StrEnum):
    """How much a member says."""

    REGULAR = "regular"
    ACTIVE = "active"
    SELDOM = "seldom"
    SILENT = "silent"
    PEDLAR = "pedlar"  # came to advertise


@dataclass(frozen=True, slots=True)
class DemoGroup:
    """A group; `modules` are the fields of HR it talks about, `pace` its share of the talk."""

    key: str
    name: str
    kind: GroupKind
    channel: str  # "web", "manual", or the channel it is prepared for
    modules: tuple[str, ...]
    pace: float


@dataclass(frozen=True, slots=True)
class DemoMember:
    """An invented person. `nicknames` and `joined` are by group key; `years` of experience."""

    key: int
    handle: str  # what the story calls a regular, "" for the others
    external: str  # an account id as WeChat would give one
    name: str
    short: str  # how others address this person
    company: str
    position: str
    years: float
    tier: Tier
    talk: Talk
    hours: str
    habit: str
    modules: tuple[str, ...]
    roles: tuple[Role, ...] = ()
    nicknames: Mapping[str, str] = field(default_factory=dict)
    joined: Mapping[str, datetime] = field(default_factory=dict)
    left: Mapping[str, datetime] = field(default_factory=dict)
    renamed: tuple[datetime, str] | None = None  # from when on the nickname is as it should be

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the keys of the groups that this person has ever joined."""
        return tuple(self.joined)

    def is_in(self, group: str, moment: datetime) -> bool:
        """Say whether this person is a member of the group at that moment."""
        if group not in self.joined or moment < self.joined[group]:
            return False
        return group not in self.left or moment < self.left[group]

    def nickname(self, group: str, moment: datetime) -> str:
        """Return the name that the group shows for this person at that moment."""
        if self.renamed and moment >= self.renamed[0]:
            return self.renamed[1]
        return self.nicknames[group]


@dataclass(frozen=True, slots=True)
class Planted:
    """A message that was written to break (or, for the ok labels, just to keep) a rule."""

    group: str
    platform_id: str
    label: Label
    disguise: str = ""


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """The whole demo, ending at `now`. `talk` holds each group's arrivals in their order."""

    name: str
    now: datetime
    groups: tuple[DemoGroup, ...]
    members: tuple[DemoMember, ...]
    talk: Mapping[str, tuple[Arrival, ...]]
    planted: tuple[Planted, ...]

    def arrivals(self, group: str) -> Iterator[Arrival]:
        """Return what happened in a group, oldest first."""
        return iter(self.talk[group])

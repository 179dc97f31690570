"""What happened when members who were there before claimed their names."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_, Words


@dataclass(frozen=True, slots=True)
class ClaimLinkGiven(Fact):
    person: int
    name: str
    sentence: ClassVar[str] = N_("%(actor)s gave %(name)s a link to claim the name.")


@dataclass(frozen=True, slots=True)
class ClaimMade(Fact):
    group: int | None
    name: str
    nickname: str
    claim: int
    sentence: ClassVar[str] = N_("%(name)s claims to be “%(nickname)s”.")


@dataclass(frozen=True, slots=True)
class MemberClaimed(Fact):
    """`charter_version` is what was accepted with it, 0 for none; the time is ISO 8601."""

    person: int
    name: str
    claim: int
    ground: Words
    charter_version: int = 0
    charter_accepted_at: str = ""
    sentence: ClassVar[str] = N_("%(name)s has claimed the name, by %(ground)s.")


@dataclass(frozen=True, slots=True)
class ClaimRefused(Fact):
    name: str
    claim: int
    sentence: ClassVar[str] = N_("%(actor)s could not confirm the claim of %(name)s.")


@dataclass(frozen=True, slots=True)
class ClaimReopened(Fact):
    name: str
    claim: int
    sentence: ClassVar[str] = N_("%(actor)s looks at the claim of %(name)s again.")

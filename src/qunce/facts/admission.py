"""What happened on the way into a group."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_


@dataclass(frozen=True, slots=True)
class NewcomerWelcomed(Fact):
    person: int
    group: int
    name: str
    sentence: ClassVar[str] = N_("%(name)s is to be welcomed.")


@dataclass(frozen=True, slots=True)
class NicknamesReminded(Fact):
    person: tuple[int, ...]
    group: int
    count: int
    sentence: ClassVar[str] = N_("%(actor)s asked %(count)s members to mend their nickname.")

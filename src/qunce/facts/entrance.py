"""What happens at the door: links that let a person in."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_


@dataclass(frozen=True, slots=True)
class PersonalLinkIssued(Fact):
    person: int
    name: str
    sentence: ClassVar[str] = N_("%(actor)s gave %(name)s a personal link.")


@dataclass(frozen=True, slots=True)
class PersonalLinkRevoked(Fact):
    person: int
    name: str
    sentence: ClassVar[str] = N_("%(actor)s made the personal link of %(name)s void.")

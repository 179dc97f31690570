"""What a channel is (DESIGN 6): it parses, tells what it can do, and carries effects out."""

from dataclasses import dataclass
from typing import ClassVar, Protocol

from qunce.kernel.effects import Capability, Effect, Outcome
from qunce.kernel.text import Words
from qunce.ledger.contracts import Assignment
from qunce.people.models import Group


@dataclass(frozen=True, slots=True)
class Health:
    """The answer to "are you there?": well or not, and in words what is wrong."""

    is_well: bool
    words: Words


class Channel(Protocol):
    """One chat platform. `capabilities` are per account and group: is the bot an admin there?"""

    key: ClassVar[str]
    title: ClassVar[str]

    def capabilities(self, group: Group) -> frozenset[Capability]:
        """Return what can be done in this group by program."""
        ...

    def probe(self, group: Group) -> Health:
        """Say whether the platform answers."""
        ...

    def execute(self, effect: Effect, group: Group, assignment: Assignment) -> Outcome:
        """Carry an effect out, with no transaction open; `assignment.key` makes it happen once."""
        ...

"""What was changed in conversations. A message itself is not a fact of the ledger."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_


@dataclass(frozen=True, slots=True)
class MessageRecalled(Fact):
    message: int
    group: int
    identity: int | None = None
    person: int | None = None
    name: str = ""
    sentence: ClassVar[str] = N_("%(actor)s took back a message of %(name)s.")


@dataclass(frozen=True, slots=True)
class ImportUndone(Fact):
    group: tuple[int, ...]
    origin: str
    count: int
    sentence: ClassVar[str] = N_("%(actor)s undid an import. Messages removed: %(count)s.")

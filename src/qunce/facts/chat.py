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
class MessageEdited(Fact):
    message: int
    group: int
    identity: int | None = None
    person: int | None = None
    name: str = ""
    sentence: ClassVar[str] = N_("%(actor)s changed a message of %(name)s.")


@dataclass(frozen=True, slots=True)
class TextsErased(Fact):
    group: int
    name: str
    count: int
    days: int
    until: str
    sentence: ClassVar[str] = N_(
        "The texts of %(count)s messages in %(name)s that came in by %(until)s were erased: the "
        "settings keep them for %(days)s days."
    )


@dataclass(frozen=True, slots=True)
class ImportUndone(Fact):
    group: tuple[int, ...]
    origin: str
    count: int
    sentence: ClassVar[str] = N_("%(actor)s undid an import. Messages removed: %(count)s.")

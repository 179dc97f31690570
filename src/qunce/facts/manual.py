"""What happened to imports of exported chats."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_


@dataclass(frozen=True, slots=True)
class ImportBegun(Fact):
    group: int
    files: str
    sentence: ClassVar[str] = N_("%(actor)s began to import %(files)s.")


@dataclass(frozen=True, slots=True)
class ImportStopped(Fact):
    group: int
    read: int
    sentence: ClassVar[str] = N_("An import was stopped. Messages read: %(read)s.")


@dataclass(frozen=True, slots=True)
class ImportContinued(Fact):
    group: int
    files: str
    sentence: ClassVar[str] = N_("%(actor)s continued the import of %(files)s.")


@dataclass(frozen=True, slots=True)
class ImportTakenBack(Fact):
    group: int
    files: str
    sentence: ClassVar[str] = N_("%(actor)s began to take out the import of %(files)s.")


@dataclass(frozen=True, slots=True)
class HistoryImported(Fact):
    """An import is done. `added` and `known` count messages."""

    group: int
    imported: int
    added: int
    known: int
    skipped: int
    sentence: ClassVar[str] = N_(
        "An import was done. Messages added: %(added)s, known: %(known)s, skipped: %(skipped)s."
    )

"""What happened with the registry of protected texts."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_


@dataclass(frozen=True, slots=True)
class TextRegistered(Fact):
    """A text was registered as protected; `text` is its key."""

    text: int
    title: str
    sentence: ClassVar[str] = N_("%(actor)s registered “%(title)s” as a protected text.")


@dataclass(frozen=True, slots=True)
class ProtectedTextChanged(Fact):
    """A registered text was changed; `text` is the key of what counts from then on."""

    text: int
    title: str
    sentence: ClassVar[str] = N_("%(actor)s changed the protected text “%(title)s”.")


@dataclass(frozen=True, slots=True)
class TextTakenOut(Fact):
    text: int
    title: str
    sentence: ClassVar[str] = N_("%(actor)s took the protected text “%(title)s” out.")


@dataclass(frozen=True, slots=True)
class TextPutBack(Fact):
    text: int
    title: str
    sentence: ClassVar[str] = N_("%(actor)s put the protected text “%(title)s” back.")

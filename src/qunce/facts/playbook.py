"""What happened to the settings."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_


@dataclass(frozen=True, slots=True)
class PlaybookChanged(Fact):
    group: int | None
    number: int
    settings: tuple[str, ...]
    sentence: ClassVar[str] = N_("%(actor)s changed the settings (version %(number)s).")

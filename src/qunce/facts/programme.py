"""What happened in the programme."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_, Words


@dataclass(frozen=True, slots=True)
class SlotOpened(Fact):
    slot: str
    title: Words | str  # a str in what was recorded before titles were translated
    due: str
    sentence: ClassVar[str] = N_("%(title)s was laid on the desk for %(due)s.")

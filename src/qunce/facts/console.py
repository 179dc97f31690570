"""What happened on the desk beside the tasks themselves."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_


@dataclass(frozen=True, slots=True)
class WordsSent(Fact):
    task: int
    group: tuple[int, ...]
    sentence: ClassVar[str] = N_("%(actor)s had the words posted.")

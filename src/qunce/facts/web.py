"""What happened in the web group beside the talk itself."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_


@dataclass(frozen=True, slots=True)
class NoticeRead(Fact):
    person: int
    group: int
    notice: int
    sentence: ClassVar[str] = N_("%(actor)s read the notice.")

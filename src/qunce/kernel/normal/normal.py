"""Normal forms of a message and the map back (contract; see the package's own modules)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Disguise(StrEnum):
    """What was undone to see a text as it is meant."""

    WIDTH = "width"
    CASE = "case"
    INVISIBLE = "invisible"
    SEPARATOR = "separator"
    TRADITIONAL = "traditional"
    DIGIT = "digit"
    EMOJI = "emoji"
    SHAPE = "shape"
    SOUND = "sound"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Normal:
    """A text and its normal form.

    `text` is the original; `plain` its normal form; `places[i]` is the half-open span of the
    original that `plain[i]` stands for (None: the identity, one to one).
    """

    text: str
    plain: str
    places: Sequence[tuple[int, int]] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original that `plain[start:end]` stands for."""
        if self.places is None:
            return start, end
        return self.places[start][0], self.places[end - 1][1]


def normalise(text: str) -> Normal:
    """Return the normal form of a text."""
    return Normal(text, text)

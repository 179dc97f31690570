"""Normal forms of a message, with the map back to the original characters."""

from collections.abc import Iterable, Sequence
from typing import final

from qunce.kernel.normal.disguise import Disguise
from qunce.kernel.normal.fold import disguises, fold_table, trace
from qunce.kernel.normal.separators import RUN, RUN_OF_BREAKS, find_runs, is_emoji, skips

Places = Sequence[tuple[int, int]]


@final
class Normal:
    """A text and its normal form.

    `text` is the original, `plain` its normal form: width, case, digits and traditional
    characters folded, invisible characters dropped, separators dropped where single characters
    stand apart. `tight` has no separators and no emoji at all; sentence ends stay.
    """

    __slots__ = ("_gaps", "_places", "_tight", "_tight_places", "plain", "text")

    def __init__(self, text: str) -> None:
        """Fold the text; the way back is computed when it is asked for."""
        self.text = text
        self._gaps: list[tuple[int, int]] = []
        plain = text.translate(fold_table())
        if RUN.search(plain) or RUN_OF_BREAKS.search(plain):
            self._gaps = find_runs(plain)
            plain = _cut(plain, self._gaps)
        self.plain = plain
        self._places: Places | bool | None = False
        self._tight: str | None = None
        self._tight_places: list[int] | None = None

    def __eq__(self, other: object) -> bool:
        """Two normal forms are equal where their texts are."""
        return isinstance(other, Normal) and self.text == other.text

    def __hash__(self) -> int:
        """Hash like the text."""
        return hash(self.text)

    def __repr__(self) -> str:
        """Show the text and its normal form."""
        return f"Normal({self.text!r}, plain={self.plain!r})"

    @property
    def places(self) -> Places | None:
        """For each character of `plain` its half-open span of `text`; None: one to one."""
        if isinstance(self._places, bool):
            places = trace(self.text, fold_table())
            for left, right in reversed(self._gaps):
                del places[left:right]
            same = len(places) == len(self.text) and places == [
                (at, at + 1) for at in range(len(places))
            ]
            self._places = None if same else places
        return self._places

    @property
    def tight(self) -> str:
        """`plain` without separators and emoji: what matchers read."""
        if self._tight is None:
            self._tight = self.plain.translate(skips())
        return self._tight

    def at(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of `plain` that `tight[start:end]` stands for."""
        if len(self.tight) == len(self.plain):
            return start, end
        if self._tight_places is None:
            self._tight_places = [left for left, _ in trace(self.plain, skips())]
        return self._tight_places[start], self._tight_places[end - 1] + 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open span of the original that `plain[start:end]` stands for."""
        places = self.places
        if places is None or start >= end:
            return start, end
        return places[start][0], places[end - 1][1]

    def undone(self, start: int, end: int) -> tuple[Disguise, ...]:
        """Return the disguises that were taken off to get `plain[start:end]`."""
        left, right = self.span(start, end)
        return undone(self.text[left:right], self.plain[start:end])


def undone(raw: str, shown: str) -> tuple[Disguise, ...]:
    """Return the disguises that turn a part of a text into what is shown, in a fixed order."""
    if raw == shown:
        return ()
    kinds = disguises()
    found = set()
    for char in set(raw) - set(shown):
        if char in kinds:
            found.add(kinds[char])
        elif is_emoji(char):
            found.add(Disguise.EMOJI)
        elif ord(char) in skips() or char in ",，、\n":
            found.add(Disguise.SEPARATOR)
    return tuple(kind for kind in Disguise if kind in found)


def normalise(text: str) -> Normal:
    """Return the normal form of a text."""
    return Normal(text)


def normalise_all(texts: Iterable[str]) -> list[Normal]:
    """Return the normal forms of many texts."""
    return [Normal(text) for text in texts]


def _cut(text: str, gaps: list[tuple[int, int]]) -> str:
    parts = []
    last = 0
    for left, right in gaps:
        parts.append(text[last:left])
        last = right
    parts.append(text[last:])
    return "".join(parts)

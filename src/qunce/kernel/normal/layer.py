"""A reading of a text in which some characters stand for others, ready for a matcher."""

from collections.abc import Sequence
from functools import cache
from typing import final

from qunce.kernel.normal.fold import Mapping
from qunce.kernel.normal.separators import skipped, skips
from qunce.kernel.normal.shape import heads
from qunce.kernel.normal.sound import classes

Edit = tuple[int, int, str]  # a half-open span of the text and what it is read as


@cache
def _tighten() -> Mapping:
    """Return the table that drops separators and joins look-alikes."""
    return Mapping(heads() | skips())


@cache
def _voice() -> Mapping:
    """Return the table that drops separators and joins sound-alikes."""
    return Mapping(classes() | skips())


@cache
def _strip() -> Mapping:
    """Return the table that drops separators."""
    return Mapping(skips())


def apply(text: str, edits: Sequence[Edit]) -> str:
    """Return the text with edits carried out; they are in order and do not overlap."""
    parts: list[str] = []
    last = 0
    for start, end, to in edits:
        parts += (text[last:start], to)
        last = end
    parts.append(text[last:])
    return "".join(parts)


def trace_edits(length: int, edits: Sequence[Edit]) -> list[tuple[int, int]]:
    """Return for each character of the edited text the span that it comes from."""
    places: list[tuple[int, int]] = []
    last = 0
    for start, end, to in edits:
        places += [(at, at + 1) for at in range(last, start)]
        places += [(start, end)] * len(to)
        last = end
    places += [(at, at + 1) for at in range(last, length)]
    return places


@final
class Layer:
    """One reading of `plain`: with `edits` carried out, and then without separators.

    `bare`, `tight` and `sounds` have a character for each other's: the character as it stands,
    the head of its look-alikes, the symbol of its sound.
    """

    __slots__ = ("_bare", "_places", "_sounds", "_tight", "edits", "plain", "read")

    def __init__(self, plain: str, edits: Sequence[Edit] = ()) -> None:
        """Carry out the edits; all else is computed when it is asked for."""
        self.plain = plain
        self.edits = edits
        self.read = apply(plain, edits) if edits else plain
        self._bare: str | None = None
        self._tight: str | None = None
        self._sounds: str | None = None
        self._places: list[tuple[int, int]] | None = None

    @property
    def bare(self) -> str:
        """The characters as they stand, without separators."""
        if self._bare is None:
            whole = len(self.tight) == len(self.read)
            self._bare = self.read if whole else _strip().apply(self.read)
        return self._bare

    @bare.setter
    def bare(self, bare: str) -> None:
        """Take what many layers were read as at once."""
        self._bare = bare

    @property
    def tight(self) -> str:
        """The heads of look-alikes, without separators."""
        if self._tight is None:
            self._tight = _tighten().apply(self.read)
        return self._tight

    @tight.setter
    def tight(self, tight: str) -> None:
        """Take what many layers were read as at once."""
        self._tight = tight

    @property
    def sounds(self) -> str:
        """The symbols of sounds, without separators."""
        if self._sounds is None:
            self._sounds = _voice().apply(self.read)
        return self._sounds

    @sounds.setter
    def sounds(self, sounds: str) -> None:
        """Take what many layers were read as at once."""
        self._sounds = sounds

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of `plain` that `tight[start:end]` stands for."""
        if not self.edits and len(self.tight) == len(self.plain):
            return start, end
        if self._places is None:
            dropped = skipped()
            kept = [at for at, char in enumerate(self.read) if char not in dropped]
            whole = trace_edits(len(self.plain), self.edits) if self.edits else None
            self._places = [whole[at] if whole else (at, at + 1) for at in kept]
        return self._places[start][0], self._places[end - 1][1]


def tighten(layers: Sequence[Layer]) -> None:
    """Read many layers by their looks, and as they stand, quicker than one by one."""
    read = _tighten().apply_all([layer.read for layer in layers])
    cut: list[Layer] = []
    for layer, tight in zip(layers, read, strict=True):
        layer.tight = tight
        if len(tight) == len(layer.read):
            layer.bare = layer.read
        else:
            cut.append(layer)
    for layer, bare in zip(cut, _strip().apply_all([layer.read for layer in cut]), strict=True):
        layer.bare = bare


def voice(layers: Sequence[Layer]) -> None:
    """Read many layers by their sounds, quicker than one by one."""
    read = _voice().apply_all([layer.read for layer in layers])
    for layer, sounds in zip(layers, read, strict=True):
        layer.sounds = sounds

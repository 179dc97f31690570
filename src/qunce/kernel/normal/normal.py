"""Normal forms of a message, with the map back to the original characters."""

from collections.abc import Iterable, Sequence
from typing import final

from qunce.kernel.normal import leet, numbers, sound, split
from qunce.kernel.normal.disguise import Disguise
from qunce.kernel.normal.fold import disguises, fold, fold_table, trace, uneven
from qunce.kernel.normal.layer import Edit, Layer, apply, trace_edits
from qunce.kernel.normal.many import row_of
from qunce.kernel.normal.separators import BREAKS, find_runs, is_emoji, may_have_runs, skips
from qunce.kernel.normal.shape import figure
from qunce.kernel.normal.signs import ALL, FIGURES, LATIN, PARTS, RUNS, UNITS, WRITTEN, signs_in

Places = Sequence[tuple[int, int]]
_UNKNOWN: Places = ((-1, -1),)
_ORDER = tuple(Disguise)


@final
class Normal:
    """A text and its normal form.

    `text` is the original, `plain` its normal form: width, case, digits and traditional
    characters folded, invisible characters dropped, separators dropped where single characters
    stand apart, figures in Latin words read as letters. `signs` says what it may hold
    (`kernel.normal.signs`). The layers are readings for matchers, made when they are asked for.
    """

    __slots__ = (
        *("_base", "_gaps", "_numbers", "_places", "_split", "_voiced"),
        *("plain", "signs", "text"),
    )

    def __init__(self, text: str, folded: str | None = None, signs: int = ALL) -> None:
        """Fold the text, or take it `folded` and with its signs; time is linear in its length."""
        self.text = text
        self._gaps: Sequence[Edit] = ()
        plain = fold().apply(text) if folded is None else folded
        if signs & RUNS and may_have_runs()(plain):
            self._gaps = find_runs(plain)
            plain = apply(plain, self._gaps)
            signs = ALL
        if signs & FIGURES:
            plain = numbers.fold_runs(plain)
            signs = ALL
        if signs & WRITTEN:
            plain = leet.fold(plain)
        self.plain = plain
        self.signs = signs
        self._places: Places | None = _UNKNOWN
        self._base: Layer | None = None
        self._split: Layer | None = None
        self._numbers: Layer | None = None
        self._voiced: Layer | None = None

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
        if self._places is _UNKNOWN:
            if self._gaps or not uneven().isdisjoint(self.text):
                folded = trace(self.text, fold_table())
                self._places = [folded[at] for at, _ in trace_edits(len(folded), self._gaps)]
            else:
                self._places = None
        return self._places

    @property
    def base(self) -> Layer:
        """The text as it stands, without separators."""
        if self._base is None:
            self._base = Layer(self.plain)
        return self._base

    @property
    def split(self) -> Layer:
        """The text with characters put together that were taken apart, or the base."""
        if self._split is None:
            edits = split.find_splits(self.plain) if self.signs & PARTS else ()
            self._split = Layer(self.plain, edits) if edits else self.base
        return self._split

    @property
    def numbers(self) -> Layer:
        """The text with numerals in Latin figures, or the base."""
        if self._numbers is None:
            found = self.signs & UNITS and numbers.UNIT.search(self.plain)
            edits = numbers.find_numbers(self.plain) if found else []
            self._numbers = Layer(self.plain, edits) if edits else self.base
        return self._numbers

    @property
    def voiced(self) -> Layer:
        """The text with spelled syllables as sounds, parts put together, or the base."""
        if self._voiced is None:
            self._voiced = self.split
            if self.signs & LATIN and sound.LATIN.search(self.plain):
                edits = sound.find_spelled(self.plain)
                if edits:
                    self._voiced = Layer(self.plain, sorted([*edits, *self.split.edits]))
        return self._voiced

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open span of the original that `plain[start:end]` stands for."""
        places = self.places
        if places is None:
            return start, end
        if start >= end:
            edge = places[start][0] if start < len(places) else len(self.text)
            return edge, edge
        return places[start][0], places[end - 1][1]

    def undone(self, start: int, end: int) -> tuple[Disguise, ...]:
        """Return the disguises that were taken off to get `plain[start:end]`."""
        left, right = self.span(start, end)
        return in_order(differences(self.text[left:right], self.plain[start:end]))


def differences(raw: str, shown: str) -> set[Disguise]:
    """Return the disguises that turn characters of a text into what is shown."""
    if raw == shown:
        return set()
    kinds = disguises()
    found = set()
    for char in set(raw) - set(shown):
        kind = kinds.get(char)
        if kind is not None:
            found.add(kind)
        elif is_emoji(char):
            found.add(Disguise.EMOJI)
        elif ord(char) in skips() or char in BREAKS:
            found.add(Disguise.SEPARATOR)
        elif figure(char) != char:
            found.add(Disguise.DIGIT if figure(char).isascii() else Disguise.TRADITIONAL)
        elif char in leet.FIGURES:
            found.add(Disguise.SHAPE)
    return found


def in_order(found: Iterable[Disguise]) -> tuple[Disguise, ...]:
    """Return disguises in their fixed order, each once."""
    known = set(found)
    return tuple(kind for kind in _ORDER if kind in known)


def normalise(text: str) -> Normal:
    """Return the normal form of a text."""
    return Normal(text)


def normalise_all(texts: Iterable[str]) -> list[Normal]:
    """Return the normal forms of many texts, quicker than one by one."""
    texts = list(texts)
    folded = fold().apply_all(texts)
    row = row_of(folded)
    if row is None:
        return [Normal(*both) for both in zip(texts, folded, strict=True)]
    return [Normal(*each) for each in zip(texts, folded, signs_in(row), strict=True)]

"""The fold: one character at a time, to the plain character that a reader takes it for."""

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from qunce.kernel.normal.disguise import Disguise
from qunce.kernel.normal.many import LookUp, row_of

Table = dict[int, str]
_DATA = Path(__file__).parent / "data"


def load(name: str) -> str:
    """Return the text of a compiled table, written by `tools/compile_characters.py`."""
    return (_DATA / name).read_text("utf-8")


class Mapping:
    """A table for characters, quick to read: `str.translate` by a list, where a list is enough.

    A list keeps what belongs together in few lines of the processor's cache, a dict does not.
    """

    def __init__(self, table: Table) -> None:
        """Lay the table out for the characters of the first plane."""
        self._all = table
        self._rows: LookUp | None = None
        self._near = _basic().copy()
        for point, to in table.items():
            if point < len(self._near):
                self._near[point] = to

    def apply(self, text: str) -> str:
        """Return the text with each character replaced by what the table says."""
        return text.translate(self._all if _FAR(text) else self._near)

    def apply_all(self, texts: Sequence[str]) -> list[str]:
        """Return what becomes of each text; quicker than one by one."""
        row = row_of(texts)
        if row is None:
            return [self.apply(text) for text in texts]
        if self._rows is None:
            self._rows = LookUp(self._all)
        found = zip(texts, self._rows.apply(row), strict=True)
        return [self.apply(text) if each is None else each for text, each in found]


_FAR = re.compile("[\U00010000-\U0010ffff]").search


@cache
def _basic() -> list[str]:
    return [chr(point) for point in range(0x10000)]


@cache
def fold_kinds() -> dict[str, dict[str, str]]:
    """Return the folds by kind of disguise."""
    kinds: dict[str, dict[str, str]] = {}
    for kind, table in json.loads(load("fold.json")).items():
        kinds[kind] = dict(zip(*table["one"], strict=True)) | table["other"]
    return kinds


@cache
def fold_table() -> Table:
    """Return the fold for `str.translate`: what is dropped maps to the empty string.

    Half of a surrogate pair is no character; it is read as the sign for that.
    """
    table = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    for kind in fold_kinds().values():
        table |= {ord(char): to for char, to in kind.items()}
    return table


@cache
def fold() -> Mapping:
    """Return the fold, ready to apply."""
    return Mapping(fold_table())


@cache
def disguises() -> dict[str, Disguise]:
    """Return which disguise each folded character is."""
    return {char: Disguise(kind) for kind, table in fold_kinds().items() for char in table}


@cache
def uneven() -> frozenset[str]:
    """Return the characters that the fold drops or widens."""
    kinds = fold_kinds().values()
    return frozenset(char for table in kinds for char, to in table.items() if len(to) != 1)


def trace(text: str, table: Table) -> list[tuple[int, int]]:
    """Return for each character of `text.translate(table)` the span of `text` it comes from.

    What is dropped after a character belongs to no span; time is linear in the length.
    """
    places = []
    for place, char in enumerate(text):
        to = table.get(ord(char))
        width = 1 if to is None else len(to)
        places += [(place, place + 1)] * width
    return places

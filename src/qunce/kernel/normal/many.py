"""Many texts at once: their characters in one row, looked up together.

A table read a character at a time costs some forty nanoseconds a character, a row of twenty
thousand characters one or two each.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Row = NDArray[np.uint32]
Found = list[tuple[int, int, int]]  # what an automaton found: which key, from where, to where

FEW = 8  # fewer texts than this are quicker one by one
END = "\ue000"  # of the private use area: stands after each text
_ALONE = "\ue001"  # likewise: its text has to be read by itself
_SIZE = 0x20000  # two planes; characters of the others are rare


def join(texts: Sequence[str]) -> str | None:
    """Return texts as one, an end after each; None: better one by one."""
    joined = END.join([*texts, ""])
    return None if len(texts) < FEW or joined.count(END) != len(texts) else joined


def row_of(texts: Sequence[str]) -> Row | None:
    """Return the characters of texts, each text with an end; None: better one by one."""
    joined = join(texts)
    if joined is None:
        return None
    return np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)


class Joined(NamedTuple):
    """Texts as one, and where each begins in it: to be searched in half the time."""

    text: str
    starts: Sequence[int]


def joined(texts: Sequence[str]) -> Joined | None:
    """Return texts ready to be searched together; None: better one by one."""
    text = join(texts)
    if text is None:
        return None
    return Joined(text, list(accumulate((len(each) + 1 for each in texts[:-1]), initial=0)))


def starts_in(row: Row) -> NDArray[np.intp]:
    """Return where each text of a row begins."""
    ends = np.flatnonzero(row == ord(END))
    return np.concatenate([[0], ends[:-1] + 1])


class LookUp:
    """A table for `str.translate`, laid out for rows."""

    def __init__(self, table: Mapping[int, str]) -> None:
        """Lay the table out; what becomes more than one character is left to a look by itself."""
        self._codes = np.arange(_SIZE, dtype=np.uint32)
        self._codes[[0, -1]] = ord(_ALONE)  # 0 says dropped, the last stands for all behind it
        for point, to in table.items():
            if point < _SIZE - 1:
                self._codes[point] = 0 if not to else ord(to) if len(to) == 1 else ord(_ALONE)

    def apply(self, row: Row) -> list[str | None]:
        """Return what the texts of a row become; None where one has to be read by itself."""
        codes = self._codes.take(row, mode="clip")
        text = codes[codes != 0].tobytes().decode("utf-32-le")
        found: list[str | None] = [*text.split(END)]
        found.pop()
        if _ALONE in text:
            found = [None if each is None or _ALONE in each else each for each in found]
        return found


class Marks:
    """Marks of characters, as bits, laid out for rows."""

    def __init__(
        self, marked: Iterable[tuple[int, Iterable[str]]], *, beyond: int = 0xFFFF
    ) -> None:
        """Lay out which mark (one bit) which characters bear, and what those behind the tables."""
        self._marks = np.zeros(_SIZE, np.uint16)
        for mark, chars in marked:
            points = [ord(char) for char in chars]
            self._marks[[point for point in points if point < _SIZE]] |= mark
        self._marks[-1] = beyond

    def of(self, row: Row) -> NDArray[np.uint16]:
        """Return the marks of each character of a row."""
        return self._marks.take(row, mode="clip")

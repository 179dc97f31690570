"""What a text may hold, told by its characters alone: most texts need no closer look.

A sign that is missing is certain, one that is there is only a reason to look.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from qunce.kernel import contacts
from qunce.kernel.normal import numbers, separators, sound, split
from qunce.kernel.normal.many import Marks, Row, starts_in

# Of a text; UNITS, PARTS and LATIN are marks of single characters as well.
RUNS = 1  # single characters that stand apart
FIGURES = 2  # numbers in Chinese figures
UNITS = 4  # numbers with 十, 百, 千
PARTS = 8  # characters taken apart
LATIN = 16  # Latin letters, or a plus
WRITTEN = 32  # what numbers, addresses and handles are written in, three in a row
ALL = RUNS | FIGURES | UNITS | PARTS | LATIN | WRITTEN

# Of a character: it stands around one of a run, begins or goes on in figures or in parts.
_AROUND, _FIGURE, _FIGURES, _PART, _PARTS, _WRITTEN = 64, 128, 256, 512, 1024, 2048

Signs = NDArray[np.uint16]


@cache
def _marks() -> Marks:
    made = [parts for parts, _ in split.made()]
    return Marks(
        (
            (UNITS, numbers.UNITS),
            (PARTS, split.radicals()),
            (LATIN, sound.LETTERS),
            (_AROUND, separators.SEPARATORS + separators.BREAKS),
            (_FIGURE, numbers.FIGURES),
            (_FIGURES, numbers.FIGURES + "0123456789"),
            (_PART, {parts[0] for parts in made}),
            (_PARTS, {parts[1] for parts in made}),
            (_WRITTEN, contacts.LETTERS),
        )
    )


@cache
def _pairs() -> NDArray[np.uint64]:
    """Return the first two characters of parts, as one number each, in order."""
    pairs = {ord(parts[0]) << 32 | ord(parts[1]) for parts, _ in split.made()}
    return np.array(sorted(pairs), np.uint64)


def signs_in(row: Row) -> list[int]:
    """Return the signs of each text of a row, which is in normal form."""
    marks = _marks().of(row)
    signs: Signs = marks & np.uint16(UNITS | PARTS | LATIN)
    around = marks & np.uint16(_AROUND)
    signs[:-2][(around[:-2] & around[2:]) != 0] |= RUNS
    written = (marks & np.uint16(_WRITTEN)) != 0
    signs[:-2][written[:-2] & written[1:-1] & written[2:]] |= WRITTEN
    signs[:-1][_pairs_of(marks, _FIGURE, _FIGURES)] |= FIGURES
    places = np.flatnonzero(_pairs_of(marks, _PART, _PARTS))
    pairs = (row[places].astype(np.uint64) << np.uint64(32)) | row[places + 1]
    known = _pairs()
    signs[places[known[np.searchsorted(known[:-1], pairs)] == pairs]] |= PARTS
    found: list[int] = np.bitwise_or.reduceat(signs, starts_in(row)).tolist()
    return found


def _pairs_of(marks: Signs, one: int, other: int) -> NDArray[np.bool_]:
    """Tell of each character whether it bears one mark and the next one bears another."""
    pairs: NDArray[np.bool_] = ((marks[:-1] & one) != 0) & ((marks[1:] & other) != 0)
    return pairs

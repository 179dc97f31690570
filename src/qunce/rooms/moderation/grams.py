"""What a text looks like to the second look: its runs of one to three characters, hashed."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BITS = 15
LONGEST = 3
_START, _END = "\x02", "\x03"
_MIX = np.uint64(0x9E3779B97F4A7C15)  # the golden ratio, as in Fibonacci hashing
_STEP = np.uint64(1_000_003)

Ints = NDArray[np.int64]


class Runs(NamedTuple):
    """The runs of one length: their hashes, and where those of each text begin."""

    hashes: Ints
    starts: Ints


def grams(texts: Sequence[str]) -> list[Runs]:
    """Return the runs of texts, text by text, for each length; every text must have a character.

    A text begins and ends with a mark of its own, so that a run also tells that it stands there:
    the first run of a text begins with the mark. Time is linear in the characters of all texts.
    """
    marked = [_START + text + _END for text in texts]
    codes = np.frombuffer("".join(marked).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    lengths = np.array([len(each) for each in marked], dtype=np.int64)
    ends = np.cumsum(lengths)
    found: list[Runs] = []
    for size in range(1, LONGEST + 1):
        count = len(codes) - size + 1
        value = np.zeros(count, np.uint64)
        for at in range(size):
            value *= _STEP
            value ^= codes[at : at + count] + np.uint64(size * 7919)
        value *= _MIX
        value >>= np.uint64(64 - BITS)
        whole = np.ones(count, np.bool_)  # but for runs that reach over into the next text
        for over in range(1, size):
            whole[ends[:-1] - over] = False
        starts = ends - lengths - np.arange(len(marked)) * (size - 1)
        found.append(Runs(value[whole].astype(np.int64), starts))
    return found

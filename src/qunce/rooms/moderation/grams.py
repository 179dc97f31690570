"""What a text looks like to the second look: its runs of one to three characters, hashed."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BITS = 15
LONGEST = 3
_START, _END = "\x02", "\x03"
_MIX = np.uint64(0x9E3779B97F4A7C15)  # the golden ratio, as in Fibonacci hashing
_STEP = np.uint64(1_000_003)

Ints = NDArray[np.int64]


def grams(texts: Sequence[str]) -> tuple[Ints, Ints, Ints]:
    """Return the hashes of all runs, the number of the text and the place where each begins.

    A text begins and ends with a mark of its own, so that a run also tells that it stands there;
    place 0 is the mark. Time is linear in the characters of all texts.
    """
    marked = [_START + text + _END for text in texts]
    codes = np.frombuffer("".join(marked).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    lengths = np.array([len(each) for each in marked], dtype=np.int64)
    owner = np.repeat(np.arange(len(marked)), lengths)
    place = np.arange(len(codes)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    found: list[tuple[Ints, Ints, Ints]] = []
    for size in range(1, LONGEST + 1):
        count = max(0, len(codes) - size + 1)
        value = np.zeros(count, np.uint64)
        for at in range(size):
            value = (value * _STEP) ^ (codes[at : at + count] + np.uint64(size * 7919))
        value = (value * _MIX) >> np.uint64(64 - BITS)
        whole = owner[:count] == owner[size - 1 : size - 1 + count]
        found.append((value.astype(np.int64)[whole], owner[:count][whole], place[:count][whole]))
    hashes, owners, places = (np.concatenate(part) for part in zip(*found, strict=True))
    return hashes, owners, places

"""Copied passages, found again in part and with small changes: winnowed runs of characters. Pure.

Every run of SIZE characters has a hash. Of a registered text only the smallest hash of each
WINDOW neighbours is kept (winnowing: Schleimer, Wilkerson and Aiken, SIGMOD 2003), with its place;
of a message all are looked up. So every copied stretch of SIZE + WINDOW - 1 characters is met at
least once, and what is kept of a text cannot be read.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qunce.kernel.normal import Normal

SIZE = 8  # characters of a run: shorter ones are everybody's words (用人单位应当向劳动者)
WINDOW = 4
BRIDGE = 24  # so many characters between two met runs may have been changed
SHIFT = 8  # characters put in or left out between them
REPEATS = 16  # places of one run that are looked at in a text: laughter has thousands of them
SHORTEST = 16  # characters of a stretch that counts: shorter ones are met by chance
BYTES = 8 + 4  # of a kept run: its hash and its place
_STEP = np.uint64(1_000_003)
_MIX = np.uint64(0x9E3779B97F4A7C15)  # the golden ratio, as in Fibonacci hashing
_FOLD = np.uint64(29)

Hashes = NDArray[np.uint64]
Ints = NDArray[np.int64]


class Stretch(NamedTuple):
    """Where a message says the same as a text: half open, in the characters that are compared."""

    start: int
    end: int


class Letters(NamedTuple):
    """What texts are compared by: letters, characters and figures alone, with their places."""

    text: str
    places: Sequence[int]


class Index(NamedTuple):
    """The kept hashes of many texts, in rising order: where each run stands, and in which text."""

    hashes: Hashes
    places: Ints
    whose: Ints


def letters_of(normal: Normal) -> Letters:
    """Return what a text is compared by, with places in `normal.split.bare`.

    Marks say nothing here: whoever breaks a passage up with full stops has copied it as well.
    """
    bare = normal.split.bare
    places = [at for at, char in enumerate(bare) if char.isalnum()]
    return Letters("".join([bare[at] for at in places]), places)


def hashes_of(text: str) -> Hashes:
    """Return the hash of each run of a text, in their order; linear in its length."""
    count = len(text) - SIZE + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    value = codes[:count].copy()
    for at in range(1, SIZE):
        value *= _STEP
        value ^= codes[at : count + at]
    value *= _MIX
    value ^= value >> _FOLD
    value *= _MIX
    return value


def prints_of(text: str) -> bytes:
    """Return what is kept of a text: empty where it is shorter than a run."""
    hashes = hashes_of(text)
    if not len(hashes):
        return b""
    width = min(WINDOW, len(hashes))
    windows = np.lib.stride_tricks.sliding_window_view(hashes, width)
    chosen = np.unique(windows.argmin(axis=1) + np.arange(len(windows))).astype(np.int32)
    kept = hashes[chosen]
    order = np.argsort(kept, kind="stable")
    return kept[order].astype("<u8").tobytes() + chosen[order].astype("<i4").tobytes()


def index_of(texts: Sequence[bytes]) -> Index:
    """Return what many texts are looked up by at once, from what `prints_of` made of each."""
    prints = [_read(each) for each in texts]
    hashes = np.concatenate([np.empty(0, np.uint64), *(each for each, _ in prints)])
    places = np.concatenate([np.empty(0, np.int64), *(each for _, each in prints)])
    whose = np.repeat(np.arange(len(texts)), [len(each) for each, _ in prints])
    order = np.lexsort((places, whose, hashes))
    order = order[_among_first(hashes[order], whose[order])]
    return Index(hashes[order], places[order], whose[order])


def _among_first(hashes: Hashes, whose: Ints) -> NDArray[np.bool_]:
    """Say of each run whether it is one of the first REPEATS that are the same in one text."""
    if not len(hashes):
        return np.empty(0, np.bool_)
    is_new = np.concatenate([[True], (hashes[1:] != hashes[:-1]) | (whose[1:] != whose[:-1])])
    places = np.arange(len(hashes))
    firsts = np.maximum.accumulate(np.where(is_new, places, 0))
    return np.asarray(places - firsts < REPEATS)


def _read(kept: bytes) -> tuple[Hashes, Ints]:
    count = len(kept) // BYTES
    places = np.frombuffer(kept, "<i4", count, offset=count * 8)
    return np.frombuffer(kept, "<u8", count).astype(np.uint64), places.astype(np.int64)


def find_same(text: str, index: Index) -> dict[int, list[Stretch]]:
    """Return by its place in the index which texts say the same as this one, and where.

    Met runs are one stretch where they follow each other in both, with no more than BRIDGE
    characters between them and no more than SHIFT put in or left out.
    """
    hashes = hashes_of(text)
    if not (len(hashes) and len(index.hashes)):
        return {}
    left = np.searchsorted(index.hashes, hashes, "left")
    known = index.hashes[np.minimum(left, len(index.hashes) - 1)]
    met: dict[int, dict[int, list[int]]] = {}
    for at in np.flatnonzero(known == hashes).tolist():
        first = int(left[at])
        last = int(np.searchsorted(index.hashes, hashes[at], "right"))
        for whose, place in zip(
            index.whose[first:last].tolist(), index.places[first:last].tolist(), strict=True
        ):
            met.setdefault(whose, {}).setdefault(at, []).append(place)
    found = {whose: _join(list(runs.items())) for whose, runs in met.items()}
    return {whose: stretches for whose, stretches in found.items() if stretches}


def _join(met: Sequence[tuple[int, Sequence[int]]]) -> list[Stretch]:
    """Return the stretches of met runs: each by its place in the message, and those in the text."""
    found: list[Stretch] = []
    start, end, last = met[0][0], met[0][0] + SIZE, met[0][1]
    for at, places in met[1:]:
        if at - end > BRIDGE or not _follows(places, last, at + SIZE - end):
            found.append(Stretch(start, end))
            start = at
        end, last = at + SIZE, places
    found.append(Stretch(start, end))
    return [each for each in found if each.end - each.start >= SHORTEST]


def _follows(places: Sequence[int], last: Sequence[int], further: int) -> bool:
    """Say whether one of the places lies `further` behind one of the last, but for SHIFT.

    Both are in rising order.
    """
    for place in places:
        at = bisect_left(last, place - further - SHIFT)
        if at < len(last) and last[at] <= place - further + SHIFT:
            return True
    return False

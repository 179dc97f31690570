"""Two texts that came from one: what both changed is put together, paragraph by paragraph. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of two texts. `conflicts` counts the places that both changed: both stand there."""

    text: str
    conflicts: int


def merge(base: str, theirs: str, mine: str, labels: tuple[str, str] = ("", "")) -> Merged:
    """Return both changes of a text in one; where they meet, both stand, each under its label."""
    one, two, three = (text.splitlines() for text in (base, theirs, mine))
    found: list[str] = []
    conflicts = 0
    place = (0, 0, 0)
    for same in _common(one, two, three):
        start, end = same
        old = one[place[0] : start[0]]
        left, right = two[place[1] : start[1]], three[place[2] : start[2]]
        lines, is_conflict = _resolve(old, left, right, labels)
        conflicts += is_conflict
        found += lines
        found += one[start[0] : end[0]]
        place = end
    return Merged("\n".join(found), conflicts)


def _resolve(
    old: Sequence[str], left: Sequence[str], right: Sequence[str], labels: tuple[str, str]
) -> tuple[list[str], bool]:
    """Return what stands in a gap between common lines, and whether both changed it."""
    if right in (left, old):
        return list(left), False
    if left == old:
        return list(right), False
    both = [(label, lines) for label, lines in zip(labels, (left, right), strict=True) if lines]
    found: list[str] = []
    for label, lines in both:
        found += [label] if label else []
        found += lines
    return found, True


Place = tuple[int, int, int]


def _common(
    one: Sequence[str], two: Sequence[str], three: Sequence[str]
) -> Iterator[tuple[Place, Place]]:
    """Yield the stretches that all three have (beginning and end in each), and the end of all."""
    left = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    right = SequenceMatcher(None, one, three, autojunk=False).get_matching_blocks()
    i = j = 0
    while i < len(left) and j < len(right):
        a, b = left[i], right[j]
        start, end = max(a.a, b.a), min(a.a + a.size, b.a + b.size)
        if start < end:
            first = (start, a.b + start - a.a, b.b + start - b.a)
            length = end - start
            yield first, (first[0] + length, first[1] + length, first[2] + length)
        if a.a + a.size < b.a + b.size:
            i += 1
        else:
            j += 1
    last = (len(one), len(two), len(three))
    yield last, last

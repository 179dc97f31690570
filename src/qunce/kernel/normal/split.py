"""Characters taken apart: 亻言 for 信, 君羊 for 群."""

import re
from collections.abc import Callable
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from qunce.kernel.normal.fold import load


@cache
def made() -> list[tuple[str, str]]:
    """Return the parts that people write for a character, and the character."""
    return [(line[:-2], line[-1]) for line in load("split.txt").splitlines()]


@cache
def radicals() -> dict[str, str]:
    """Return for each bare radical the characters that begin with it."""
    return {line[0]: line[2:] for line in load("radical.txt").splitlines()}


@cache
def radicals_of() -> dict[str, str]:
    """Return for each character the bare radicals that it may begin with."""
    table: dict[str, str] = {}
    for radical, chars in radicals().items():
        for char in chars:
            table[char] = table.get(char, "") + radical
    return table


@cache
def _automaton() -> AhoCorasick:
    parts = [parts for parts, _ in made()]
    return AhoCorasick(parts, matchkind=MatchKind.LeftmostLongest)


@cache
def _bare() -> Callable[[str], re.Match[str] | None]:
    return re.compile(f"[{''.join(radicals())}]").search


def find_splits(plain: str) -> list[tuple[int, int, str]]:
    """Return the places where parts stand for a character, and the character.

    A bare radical that makes no known character with its neighbour stands for itself and
    swallows the neighbour: whatever begins with it may be meant.
    """
    known = made()
    edits = [
        (start, end, known[index][1])
        for index, start, end in _automaton().find_matches_as_indexes(plain)
    ]
    if _bare()(plain):
        taken = {at for start, end, _ in edits for at in range(start, end)}
        for at, char in enumerate(plain[:-1]):
            free = at not in taken and at + 1 not in taken
            if free and char in radicals() and is_ideograph(plain[at + 1]):
                edits.append((at, at + 2, char))
                taken.update((at, at + 1))
        edits.sort()
    return edits


def is_ideograph(char: str) -> bool:
    """Tell whether a character is a Chinese one."""
    return "㐀" <= char <= "鿿" or char > "\U0001ffff"

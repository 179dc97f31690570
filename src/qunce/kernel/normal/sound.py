"""Characters that sound alike, and syllables spelled in Latin letters."""

import re
from functools import cache

from qunce.kernel.normal.fold import Table, load

_FIRST_SYMBOL = 0x100  # no fold leaves these Latin letters in a text
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_CHUNK = re.compile(r"[!-~]+")
_WORDS = re.compile(r"[a-z]+")
_SPELLED = re.compile(r"^[^a-z0-9]*[a-z]+(?:[-'*~·|.][a-z]+)*[^a-z0-9@_/]*$")
_SYLLABLE_AND_NUMBER = re.compile(r"^[a-z]{2,6}\d{1,4}[^a-z0-9@_/]*$")
_LONGEST = 6
LATIN = re.compile(r"[a-z]{2}")
V_READERS = "微薇威维卫唯"


def blur(syllable: str) -> str:
    """Return the class of syllables that speakers confuse: zh/z, ch/c, sh/s, n/l, -ng/-n."""
    for plain, merged in _INITIALS:
        if syllable.startswith(plain):
            syllable = merged + syllable[len(plain) :]
            break
    if syllable.endswith("ng") and not syllable.endswith("ong"):
        syllable = syllable[:-1]
    return syllable


@cache
def _lines() -> list[tuple[str, str, str]]:
    rows = [line.split(" ") for line in load("sound.txt").splitlines()]
    return [(syllable, first, second) for syllable, first, second in rows]


@cache
def symbols() -> dict[str, str]:
    """Return the symbol of each syllable's class, one character each."""
    blurred = sorted({blur(syllable) for syllable, _, _ in _lines()})
    places = {one: chr(_FIRST_SYMBOL + at) for at, one in enumerate(blurred)}
    return {syllable: places[blur(syllable)] for syllable, _, _ in _lines()}


@cache
def classes() -> Table:
    """Return the table from each character to the symbol of its commonest reading."""
    table: Table = {ord("v"): symbols()["wei"]}
    for syllable, first, _ in _lines():
        table.update(dict.fromkeys(map(ord, first), symbols()[syllable]))
    return table


@cache
def readings() -> dict[str, tuple[str, ...]]:
    """Return the syllables of each character, the commonest first."""
    table: dict[str, tuple[str, ...]] = {}
    for syllable, first, _ in _lines():
        table.update(dict.fromkeys(first, (syllable,)))
    for syllable, _, second in _lines():
        for char in second:
            table[char] = (*table.get(char, ()), syllable)
    return table


@cache
def spelled() -> dict[str, str]:
    """Return the syllable that each class symbol of a spelled text may stand for: its name."""
    return {symbol: syllable for syllable, symbol in symbols().items()}


def difference(one: str, other: str) -> float | None:
    """Return how far two characters sound apart: 0 the same, 1 confused, None: they differ."""
    ours, theirs = readings().get(one, ()), readings().get(other, ())
    if set(ours) & set(theirs):
        return 0.0
    if {blur(syllable) for syllable in ours} & {blur(syllable) for syllable in theirs}:
        return 1.0
    return None


def spell(word: str) -> list[tuple[int, int, str]]:
    """Divide Latin letters into syllables as few as can be: spans and symbols, or nothing."""
    table = symbols()
    ways: list[list[tuple[int, int, str]] | None] = [[]]
    for end in range(1, len(word) + 1):
        best: list[tuple[int, int, str]] | None = None
        for start in range(max(0, end - _LONGEST), end):
            before = ways[start]
            symbol = table.get(word[start:end])
            if before is not None and symbol and (best is None or len(before) + 1 < len(best)):
                best = [*before, (start, end, symbol)]
        ways.append(best)
    return ways[-1] or []


def find_spelled(plain: str) -> list[tuple[int, int, str]]:
    """Return the syllables spelled in a text, as spans of `plain` and symbols.

    Names of accounts, addresses and links are left alone: letters that touch digits or any of
    @ _ / : are no spelling. One syllable with a number behind it is: fei99.
    """
    edits: list[tuple[int, int, str]] = []
    for chunk in _CHUNK.finditer(plain):
        if not _SPELLED.match(chunk[0]) and not _SYLLABLE_AND_NUMBER.match(chunk[0]):
            continue
        numbered = any(char.isdigit() for char in chunk[0])
        for word in _WORDS.finditer(chunk[0]):
            base = chunk.start() + word.start()
            found = spell(word[0]) if len(word[0]) > 1 else []
            if numbered and len(found) > 1:
                continue
            edits += [(base + start, base + end, symbol) for start, end, symbol in found]
    return edits

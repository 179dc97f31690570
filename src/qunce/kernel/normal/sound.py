"""Characters that sound alike, and syllables spelled in Latin letters."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from qunce.kernel.normal.fold import Table, load

_FIRST_SYMBOL = 0x100  # no fold leaves these Latin letters in a text
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_CHUNK = re.compile(r"[!-~]+")
_WORDS = re.compile(r"[a-z]+")
_SPELLED = re.compile(r"^[^a-z0-9]*[a-z]+(?:[-'*~·|.][a-z]+)*[^a-z0-9@_/]*$")
_SYLLABLE_AND_NUMBER = re.compile(r"^[a-z]{2,6}\d{1,4}[^a-z0-9@_/]*$")
_LONGEST = 6
# Everyday English that could be read as two syllables or more, and the article.
_ENGLISH = frozenset(
    """
    a women dating data date name same game time like take make late gate fate nine line mine wine
    site sale tale base case page wage change china panda banana media mobile hope home role rule
    huge menu bingo tango mango dance fence since juice sauce bike hike bite mile pile tile nice
    rice ride side wide hide fire hire wire hate rate mate made fade wade safe wife life dale male
    female pale face lace pace race care dare share rare ware danger manage
    """.split()  # noqa: SIM905  (a list of words to read, not of literals)
)
LATIN = re.compile(r"[a-z]{2}|[+➕]")
LETTERS = "abcdefghijklmnopqrstuvwxyz+➕"  # one of these is in whatever is spelled
_PLUS = re.compile("[+➕](?=[v㐀-鿿])")
_V_READERS = "微薇威维卫唯"


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


def is_read(char: str) -> bool:
    """Tell whether a character of a word has a sound that others may stand for."""
    return char == "v" or char in readings()


@lru_cache(maxsize=1 << 16)  # pairs of common characters come up again and again
def same(one: str, other: str) -> bool:
    """Tell whether two characters share a syllable, and are not only confused by speakers."""
    if "v" in (one, other):
        return one in _V_READERS or other in _V_READERS
    ours, theirs = readings().get(one, ()), readings().get(other, ())
    return any(syllable in theirs for syllable in ours)


@lru_cache(maxsize=1 << 12)  # the same few Latin words come up again and again
def spell(word: str) -> Sequence[tuple[int, int, str]]:
    """Divide Latin letters into syllables as few as can be: spans and symbols, or nothing.

    Time is linear in the length.
    """
    table = symbols()
    never = len(word) + 1
    counts = [0] + [never] * len(word)
    starts = [0] * (len(word) + 1)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - _LONGEST), end):
            if counts[start] + 1 < counts[end] and word[start:end] in table:
                counts[end] = counts[start] + 1
                starts[end] = start
    found = []
    end = len(word) if counts[-1] < never else 0
    while end:
        found.append((starts[end], end, table[word[starts[end] : end]]))
        end = starts[end]
    return tuple(found[::-1])


def find_spelled(plain: str) -> list[tuple[int, int, str]]:
    """Return the syllables spelled in a text, as spans of `plain` and symbols.

    Names of accounts, addresses and links are left alone: letters that touch digits or any of
    @ _ / : are no spelling. One syllable with a number behind it is: fei99. A plus is read 加.
    """
    add = symbols()["jia"]
    edits = [(*plus.span(), add) for plus in _PLUS.finditer(plain)]
    for chunk in _CHUNK.finditer(plain):
        base = chunk.start()
        edits += [(base + start, base + end, symbol) for start, end, symbol in _spelled(chunk[0])]
    return edits


@lru_cache(maxsize=1 << 12)  # hr, offer, 2025: the same few come up again and again
def _spelled(chunk: str) -> Sequence[tuple[int, int, str]]:
    """Return the syllables in what stands between spaces or Chinese: spans of it and symbols."""
    if not _SPELLED.match(chunk) and not _SYLLABLE_AND_NUMBER.match(chunk):
        return ()
    numbered = any(char.isdigit() for char in chunk)
    edits: list[tuple[int, int, str]] = []
    for word in _WORDS.finditer(chunk):
        base = word.start()
        found = () if word[0] in _ENGLISH else spell(word[0])
        if not numbered or len(found) <= 1:
            edits += [(base + start, base + end, symbol) for start, end, symbol in found]
    return tuple(edits)

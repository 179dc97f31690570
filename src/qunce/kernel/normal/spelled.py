"""Words spelled in Latin letters, read as the likeliest everyday words: renshizhuli is 人事助理."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import islice, pairwise, product
from typing import final

from qunce.kernel.normal import ordinary, sound

_KNOWN = 13.5  # costlier words are not what a reader thinks of first
_WAYS = 4  # at most so many ways to read one word aloud
_SINGLE = 4.0  # more for a character by itself: it could be dozens
_DEAREST = 7.0  # per character: what costs more is hardly Chinese (manage, shine)
_PREFERRED = 2.5  # less for words of the reader's own lists, which cost at most `LISTED`
_LONGEST = 24  # letters of a word: four syllables
_LEAST = 5  # letters that make a word certain enough to be read


Table = dict[str, tuple[float, str]]  # letters → cost and word


def _table(costs: Mapping[str, float]) -> Table:
    """Return the cheapest word for its letters."""
    readings = sound.readings()
    table: Table = {}
    for word, cost in costs.items():
        if all(char in readings for char in word):
            for way in islice(product(*(readings[char] for char in word)), _WAYS):
                letters = "".join(way)
                if letters not in table or cost < table[letters][0]:
                    table[letters] = (cost, word)
    return table


@cache
def _everyday() -> Table:
    known = {word: cost for word, cost in ordinary.costs().items() if cost <= _KNOWN}
    return _table({word: cost + _SINGLE * (len(word) == 1) for word, cost in known.items()})


@final
class Reader:
    """Reads letters as words; of words that are spelled the same, those of a list come first."""

    def __init__(self, words: Iterable[str]) -> None:
        """Prepare the list: Chinese words of two to four characters count."""
        costs = ordinary.costs()
        own = {word for word in words if 2 <= len(word) <= 4}
        listed = {word: min(costs.get(word, ordinary.LISTED), ordinary.LISTED) for word in own}
        self._own = _table({word: cost - _PREFERRED for word, cost in listed.items()})
        # The same few come up again and again.
        self.read = lru_cache(maxsize=1 << 12)(self._read)

    def _read(self, letters: str) -> str:
        """Return letters as the cheapest row of words, or "" where they are none.

        At least one word of two characters must be among them. Time is linear in the length.
        """
        if len(letters) < _LEAST:
            return ""
        own, everyday = self._own.get, _everyday().get
        best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())]
        for end in range(1, len(letters) + 1):
            ways = []
            for start in range(max(0, end - _LONGEST), end):
                before, piece = best[start], letters[start:end]
                if before and (word := own(piece) or everyday(piece)):
                    ways.append((before[0] + word[0], (*before[1], word[1])))
            best.append(min(ways) if ways else None)
        cost, words = best[-1] or (0.0, ())
        is_plain = any(len(word) > 1 for word in words)
        return "".join(words) if is_plain and cost <= _DEAREST * sum(map(len, words)) else ""

    def find(self, plain: str) -> list[tuple[int, int, str]]:
        """Return what is spelled in a text, as spans of `plain` and the words that are meant."""
        edits = sound.find_spelled(plain)
        breaks = [pair for pair in pairwise(edits) if pair[0][1] != pair[1][0]]
        starts = [*(each[0] for each in edits[:1]), *(after[0] for _, after in breaks)]
        ends = [*(before[1] for before, _ in breaks), *(each[1] for each in edits[-1:])]
        spans = zip(starts, ends, strict=True)
        return [
            (start, end, words) for start, end in spans if (words := self.read(plain[start:end]))
        ]

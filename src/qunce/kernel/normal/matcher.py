"""Words of a list found in a text through its disguises."""

from collections.abc import Iterable
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from qunce.kernel.normal.disguise import Disguise
from qunce.kernel.normal.normal import Normal, undone

_ACCOUNT = 5  # so many digits after a word are an account, not a part of the word


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of the list, where it stands in the original text (half open), and how hidden."""

    word: str
    start: int
    end: int
    undone: tuple[Disguise, ...] = ()


class Matcher:
    """A list of words as an automaton; building it is costly, asking it is cheap.

    A hit inside of a phrase of `allow` does not count. `sound`, `shape` and `split` say whether
    sound-alike, look-alike and taken-apart characters are seen through.
    """

    def __init__(
        self,
        words: Iterable[str],
        *,
        allow: Iterable[str] = (),
        sound: bool = True,
        shape: bool = True,
        split: bool = True,
    ) -> None:
        """Prepare the automata; empty words are left out, an empty list finds nothing."""
        self.options = (sound, shape, split)
        self._words = _by_key(words)
        self._keys = list(self._words)
        self._allow = AhoCorasick(list(_by_key(allow))) if any(allow) else None
        self._automaton = AhoCorasick(self._keys)

    def find(self, normal: Normal) -> list[Hit]:
        """Return the hits in the order of the text; of overlapping ones the longest stays."""
        tight = normal.tight
        found = self._automaton.find_matches_as_indexes(tight, overlapping=True)
        if not found:
            return []
        hits = []
        allowed = self._allowed(tight)
        for index, start, end in found:
            key = self._keys[index]
            left, right = normal.at(start, end)
            if _is_cut_off(normal.plain, left, right, key):
                continue
            if any(low <= start and end <= high for low, high in allowed):
                continue
            word = self._words[key]
            begin, stop = normal.span(left, right)
            hits.append(Hit(word, begin, stop, undone(normal.text[begin:stop], word)))
        return _longest(hits)

    def _allowed(self, tight: str) -> list[tuple[int, int]]:
        if self._allow is None:
            return []
        return [
            (start, end)
            for _, start, end in self._allow.find_matches_as_indexes(tight, overlapping=True)
        ]


def _by_key(words: Iterable[str]) -> dict[str, str]:
    keys: dict[str, str] = {}
    for word in words:
        key = Normal(word).tight
        if key:
            keys.setdefault(key, word)
    return keys


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _is_cut_off(plain: str, left: int, right: int, key: str) -> bool:
    """Tell whether a word with a Latin edge is only a part of a longer one."""
    if left and _is_letter(key[0]) and _is_letter(plain[left - 1]):
        return True
    if right == len(plain) or not _is_letter(key[-1]) or not _is_letter(plain[right]):
        return False
    digits = plain[right : right + _ACCOUNT]
    account = len(digits) == _ACCOUNT and digits.isdigit()
    return key[-1].isdigit() or not account


def _longest(hits: list[Hit]) -> list[Hit]:
    """Keep of overlapping hits the longest, of equally long ones the first."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)

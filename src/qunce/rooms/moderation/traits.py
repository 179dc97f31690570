"""What a message is told by beside its characters: words of lists, findings, shape. Pure.

A trait has a name; the second look has a weight for each. Words of a list count by their group, so
that a word that no message of the training held still says what its group says.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray

from qunce.kernel.contacts import ContactKind
from qunce.kernel.normal import normalise
from qunce.kernel.rules import Looked
from qunce.rooms.moderation.lexicon import HINT, LEAVE, load

LISTS = (
    *("ad_words", "attack_words", "repost_words", "sensitive_words", "tool_words", "talk"),
    "themes",
)
MOST = 3  # so many words of a group count
_MARK_WITHIN = 24  # characters: what stands later is no heading
_SIGNS = ("asks", "loud", "lines", "calls", "tag", "quotes", "mark")
_LENGTHS = (8, 16, 30, 60, 120, 240)  # characters

Counts = NDArray[np.float32]


class Groups:
    """The words of all lists that come with Qunce, looked for at once, with their groups."""

    def __init__(self) -> None:
        """Prepare the words."""
        of: dict[str, dict[str, None]] = {}
        for name in LISTS:
            for group, words in load(name).items():
                if group not in (HINT, LEAVE):
                    for word in words:
                        of.setdefault(normalise(word).plain, {})[f"{name}.{group}"] = None
        self.names = list(dict.fromkeys(group for its in of.values() for group in its))
        place = {name: at for at, name in enumerate(self.names)}
        self._latin = frozenset(at for at, word in enumerate(of) if word.isascii())
        self._groups = [tuple(place[group] for group in its) for its in of.values()]
        self._sizes = np.array([len(its) for its in of.values()])
        self._starts = np.cumsum(self._sizes) - self._sizes
        self._places = np.array([each for its in self._groups for each in its])
        self._words = AhoCorasick(list(of), matchkind=MatchKind.LeftmostLongest)

    def places(self, looked: Looked) -> list[int]:
        """Return the places of the groups that a message holds words of, as often as they count."""
        found: list[int] = []
        counts: dict[int, int] = {}
        for word in self._found(looked):
            for place in self._groups[word]:
                number = counts.get(place, 0)
                if number < MOST:
                    counts[place] = number + 1
                    found.append(place)
        return found

    def count(self, batch: Sequence[Looked]) -> Counts:
        """Return how many words of each group each message holds, at most `MOST`."""
        words: list[int] = []
        sizes: list[int] = []
        for looked in batch:
            found = self._found(looked)
            words += found
            sizes.append(len(found))
        held = np.array(words, np.intp)
        number = self._sizes[held]
        owners = np.repeat(np.repeat(np.arange(len(batch)), sizes), number)
        within = np.arange(len(owners)) - np.repeat(np.cumsum(number) - number, number)
        groups = self._places[np.repeat(self._starts[held], number) + within]
        size = len(self.names)
        counts = np.bincount(owners * size + groups, minlength=len(batch) * size)
        return np.minimum(counts, MOST).reshape(-1, size).astype(np.float32)

    def _found(self, looked: Looked) -> set[int]:
        """Return the words in a message, in its text as it stands and without separators."""
        plain, matches = looked.shown.plain, self._words.find_matches_as_indexes
        found = {
            index
            for index, start, end in matches(plain)
            if index not in self._latin or not is_part(plain, start, end)
        }
        bare = looked.shown.split.bare
        if bare != plain:
            found |= {
                index
                for index, start, end in matches(bare)
                if index not in self._latin or not is_part(bare, start, end)
            }
        return found


@cache
def groups() -> Groups:
    """Return the groups, prepared."""
    return Groups()


def is_part(plain: str, start: int, end: int) -> bool:
    """Say whether a word in Latin letters or figures is only a part of a longer one."""
    before, after = plain[start - 1 : start], plain[end : end + 1]
    return any(each.isascii() and each.isalnum() for each in (before, after) if each)


@cache
def names() -> tuple[str, ...]:
    """Return the names of the traits that are counted, in their order."""
    lengths = (f"length {size}" for size in _LENGTHS)
    contacts = (f"contact {kind}" for kind in ContactKind)
    return (*groups().names, *_SIGNS, *lengths, *contacts)


def count(batch: Sequence[Looked]) -> Counts:
    """Return the traits of messages, a row each, a column for each of `names`."""
    plains = [looked.shown.plain for looked in batch]
    lengths = np.array([len(plain) for plain in plains])[:, np.newaxis] >= np.array(_LENGTHS)
    contacts = np.zeros((len(batch), len(ContactKind)), np.float32)
    for at, looked in enumerate(batch):
        for contact in looked.seen.contacts:
            contacts[at, _KINDS[contact.kind]] = 1
    signs = np.array([_signs(plain) for plain in plains], np.float32)
    return np.hstack([groups().count(batch), signs, lengths, contacts], dtype=np.float32)


def places(looked: Looked) -> list[int]:
    """Return the places in `names` of the traits of one message, one as often as it counts.

    The same as `count`, but quicker for few messages.
    """
    found = groups().places(looked)
    plain, start = looked.shown.plain, len(groups().names)
    found += [start + at for at, sign in enumerate(_signs(plain)) if sign]
    start += len(_SIGNS)
    found += [start + at for at, size in enumerate(_LENGTHS) if len(plain) >= size]
    start += len(_LENGTHS)
    return found + [start + at for at in {_KINDS[each.kind] for each in looked.seen.contacts}]


_KINDS = {kind: at for at, kind in enumerate(ContactKind)}


def _signs(plain: str) -> tuple[bool, ...]:
    """Return which of `_SIGNS` a text bears."""
    return (
        "?" in plain or "吗" in plain,
        "!" in plain,
        "\n" in plain,
        "@" in plain,
        "【" in plain or "[" in plain,
        "“" in plain or "”" in plain or "《" in plain,
        "推荐" in plain[:_MARK_WITHIN],
    )


def findings_of(looked: Looked) -> list[str]:
    """Return the traits that the findings of a message are."""
    return [f"{each.rule} {each.label} {each.certainty}" for each in looked.findings]


def traits_of(looked: Looked) -> list[str]:
    """Return all traits of a message, one as often as it counts."""
    return [names()[place] for place in places(looked)] + findings_of(looked)

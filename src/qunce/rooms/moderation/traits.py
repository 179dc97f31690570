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
from qunce.kernel.normal.many import END, Marks, join, row_of, starts_in
from qunce.kernel.rules import Looked
from qunce.rooms.moderation.lexicon import HINT, LEAVE, load

LISTS = (
    *("ad_words", "attack_words", "repost_words", "sensitive_words", "tool_words", "talk"),
    "themes",
)
MOST = 3  # so many words of a group count
_MARK_WITHIN = 24  # characters: what stands later is no heading
_SIGNS = ("asks", "loud", "lines", "calls", "tag", "quotes", "mark")
_MARKED = (
    "?吗",
    "!",
    "\n",
    "@",
    "【[",
    "“”《",
)  # one of these is what each of the first is told by
_LENGTHS = (8, 16, 30, 60, 120, 240)  # characters

Counts = NDArray[np.float32]
Ints = NDArray[np.intp]


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
        self._numbers = {word: at for at, word in enumerate(of)}
        self._latin = frozenset(at for at, word in enumerate(of) if word.isascii())
        self._groups = [tuple(place[group] for group in its) for its in of.values()]
        self._sizes = np.array([len(its) for its in of.values()])
        self._starts = np.cumsum(self._sizes) - self._sizes
        self._places = np.array([each for its in self._groups for each in its])
        self._is_latin = np.array([*(word.isascii() for word in of), False])
        self._end = self._numbers[END] = len(of)
        # Which words there are is told in half the time that it takes to tell where.
        self._words = AhoCorasick(
            [*of, END], matchkind=MatchKind.LeftmostLongest, store_patterns=True
        )

    def places(self, looked: Looked) -> list[int]:
        """Return the places of the groups that a message holds words of, as often as they count."""
        found: list[int] = []
        counts: dict[int, int] = {}
        for word in sorted(self._found(looked)):
            for place in self._groups[word]:
                number = counts.get(place, 0)
                if number < MOST:
                    counts[place] = number + 1
                    found.append(place)
        return found

    def count(self, batch: Sequence[Looked]) -> Counts:
        """Return how many words of each group each message holds, at most `MOST`."""
        owners, held = self._found_in(batch)
        number = self._sizes[held]
        owners = np.repeat(owners, number)
        within = np.arange(len(owners)) - np.repeat(np.cumsum(number) - number, number)
        groups = self._places[np.repeat(self._starts[held], number) + within]
        size = len(self.names)
        counts = np.bincount(owners * size + groups, minlength=len(batch) * size)
        return np.minimum(counts, MOST).reshape(-1, size).astype(np.float32)

    def _found_in(self, batch: Sequence[Looked]) -> tuple[Ints, Ints]:
        """Return the words in messages, each once a message, and in which each is."""
        texts = [looked.shown.plain for looked in batch]
        bare = [looked.shown.split.bare for looked in batch]
        changed = [at for at, text in enumerate(texts) if bare[at] is not text and bare[at] != text]
        texts += [bare[at] for at in changed]
        text = join(texts)
        if text is None:
            pairs = [(at, word) for at, looked in enumerate(batch) for word in self._found(looked)]
            owners, found = np.array(pairs, np.intp).reshape(-1, 2).T
            return owners, found
        words = self._words.find_matches_as_strings(text)
        found = np.fromiter(map(self._numbers.__getitem__, words), np.intp, len(words))
        ends = found == self._end
        stand, whose = ~ends, np.cumsum(ends) - ends
        stand[self._parts(texts, np.flatnonzero(ends), whose[self._is_latin[found]])] = False
        owners = np.array([*range(len(batch)), *changed]).take(whose[stand])
        keys = (owners * self._end + found[stand]).astype(np.int32)
        keys.sort()
        owners, found = np.divmod(keys[np.diff(keys, prepend=-1) != 0], self._end)
        return owners, found

    def _parts(self, texts: Sequence[str], ends: Ints, latin: Ints) -> list[int]:
        """Return the places of what is only a part of a word, in what was found in all texts.

        `ends` are the places of the ends of texts, `latin` the texts with Latin words.
        """
        parts: list[int] = []
        for at in set(latin.tolist()):
            text, first = texts[at], int(ends[at - 1]) + 1 if at else 0
            matches = self._words.find_matches_as_indexes(text)
            for place, (index, start, end) in enumerate(matches, first):
                if index in self._latin and is_part(text, start, end):
                    parts.append(place)
        return parts

    def _found(self, looked: Looked) -> set[int]:
        """Return the words in a message, in its text as it stands and without separators."""
        plain, bare = looked.shown.plain, looked.shown.split.bare
        found = self._found_at(plain)
        return found if bare == plain else found | self._found_at(bare)

    def _found_at(self, text: str) -> set[int]:
        return {
            index
            for index, start, end in self._words.find_matches_as_indexes(text)
            if index < self._end and not (index in self._latin and is_part(text, start, end))
        }


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
    return np.hstack(
        [groups().count(batch), _signs_of(plains), lengths, contacts], dtype=np.float32
    )


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


@cache
def _marks() -> Marks:
    return Marks([(1 << at, chars) for at, chars in enumerate(_MARKED)], beyond=0)


def _signs_of(plains: Sequence[str]) -> NDArray[np.bool_]:
    """Return which of `_SIGNS` texts bear, a row each."""
    row = row_of(plains)
    if row is None:
        return np.array([_signs(plain) for plain in plains])
    marks = np.bitwise_or.reduceat(_marks().of(row), starts_in(row))
    held = (marks[:, np.newaxis] >> np.arange(len(_MARKED), dtype=np.uint16)) & 1
    marked = np.array(["推荐" in plain[:_MARK_WITHIN] for plain in plains])
    return np.hstack([held != 0, marked[:, np.newaxis]])


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

"""The pure part of chat: the key of a message, and which arrivals are known already.

An export that comes again, overlaps another one, or holds what was pasted before must add
nothing twice; two equal messages of one second must stay two. So arrivals are matched one to
one with what is stored: by the platform's id, then by second, speaker and text, then, for what
came without seconds, by the minute or by order and text within a day.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from qunce.kernel.incoming import Precision
from qunce.kernel.messages import MessageKind

MINUTE = 60
DAY = 86_400
SPOKEN = frozenset({MessageKind.TEXT, MessageKind.NOTICE, MessageKind.SYSTEM})
TIME = slice(0, 8)  # where the second stands in a key
MARK = slice(8, 16)  # where the mark of the text stands in a key


@dataclass(slots=True)
class Fresh:
    """An arrival: when (seconds since 1970), what (its mark), by whom, how exactly.

    `speaker` is the identity's key or None; `is_vague` says that it is known by name only.
    """

    second: int
    mark: bytes
    speaker: int | None = None
    name: str = ""
    is_vague: bool = False
    precision: Precision = Precision.SECOND
    alias: str = ""
    is_live: bool = False


@dataclass(slots=True)
class Stored(Fresh):
    """A message that is stored. `is_sealed`: its words were erased, and its key made anew.

    One that was erased with its person fits every speaker.
    """

    id: int = 0
    is_erased: bool = False
    is_sealed: bool = False
    key: bytes = b""


def mark_of(kind: MessageKind, text: str) -> bytes:
    """Return eight bytes that stand for what was said.

    Layouts write pictures, files and links in their own ways, so for those it is the kind only.
    """
    if kind in SPOKEN:
        head = "\1" if kind is MessageKind.SYSTEM else ""
        said = head + text.replace("\r\n", "\n").strip()
    else:
        said = "\2" + kind
    return blake2b(said.encode(), digest_size=8).digest()


def key_of(second: int, mark: bytes, speaker: int | None, occurrence: int) -> bytes:
    """Return the key of a message in its group: 24 bytes that begin with its time."""
    rest = blake2b(b"%d/%d" % (speaker or 0, occurrence), digest_size=8).digest()
    return second.to_bytes(8, "big", signed=True) + mark + rest


def free_key(fresh: Fresh, taken: set[bytes]) -> bytes:
    """Return the key of a new message, of the first occurrence that is free, and take it."""
    occurrence = 1
    while (key := key_of(fresh.second, fresh.mark, fresh.speaker, occurrence)) in taken:
        occurrence += 1
    taken.add(key)
    return key


# --- which arrival is which stored message ------------------------------------------------------

Fits = Callable[[Fresh, Stored], bool]


def _same_speaker(fresh: Fresh, stored: Stored) -> bool:
    return fresh.speaker == stored.speaker and not stored.is_erased


def _same_name(fresh: Fresh, stored: Stored) -> bool:
    """A name without an account may be anybody of that name."""
    return (fresh.is_vague or stored.is_vague) and fresh.name == stored.name


def _open_speaker(fresh: Fresh, stored: Stored) -> bool:
    return fresh.speaker is None or stored.speaker is None


STRICTNESS: tuple[Fits, ...] = (_same_speaker, _same_name, _open_speaker)


def _are_two(fresh: Fresh, stored: Stored) -> bool:
    """Say whether the platform's ids prove that two equal messages are not the same."""
    if not fresh.alias or not stored.alias or fresh.alias == stored.alias:
        return False
    return (fresh.is_live and stored.is_live) or _family(fresh.alias) == _family(stored.alias)


def _family(alias: str) -> tuple[bool, int]:
    """Return what ids of one numbering have in common; files number in their own ways."""
    return alias.isdigit(), len(alias) // 4


class Matcher:
    """Pairs arrivals with stored messages, each at most once."""

    def __init__(self, fresh: Sequence[Fresh], stored: Sequence[Stored]) -> None:
        self.fresh = fresh
        self.found: list[Stored | None] = [None] * len(fresh)
        self.used: set[int] = set()
        self.by_mark: dict[bytes, list[Stored]] = defaultdict(list)
        self.by_second: dict[tuple[bytes, int], list[Stored]] = defaultdict(list)
        self.by_minute: dict[tuple[bytes, int], list[Stored]] = defaultdict(list)
        self.timeless: dict[bytes, list[Stored]] = defaultdict(list)
        self.by_alias = {each.alias: each for each in stored if each.alias}
        for each in sorted(stored, key=lambda one: (one.second, one.id)):
            self.by_mark[each.mark].append(each)
            if each.precision is Precision.NONE:
                self.timeless[each.mark].append(each)
            else:
                self.by_minute[each.mark, each.second // MINUTE].append(each)
            if each.precision is Precision.SECOND:
                self.by_second[each.mark, each.second].append(each)

    def pair(self) -> list[Stored | None]:
        """Return for each arrival the stored message that it is, or None where it is new."""
        if not self.by_mark:
            return self.found
        self._pair_aliases()
        for step in (self._pair_seconds, self._pair_minutes, self._pair_order):
            for fits in STRICTNESS:
                step(fits)
        return self.found

    def _open(self, *, without: Precision | None = None) -> list[tuple[int, Fresh]]:
        """Return the arrivals that are not paired yet."""
        return [
            (index, each)
            for index, each in enumerate(self.fresh)
            if self.found[index] is None and each.precision is not without
        ]

    def _may_take(self, fresh: Fresh, stored: Stored, fits: Fits) -> bool:
        if stored.id in self.used or _are_two(fresh, stored):
            return False
        return stored.is_erased or fits(fresh, stored)

    def _take(self, index: int, stored: Stored) -> None:
        self.found[index] = stored
        self.used.add(stored.id)

    def _pair_aliases(self) -> None:
        for index, fresh in enumerate(self.fresh):
            known = self.by_alias.get(fresh.alias) if fresh.alias else None
            if known is not None and known.id not in self.used:
                self._take(index, known)

    def _pair_seconds(self, fits: Fits) -> None:
        """Pair what is exact on both sides."""
        for index, fresh in self._open():
            if fresh.precision is not Precision.SECOND:
                continue
            for each in self.by_second.get((fresh.mark, fresh.second), ()):
                if self._may_take(fresh, each, fits):
                    self._take(index, each)
                    break

    def _pair_minutes(self, fits: Fits) -> None:
        """Pair where one side is known to the minute and the other one at least as well."""
        for index, fresh in self._open(without=Precision.NONE):
            for each in self.by_minute.get((fresh.mark, fresh.second // MINUTE), ()):
                is_rough = Precision.MINUTE in (fresh.precision, each.precision)
                if is_rough and self._may_take(fresh, each, fits):
                    self._take(index, each)
                    break

    def _pair_order(self, fits: Fits) -> None:
        """Pair where a side has no time at all: the last ones first, order where possible."""
        before: Stored | None = None
        for index, fresh in reversed(self._open()):
            is_timeless = fresh.precision is Precision.NONE
            same = (self.by_mark if is_timeless else self.timeless).get(fresh.mark, ())
            near = [s for s in same if _may_be(fresh, s) and self._may_take(fresh, s, fits)]
            if not near:
                continue
            earlier = [each for each in near if before is None or _comes_before(each, before)]
            before = _nearest(fresh, earlier or near)
            self._take(index, before)


def _nearest(fresh: Fresh, near: Sequence[Stored]) -> Stored:
    """Return the last one; for an arrival with a time, what was pasted soonest after it."""
    if fresh.precision is Precision.NONE:
        return near[-1]
    return min(near, key=lambda each: (each.second, -each.id))


def _may_be(fresh: Fresh, stored: Stored) -> bool:
    """What was pasted without a time was said within the day before it was pasted."""
    lead = stored.second - fresh.second
    if fresh.precision is Precision.NONE and stored.precision is Precision.NONE:
        return abs(lead) <= DAY
    if fresh.precision is Precision.NONE:
        return -DAY <= lead <= MINUTE
    return stored.precision is Precision.NONE and -MINUTE <= lead <= DAY


def _comes_before(one: Stored, other: Stored) -> bool:
    return (one.second, one.id) < (other.second, other.id)

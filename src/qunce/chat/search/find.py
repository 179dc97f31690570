"""Searching conversations: the newest first, with the places to mark in each message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack

from qunce.chat.models import Message
from qunce.chat.search import index
from qunce.chat.search.tokens import Term, find_spans, read_query
from qunce.kernel.messages import MessageKind
from qunce.people.models import Community, Group, Identity

LONGEST = 100  # characters of a search
SCANNED = (100, 900)  # of the newest messages, for words of one character
END = 1 << 63


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that was found, and the half-open spans of its text to mark.

    `place` is handed in as `before` to get what comes after this hit.
    """

    message: Message
    spans: Sequence[tuple[int, int]]
    place: int


class Limits(TypedDict, total=False):
    """What a search is limited to; `author` is a Person's key, `until` is not included."""

    group: Group | None
    author: int | None
    kind: MessageKind | None
    since: datetime | None
    until: datetime | None


def search(
    community: Community,
    text: str,
    *,
    before: int | None = None,
    limit: int = 20,
    **limits: Unpack[Limits],
) -> list[Hit]:
    """Return messages of a community that hold all the words, the newest first.

    Words are parted by spaces. Chinese is found from one character on, Latin words by their
    beginning. What was recalled or erased is not found, and an edited message as it is now.
    """
    terms = read_query(text[:LONGEST])
    tags = _tags(community, limits)
    if not terms or tags is None:
        return []
    low, high = _numbers(limits)
    if before is not None:
        high = min(high, before)
    asked = _Asked(community, text[:LONGEST], terms, tags)
    hits, low, high = asked.scan((low, high), limit)
    while len(hits) < limit and low < high:
        wanted = limit - len(hits)
        numbers = index.find(terms, tags, numbers=(low, high), limit=wanted)
        hits += asked.fetch(numbers)
        high = numbers[-1] if len(numbers) == wanted else low
    return hits


@dataclass(frozen=True, slots=True)
class _Asked:
    """A search: where, for what, within which tags."""

    community: Community
    text: str
    terms: Sequence[Term]
    tags: Sequence[Sequence[str]]

    def scan(self, numbers: tuple[int, int], limit: int) -> tuple[list[Hit], int, int]:
        """Look through the newest messages for words of one character.

        In the index such a word is the union of all words that begin with it: for a common
        character that is slow, but then it is found here. Returns hits and what is left to
        search: a half-open range of numbers.
        """
        low, high = numbers
        brief = [each for each in self.terms if each.is_brief]
        if not brief:
            return [], low, high
        rest = [each for each in self.terms if not each.is_brief]
        hits: list[Hit] = []
        for size in SCANNED:
            found = index.find(rest, self.tags, numbers=(low, high), limit=size)
            texts = _texts(found)
            fits = [n for n in found if all(each.begins_in(texts.get(n, "")) for each in brief)]
            hits += self.fetch(fits)[: limit - len(hits)]
            if len(hits) >= limit or len(found) < size:
                return hits, low, low
            high = found[-1]
        return hits, low, high

    def fetch(self, numbers: Sequence[int]) -> list[Hit]:
        """Return the messages of entries; void is an entry whose message went with its group."""
        keys = {index.key_in(number): number for number in numbers}
        rows = Message.objects.filter(
            community=self.community, pk__in=keys, recalled_at__isnull=True
        )
        found = rows.select_related("group", "author", "author__person").in_bulk()
        return [
            Hit(found[pk], find_spans(found[pk].text, self.text), number)
            for pk, number in keys.items()
            if pk in found
        ]


def _texts(numbers: Sequence[int]) -> dict[int, str]:
    """Return what the messages of entries are found by."""
    keys = {index.key_in(number): number for number in numbers}
    rows = Message.objects.filter(pk__in=keys).values_list("pk", "text", "attachments")
    return {keys[pk]: index.text_of(text, files) for pk, text, files in rows}


def _tags(community: Community, limits: Limits) -> list[list[str]] | None:
    """Return the tags to ask for, or None where nothing can be found."""
    tags = [[f"c{community.pk}"]]
    group, author, kind = limits.get("group"), limits.get("author"), limits.get("kind")
    if group is not None:
        if group.community_id != community.pk:
            return None
        tags = [[f"g{group.pk}"]]
    if author is not None:
        mine = Identity.objects.filter(community=community, person=author)
        identities = [f"a{pk}" for pk in mine.values_list("pk", flat=True)]
        if not identities:
            return None
        tags.append(identities)
    if kind is not None:
        tags.append([f"k{kind}"])
    return tags


def _numbers(limits: Limits) -> tuple[int, int]:
    """Return the half-open range of entries' numbers that a period is."""
    low, high = 0, END - 1
    if (since := limits.get("since")) is not None:
        low = index.number_of(int(since.timestamp()), 0)
    if (until := limits.get("until")) is not None:
        high = index.number_of(int(until.timestamp()), 0)
    return low, high

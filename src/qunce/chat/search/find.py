"""Searching conversations: the newest first, with the places to mark in each message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack

from qunce.chat.models import Message
from qunce.chat.search import index
from qunce.chat.search.tokens import find_spans, read_query
from qunce.kernel.messages import MessageKind
from qunce.people.models import Community, Group, Identity

LONGEST = 100  # characters of a search
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
    hits: list[Hit] = []
    while len(hits) < limit:
        asked = limit - len(hits)
        numbers = index.find(terms, tags, numbers=(low, high), limit=asked)
        hits += _fetch(community, numbers, text)
        if len(numbers) < asked:
            break
        high = numbers[-1]
    return hits


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


def _fetch(community: Community, numbers: Sequence[int], text: str) -> list[Hit]:
    """Return the messages of entries. An entry whose message was deleted with its group is void."""
    keys = {index.key_in(number): number for number in numbers}
    rows = Message.objects.filter(community=community, pk__in=keys, recalled_at__isnull=True)
    found = rows.select_related("group", "author", "author__person").in_bulk()
    return [
        Hit(found[pk], find_spans(found[pk].text, text[:LONGEST]), number)
        for pk, number in keys.items()
        if pk in found
    ]

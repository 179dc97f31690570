"""All reads of conversations."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Max, Q, QuerySet

from qunce.chat.models import Message, Position, StreamHead
from qunce.chat.search.find import Hit, search
from qunce.kernel import messages as kernel
from qunce.kernel.errors import NotFoundError
from qunce.kernel.text import N_, Words
from qunce.people.models import Community, Group, Identity, Membership
from qunce.people.queries import staff_of

__all__ = [
    "Hit",
    "access_message",
    "as_message",
    "as_messages",
    "find_message",
    "last_message_at",
    "list_around",
    "list_behind",
    "list_lines",
    "list_messages",
    "list_versions",
    "recent",
    "search",
]

LAST = 1 << 63
RECENT_FIELDS = ("pk", "author_id", "text", "sent_at", "kind", "source", "reply_to_id")
KINDS = {kind.value: kind for kind in kernel.MessageKind}
SOURCES = {source.value: source for source in kernel.Source}
NO_MESSAGE = N_("There is no such message.")


def access_message(community: Community, pk: int) -> Message:
    """Return a message of the community, or raise NotFoundError."""
    found = Message.objects.select_related("group", "author", "author__person")
    message = found.filter(community=community, pk=pk).first()
    if message is None:
        raise NotFoundError(Words(NO_MESSAGE))
    return message


def find_message(group: Group, pk: int) -> Message | None:
    """Return a message of the group by its key, or None."""
    found = Message.objects.select_related("group", "author", "author__person")
    return found.filter(group=group, pk=pk).first()


# --- the conversation ---------------------------------------------------------------------------


def list_messages(
    group: Group, *, before: int | None = None, after: int | None = None, limit: int = 50
) -> list[Message]:
    """Return messages of a group, oldest first: the last ones, or those next to a message.

    `before` and `after` are keys of messages (of this group) that are left out themselves.
    """
    mine = _shown(group)
    if after is not None:
        later = mine.filter(_beside(group, after, "gt")).order_by("sent_at", "id")
        return list(later[:limit])
    if before is not None:
        mine = mine.filter(_beside(group, before, "lt"))
    return list(mine.order_by("-sent_at", "-id")[:limit])[::-1]


def list_around(message: Message, *, limit: int = 20) -> list[Message]:
    """Return a message within its conversation: up to `limit` before it and after it."""
    group = message.group
    before = list_messages(group, before=message.pk, limit=limit)
    after = list_messages(group, after=message.pk, limit=limit)
    return [*before, message, *after]


def _shown(group: Group) -> QuerySet[Message]:
    found = Message.objects.filter(group=group)
    found = found.select_related("author", "author__person", "reply_to")
    return found.prefetch_related("reactions")


def _beside(group: Group, pk: int, side: str) -> Q:
    """Return the condition "earlier" (lt) or "later" (gt) than a message of the group."""
    place = Message.objects.filter(group=group, pk=pk).values_list("sent_at", flat=True).first()
    if place is None:
        raise NotFoundError(Words(NO_MESSAGE))
    within = Q(**{f"sent_at__{side}e": place})
    return within & (Q(**{f"sent_at__{side}": place}) | Q(**{f"id__{side}": pk}))


def last_message_at(group: Group) -> datetime | None:
    """Return when the newest message of a group was sent, or None."""
    newest: datetime | None = Message.objects.filter(group=group).aggregate(at=Max("sent_at"))["at"]
    return newest


def list_versions(message: Message) -> list[tuple[str, datetime]]:
    """Return what a message said before its edits, oldest first, and until when."""
    return list(message.versions.values_list("text", "until"))


# --- messages as rules see them -----------------------------------------------------------------


def as_message(row: Message) -> kernel.Message:
    """Return a stored message in the shape that rules see."""
    return as_messages([row])[0]


class Line(NamedTuple):
    """What rules see of a stored message, as a plain row: the stream reads every message."""

    id: int
    community_id: int
    group_id: int
    author_id: int | None
    author_name: str
    text: str
    sent_at: datetime
    kind: str
    source: str
    reply_to_id: int | None
    mentions: Sequence[str]
    attachments: Sequence[str]
    recalled_at: datetime | None


def list_lines(found: QuerySet[Message]) -> list[Line]:
    """Return messages as plain rows."""
    return [Line(*row) for row in found.values_list(*Line._fields)]


def as_messages(rows: Sequence[Message | Line]) -> list[kernel.Message]:
    """Return stored messages in the shape that rules see; three queries for all of them."""
    authors = _authors(rows)
    return [
        _as_message(row, authors[row.author_id, row.group_id, row.author_name])
        if row.author_id is not None
        else _as_message(row, None)
        for row in rows
    ]


def _authors(rows: Sequence[Message | Line]) -> Mapping[tuple[int, int, str], kernel.Author]:
    """Return the authors of messages by identity, group and the name they then had."""
    signatures = {
        (row.author_id, row.group_id, row.author_name) for row in rows if row.author_id is not None
    }
    if not signatures:
        return {}
    identities = Identity.objects.filter(pk__in={identity for identity, _, _ in signatures})
    persons: dict[int, int | None] = dict(identities.values_list("pk", "person_id"))
    members = Membership.objects.filter(
        group__in={group for _, group, _ in signatures},
        person__in={person for person in persons.values() if person is not None},
    )
    joined: dict[tuple[int | None, int], datetime | None] = {
        (person, group): at
        for person, group, at in members.values_list("person_id", "group_id", "joined_at")
    }
    staff = frozenset[int]().union(*(staff_of(c) for c in {row.community_id for row in rows}))
    return {
        (identity, group, name): kernel.Author(
            identity=identity,
            person=persons.get(identity),
            name=name,
            is_staff=persons.get(identity) in staff,
            joined_at=joined.get((persons.get(identity), group)),
        )
        for identity, group, name in signatures
    }


def _as_message(row: Message | Line, author: kernel.Author | None) -> kernel.Message:
    return kernel.Message(
        id=row.id,
        group=row.group_id,
        author=author,
        text=row.text,
        sent_at=row.sent_at,
        kind=KINDS[row.kind],
        source=SOURCES[row.source],
        reply_to=row.reply_to_id,
        mentions=tuple(row.mentions),
        attachments=tuple(row.attachments),
    )


def recent(
    batch: Sequence[kernel.Message], window: timedelta
) -> Mapping[int, Sequence[kernel.Message]]:
    """Return for each message, by its place in the batch, what its author wrote before it.

    Same group, within `window`, oldest first. Two messages of one second stand in the order in
    which they came. Messages that were taken back count. Mentions and attachments are left out.
    """
    asked: dict[int, list[kernel.Message]] = defaultdict(list)
    for each in batch:
        if each.author is not None:
            asked[each.group].append(each)
    lines: dict[tuple[int, int], list[kernel.Message]] = {}
    for group, messages in asked.items():
        lines |= _lines(group, messages, window)
    found: dict[int, Sequence[kernel.Message]] = {}
    for place, each in enumerate(batch):
        if each.author is None:
            continue
        line = lines.get((each.group, each.author.identity), [])
        first = bisect_left(line, each.sent_at - window, key=lambda one: one.sent_at)
        last = bisect_left(line, _place(each), key=_place)
        found[place] = line[first:last]
    return found


def _place(message: kernel.Message) -> tuple[datetime, float]:
    """Return where a message stands in time; one that is not stored yet is the last one."""
    return message.sent_at, message.id or float("inf")


def _lines(
    group: int, messages: Sequence[kernel.Message], window: timedelta
) -> dict[tuple[int, int], list[kernel.Message]]:
    """Return what the authors of messages of one group wrote, by author, oldest first."""
    authors = {each.author.identity: each.author for each in messages if each.author is not None}
    times = [each.sent_at for each in messages]
    rows = Message.objects.filter(
        author__in=authors,
        sent_at__gte=min(times) - window,
        sent_at__lte=max(times),
        group=group,
    ).order_by("sent_at", "id")
    lines: dict[tuple[int, int], list[kernel.Message]] = defaultdict(list)
    # Plain rows: of a lively group's week there are thousands.
    for row in rows.values_list(*RECENT_FIELDS):
        pk, author, text, sent_at, kind, source, reply_to = row
        message = kernel.Message(
            id=pk,
            group=group,
            author=authors[author],
            text=text,
            sent_at=sent_at,
            kind=KINDS[kind],
            source=SOURCES[source],
            reply_to=reply_to,
        )
        lines[group, author].append(message)
    return lines


# --- the stream ---------------------------------------------------------------------------------


def list_behind(listeners: Collection[str], now: datetime) -> dict[str, list[int]]:
    """Return for each listener the groups with messages that it has not read and may read now."""
    read: dict[str, dict[int, int]] = {key: {} for key in listeners}
    positions = Position.objects.filter(listener__in=listeners)
    for key, group, last, retry_at in positions.values_list(
        "listener", "group_id", "last_id", "retry_at"
    ):
        read[key][group] = LAST if retry_at is not None and retry_at > now else last
    heads = StreamHead.objects.filter(last_id__gt=0).order_by("group_id")
    lasts = list(heads.values_list("group_id", "last_id"))
    return {
        key: [group for group, last in lasts if mine.get(group, 0) < last]
        for key, mine in read.items()
    }

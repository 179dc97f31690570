"""What is stored already of what comes in, and what it learns from it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q

from qunce.chat.domain import DAY, MARK, MINUTE, Fresh, Stored, free_key
from qunce.chat.models import Message
from qunce.chat.search import index
from qunce.kernel.incoming import Precision
from qunce.kernel.messages import Source
from qunce.people.models import Group

STORED_FIELDS = (
    "id",
    "sent_at",
    "key",
    "author_id",
    "author__external",
    "author_name",
    "precision",
    "platform_id",
    "source",
    "text",
)


def read_stored(group: Group, fresh: Sequence[Fresh]) -> list[Stored]:
    """Return the stored messages that the arrivals could be."""
    rows: dict[int, Stored] = {}
    mine = Message.objects.filter(group=group)
    conditions = _conditions(fresh)
    for condition in conditions:
        for row in mine.filter(condition).values_list(*STORED_FIELDS):
            rows[row[0]] = _stored(row)
    return list(rows.values())


def _conditions(fresh: Sequence[Fresh]) -> list[Q]:
    """Return one condition for each index that has to be asked."""
    exact = {each.second for each in fresh if each.precision is Precision.SECOND}
    rough = [each.second for each in fresh if each.precision is Precision.MINUTE]
    timeless = [each.second for each in fresh if each.precision is Precision.NONE]
    aliases = {each.alias for each in fresh if each.alias}
    seconds = [each.second for each in fresh]
    asked = [
        ~Q(precision=Precision.SECOND) & _between(min(seconds) - DAY, max(seconds) + DAY + MINUTE)
    ]
    if exact:
        asked.append(Q(sent_at__in=[utc(second) for second in sorted(exact)]))
    if rough:
        asked.append(_between(min(rough), max(rough) + MINUTE))
    if timeless:
        asked.append(_between(min(timeless) - DAY, max(timeless) + DAY))
    if aliases:
        asked.append(Q(platform_id__in=aliases) & ~Q(platform_id=""))
    return asked


def _between(first: int, last: int) -> Q:
    return Q(sent_at__gte=utc(first), sent_at__lte=utc(last))


def utc(second: int) -> datetime:
    """Return a second since 1970 as a time."""
    return datetime.fromtimestamp(second, UTC)


def _stored(row: Sequence[Any]) -> Stored:
    pk, sent_at, key, author, external, name, precision, alias, source, text = row
    key = bytes(key)
    return Stored(
        second=int(sent_at.timestamp()),
        mark=key[MARK],
        speaker=author,
        name=name,
        is_vague=author is not None and not external,
        precision=Precision(precision),
        alias=alias,
        is_live=source == Source.LIVE,
        id=pk,
        is_erased=author is None and not text,
        key=key,
    )


def refine(group: Group, fresh: Fresh, known: Stored, taken: set[bytes]) -> None:
    """Give a stored message what an arrival knows better: the time, the speaker, the alias."""
    changes: dict[str, Any] = {}
    if known.is_erased:
        return
    if fresh.speaker is not None and known.speaker is None:
        changes |= {"author_id": fresh.speaker, "author_name": fresh.name}
    if _exactness(fresh) > _exactness(known):
        if fresh.speaker is None:
            fresh.speaker = known.speaker
        changes |= {
            "sent_at": utc(fresh.second),
            "precision": fresh.precision,
            "key": free_key(fresh, taken),
        }
    if fresh.alias and not known.alias:
        changes["platform_id"] = fresh.alias
    if changes:
        message = Message.objects.get(group=group, pk=known.id)
        index.remove([index.entry_of(message)])
        for name, value in changes.items():
            setattr(message, name, value)
        message.save(update_fields=list(changes))
        index.add([index.entry_of(message)])


EXACTNESS = {Precision.NONE: 0, Precision.MINUTE: 1, Precision.SECOND: 2}


def _exactness(one: Fresh) -> int:
    return EXACTNESS[one.precision]

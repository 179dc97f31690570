"""What is stored already of what comes in, and what it learns from it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from qunce.chat import bulk
from qunce.chat.domain import DAY, MARK, MINUTE, TIME, Fresh, Stored, free_key
from qunce.chat.models import Message, is_erased
from qunce.chat.sealing import opened
from qunce.chat.search import index
from qunce.kernel.incoming import Precision
from qunce.kernel.messages import Source
from qunce.people.models import Group

FIRST, LAST = -62_135_510_400, 253_402_214_400  # days within the years 1 and 9999
FEW = 50  # seconds that are looked up one by one
# Read as plain rows: this stands on the way of every message, and of whole imports.
_READ = (
    "SELECT m.id, m.key, m.author_id, i.external, m.author_name, m.precision, m.platform_id,"
    " m.source, m.text, m.erased_at FROM chat_message m"
    " LEFT JOIN people_identity i ON i.id = m.author_id"
    " WHERE m.group_id = %s AND "
)
Condition = tuple[str, list[Any]]


def read_stored(group: Group, fresh: Sequence[Fresh]) -> list[Stored]:
    """Return the stored messages that the arrivals could be."""
    seconds = {each.second for each in fresh if each.precision is Precision.SECOND}
    conditions = _conditions(fresh)
    if len(seconds) <= FEW:
        rows = _read(group, [*conditions, *_one_by_one(seconds)])
    else:
        rows = _read(group, conditions) + _read_span(group, seconds)
    stored = [_stored(row) for row in {row[0]: row for row in rows}.values()]
    if any(each.is_sealed for each in stored):
        marks = opened(group.community_id, (each.mark for each in fresh))
        for each in stored:
            if each.is_sealed:
                each.mark = marks.get(each.mark, each.mark)
    return stored


def _read(group: Group, conditions: Sequence[Condition], limit: int = -1) -> list[Sequence[Any]]:
    """Return the rows that fit any condition, by one statement; some of them twice."""
    statement = " UNION ALL ".join(_READ + condition for condition, _ in conditions)
    values = [value for _, its in conditions for value in (group.pk, *its)]
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} LIMIT {limit}" if limit >= 0 else statement, values)
        return list(cursor.fetchall())


def _read_span(group: Group, seconds: set[int]) -> list[Sequence[Any]]:
    """Return what was said in many seconds.

    What a file brings lies close together, so first all between is read: that is one step in the
    index instead of hundreds.
    """
    most = 4 * len(seconds) + 100
    rows = _read(group, [_between(min(seconds), max(seconds))], limit=most + 1)
    return rows if len(rows) <= most else _read(group, _one_by_one(seconds))


def _one_by_one(seconds: set[int]) -> list[Condition]:
    if not seconds:
        return []
    stamp = bulk.stamper()
    times = [stamp(utc(second)) for second in sorted(seconds)]
    return [(f"m.sent_at IN ({', '.join(['%s'] * len(times))})", times)]


def _conditions(fresh: Sequence[Fresh]) -> list[Condition]:
    """Return one condition for each index that has to be asked beside the exact seconds."""
    rough = [each.second for each in fresh if each.precision is Precision.MINUTE]
    timeless = [each.second for each in fresh if each.precision is Precision.NONE]
    aliases = sorted({each.alias for each in fresh if each.alias})
    seconds = [each.second for each in fresh]
    near, values = _between(min(seconds) - DAY, max(seconds) + DAY + MINUTE)
    asked = [(f"NOT (m.precision = 'second') AND {near}", values)]
    if rough:
        asked.append(_between(min(rough), max(rough) + MINUTE))
    if timeless:
        asked.append(_between(min(timeless) - DAY, max(timeless) + DAY))
    if aliases:
        marks = ", ".join(["%s"] * len(aliases))
        asked.append((f"NOT (m.platform_id = '') AND m.platform_id IN ({marks})", [*aliases]))
    return asked


def _between(first: int, last: int) -> Condition:
    stamp = bulk.stamper()
    times = [stamp(utc(first)), stamp(utc(last))]
    return "m.sent_at >= %s AND m.sent_at <= %s", times


def utc(second: int) -> datetime:
    """Return a second since 1970 as a time, the first or last one there is where it is beyond."""
    return datetime.fromtimestamp(min(max(second, FIRST), LAST), UTC)


def _stored(row: Sequence[Any]) -> Stored:
    pk, key, author, external, name, precision, alias, source, text, erased_at = row
    key = bytes(key)
    return Stored(
        second=int.from_bytes(key[TIME], "big", signed=True),
        mark=key[MARK],
        speaker=author,
        name=name,
        is_vague=author is not None and not external,
        precision=Precision(precision),
        alias=alias,
        is_live=source == Source.LIVE,
        id=pk,
        is_erased=author is None and not text,
        is_sealed=is_erased(erased_at, author, text),
        key=key,
    )


def refine(group: Group, fresh: Fresh, known: Stored, taken: set[bytes]) -> None:
    """Give a stored message what an arrival knows better: the time, the speaker, the alias."""
    changes: dict[str, Any] = {}
    if known.is_sealed:
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

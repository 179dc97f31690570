"""Many messages at once, in the fastest way each database has."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import ManyToOneRel

from qunce.chat.models import Message

TABLE = Message._meta.db_table  # noqa: SLF001  (Django's public name for it)
COLUMNS = tuple(str(field.column) for field in Message._meta.concrete_fields)  # noqa: SLF001

_INSERT = f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608
_COPY = f"COPY {TABLE} ({', '.join(COLUMNS)}) FROM STDIN"


def is_postgres() -> bool:
    """Say whether the site runs on PostgreSQL."""
    return connection.vendor == "postgresql"


def stamper() -> Callable[[datetime], Any]:
    """Return what makes a time ready for the raw statements of this database.

    Asked for once per batch: which database it is, is not for free to find out.
    """
    return _as_it_is if is_postgres() else _as_text


def _as_it_is(moment: datetime) -> datetime:
    return moment


def _as_text(moment: datetime) -> str:
    return str(moment.astimezone(UTC).replace(tzinfo=None))


def reserve_ids(count: int) -> Sequence[int]:
    """Take `count` ascending keys for messages; call it with the group's head locked."""
    with connection.cursor() as cursor:
        if is_postgres():
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [TABLE, count],
            )
            return sorted(row[0] for row in cursor.fetchall())
        # The transaction is IMMEDIATE: nobody else writes until it ends.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [TABLE])
        row = cursor.fetchone()
        last = row[0] if row else 0
        return range(last + 1, last + 1 + count)


def insert(rows: Sequence[Sequence[Any]]) -> None:
    """Store rows of COLUMNS whose values are ready for the database (`stamper`, JSON as text)."""
    with connection.cursor() as cursor:
        if not is_postgres():
            cursor.executemany(_INSERT, rows)
            return
        with cursor.copy(_COPY) as copy:
            for row in rows:
                copy.write_row(row)


def delete(keys: Sequence[int]) -> None:
    """Delete messages by their ascending keys, with what belongs to them.

    Most have nothing that belongs to them, and need no look at each of the other tables.
    """
    if not keys:
        return
    bound = _bound(keys)
    if bound:
        Message.objects.filter(pk__in=bound).delete()
    free = [key for key in keys if key not in bound]
    if free:
        marks = ", ".join(["%s"] * len(free))
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {TABLE} WHERE id IN ({marks})", free)  # noqa: S608


def _bound(keys: Sequence[int]) -> set[int]:
    """Return the keys of those messages that a row of any table points at."""
    found: set[int] = set()
    for relation in Message._meta.get_fields(include_hidden=True):  # noqa: SLF001
        if isinstance(relation, ManyToOneRel):
            name = relation.field.name
            span = {f"{name}__gte": keys[0], f"{name}__lte": keys[-1]}
            rows = relation.field.model._base_manager.filter(**span)  # noqa: SLF001
            found.update(rows.values_list(name, flat=True))
    return found.intersection(keys)

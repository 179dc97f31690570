"""The writing side: news are rows of the caller's transaction, announced when it commits."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction

from qunce.store.live import feeds
from qunce.store.models import LiveEvent

logger = logging.getLogger(__name__)

KEPT = timedelta(hours=1)

_INSERT = f"INSERT INTO {LiveEvent._meta.db_table} (topic, kind, data, at) VALUES {{}} RETURNING id"  # noqa: S608, SLF001  (Django's public name for it)


def publish(topic: str, kind: str, data: Mapping[str, Any], *, now: datetime) -> int:
    """Tell all pages that listen to `topic`, as soon as the caller's transaction commits.

    `kind` names the event for the page's script, `data` is plain JSON and small: ids rather
    than texts. Returns the id of the event.
    """
    return publish_all(topic, kind, [data], now=now)[0]


def publish_all(
    topic: str, kind: str, news: Sequence[Mapping[str, Any]], *, now: datetime
) -> list[int]:
    """Tell several news of one kind at once, in their order; return the ids of the events."""
    if not news:
        return []
    keys = _insert(topic, kind, news, now)
    address = feeds.address()
    if address == feeds.POSTGRES:
        with connection.cursor() as cursor:
            notify = "SELECT pg_notify(%s, news::text) FROM unnest(%s::bigint[]) AS news"
            cursor.execute(notify, [feeds.CHANNEL, keys])
    elif address == feeds.SQLITE:
        transaction.on_commit(feeds.BELL.ring)
    else:
        transaction.on_commit(partial(feeds.announce_on_redis, address, keys), robust=True)
    return keys


def _insert(topic: str, kind: str, news: Sequence[Mapping[str, Any]], now: datetime) -> list[int]:
    """Store news as plain rows: this stands on the way of every message."""
    as_json, at = connection.ops.adapt_json_value, connection.ops.adapt_datetimefield_value(now)
    values = [value for data in news for value in (topic, kind, as_json(dict(data), None), at)]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT.format(", ".join(["(%s, %s, %s, %s)"] * len(news))), values)
        return sorted(key for (key,) in cursor.fetchall())


def position() -> int:
    """Return the id of the latest event: what a page that is rendered now has not missed."""
    return LiveEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0


def prune(now: datetime) -> int:
    """Delete what is older than an hour, but never the latest: it marks where news stand."""
    latest = position()
    old = LiveEvent.objects.filter(at__lt=now - KEPT, pk__lt=latest)
    count, _ = old.delete()
    return count

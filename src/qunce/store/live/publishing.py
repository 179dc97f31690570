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
    rows = LiveEvent.objects.bulk_create(
        LiveEvent(topic=topic, kind=kind, data=dict(data), at=now) for data in news
    )
    keys = [row.pk for row in rows]
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


def position() -> int:
    """Return the id of the latest event: what a page that is rendered now has not missed."""
    return LiveEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0


def prune(now: datetime) -> int:
    """Delete what is older than an hour, but never the latest: it marks where news stand."""
    latest = position()
    old = LiveEvent.objects.filter(at__lt=now - KEPT, pk__lt=latest)
    count, _ = old.delete()
    return count

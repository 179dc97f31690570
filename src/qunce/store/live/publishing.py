"""The writing side: news are rows of the caller's transaction, announced when it commits."""

import logging
from collections.abc import Mapping
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
    row = LiveEvent.objects.create(topic=topic, kind=kind, data=dict(data), at=now)
    address = feeds.address()
    if address == feeds.POSTGRES:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [feeds.CHANNEL, str(row.pk)])
    elif address == feeds.SQLITE:
        transaction.on_commit(feeds.BELL.ring)
    else:
        transaction.on_commit(partial(feeds.announce_on_redis, address, row.pk), robust=True)
    return row.pk


def position() -> int:
    """Return the id of the latest event: what a page that is rendered now has not missed."""
    return LiveEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0


def prune(now: datetime) -> int:
    """Delete what is older than an hour, but never the latest: it marks where news stand."""
    latest = position()
    old = LiveEvent.objects.filter(at__lt=now - KEPT, pk__lt=latest)
    count, _ = old.delete()
    return count

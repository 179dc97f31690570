"""How a process learns that there is news: by looking (SQLite), NOTIFY (PostgreSQL), or Redis.

A feed only says which rows to read; what it misses while it is not connected is found because
every look also reads all rows after the last one that is known.
"""

import logging
from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol

import redis
from django.conf import settings
from django.db import connection

from qunce.store.bell import Bell
from qunce.store.changes import Changes

CHANNEL = "qunce_live"
SQLITE, POSTGRES = "sqlite", "postgres"
POLL = 0.1  # seconds between two looks at SQLite
CALM = 1.0  # seconds after which the other feeds look for what they may have missed

BELL = Bell()

logger = logging.getLogger(__name__)


def address() -> str:
    """Return "sqlite", "postgres" or the address of Redis: as set, or what suits the database."""
    if told := str(settings.LIVE_FEED):
        return told
    return POSTGRES if connection.vendor == "postgresql" else SQLITE


class Feed(Protocol):
    """Waits for news in a thread of its own; any error makes the hub build a new one."""

    def wait(self) -> Sequence[int] | None:
        """Return the ids announced, none after a while in which nothing was.

        None says more: nobody has written at all, so there is nothing to look for.
        """
        ...

    def close(self) -> None:
        """Give back what the feed holds."""
        ...


class PollFeed:
    """Looks ten times a second; publishing in this very process is told at once."""

    def __init__(self) -> None:
        self._seen = BELL.rings
        self._changes = Changes()
        self._changes.any()  # what is written from here on is told

    def wait(self) -> Sequence[int] | None:
        """Return no ids: rows of SQLite become visible in the order of their ids."""
        before, self._seen = self._seen, BELL.wait(self._seen, POLL)
        has_changed = self._changes.any()
        return () if has_changed or self._seen != before else None

    def close(self) -> None:
        """Hold nothing."""


class PostgresFeed:
    """LISTEN on a connection of its own: rows may become visible out of the order of ids."""

    def __init__(self) -> None:
        self._connection = connection.get_new_connection(connection.get_connection_params())
        self._connection.autocommit = True
        self._connection.execute(f"LISTEN {CHANNEL}")

    def wait(self) -> Sequence[int]:
        """Return the ids that were notified."""
        told = self._connection.notifies(timeout=CALM, stop_after=1)
        return [int(each.payload) for each in told]

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class RedisFeed:
    """Subscribes to a channel of Redis, for a site whose database shall not carry it."""

    def __init__(self, url: str) -> None:
        client: Any = _redis(url)
        self._pubsub = client.pubsub(ignore_subscribe_messages=True)
        self._pubsub.subscribe(CHANNEL)

    def wait(self) -> Sequence[int]:
        """Return the ids that were published."""
        told = self._pubsub.get_message(timeout=CALM)
        ids: list[int] = []
        while told is not None:
            ids += [int(each) for each in told["data"].split()]
            told = self._pubsub.get_message(timeout=0)
        return ids

    def close(self) -> None:
        """Close the subscription."""
        self._pubsub.close()


@cache
def _redis(url: str) -> "redis.Redis":
    return redis.Redis.from_url(url, socket_timeout=5, health_check_interval=30)


def announce_on_redis(url: str, keys: Sequence[int]) -> None:
    """Publish the ids of events; where Redis is down the hubs find the rows within a second.

    So a fault is only told in the log: the change that is announced has been made.
    """
    try:
        _redis(url).publish(CHANNEL, " ".join(map(str, keys)))
    except redis.RedisError as error:
        logger.warning("Redis was not told of news: %s", error)


def open_feed() -> Feed:
    """Return the feed that is set."""
    where = address()
    if where == SQLITE:
        return PollFeed()
    return PostgresFeed() if where == POSTGRES else RedisFeed(where)

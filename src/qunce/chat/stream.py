"""The message stream: listeners read each group's messages in order, from their own position.

A listener's work and its position are one transaction: a crash repeats nothing and loses
nothing. Any number of workers may read; a position is moved by one of them at a time.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from traceback import format_exception_only
from typing import Any

from django.db import OperationalError, transaction

from qunce.chat.contracts import Batch, Listener
from qunce.chat.models import Message, Position, SetAside, StreamHead
from qunce.chat.queries import as_messages, list_behind, list_lines
from qunce.kernel import messages as kernel
from qunce.people.models import Group

BATCH = 500
PATIENCE = 3  # failures of a batch before its messages are handed over one by one
FIRST_PAUSE = timedelta(seconds=2)  # doubled with each failure
LONGEST_PAUSE = timedelta(minutes=10)

logger = logging.getLogger(__name__)


class OvertakenError(Exception):
    """Another worker has the position, or has moved it."""


def read_once(listeners: Sequence[Listener], now: datetime) -> int:
    """Hand each listener the next batch of each group in which it is behind.

    Returns how many messages were handed over, counted once per listener: with 0 there is
    nothing to do at present. A listener that fails is logged, waits, and stops no other one.
    """
    count, reader = 0, _Reader(now)
    behind = list_behind([each.key for each in listeners], now)
    for listener in sorted(listeners, key=lambda each: each.order):
        for group in behind[listener.key]:
            count += reader.advance(listener, group)
    return count


@dataclass(frozen=True, slots=True)
class _Slice:
    """The next messages of a group: how many, how far they go, and those to be shown."""

    count: int
    last: int
    messages: Sequence[kernel.Message]


def _read_next(position: Position, size: int) -> _Slice:
    # The head is read first: what comes in meanwhile stands behind it.
    head = StreamHead.objects.values_list("last_id", flat=True).get(group=position.group_id)
    mine = Message.objects.filter(group_id=position.group_id, id__gt=position.last_id)
    rows = list_lines(mine.order_by("id")[:size])
    # What was taken back before anybody read it is nobody's business any more.
    shown = as_messages([row for row in rows if row.recalled_at is None])
    return _Slice(len(rows), rows[-1].id if rows else head, shown)


@dataclass(slots=True)
class _Reader:
    """One pass over the stream. What several listeners read next is read once for all of them."""

    now: datetime
    read: dict[tuple[int, int, int], _Slice] = field(default_factory=dict)

    def advance(self, listener: Listener, group: int) -> int:
        """Hand over one batch of a group; return how many messages it had."""
        position = _position(listener, group)
        if position.failures >= PATIENCE:
            return self._pick(listener, position)
        try:
            return self._hand_over(listener, position, BATCH)
        except OvertakenError:
            return 0  # another worker was faster
        except Exception:
            logger.exception("The listener %s failed in group %s", listener.key, group)
            _wait(position, self.now)
            return 0

    def _next(self, position: Position, size: int) -> _Slice:
        place = (position.group_id, position.last_id, size)
        if place not in self.read:
            self.read[place] = _read_next(position, size)
        return self.read[place]

    def _hand_over(self, listener: Listener, position: Position, size: int) -> int:
        """Call the listener and move its position, in one transaction.

        Raises OvertakenError where another worker has the position, and whatever the listener
        raises.
        """
        part = self._next(position, size)
        if part.last <= position.last_id:
            return 0
        with transaction.atomic():
            mine_alone = Position.objects.select_for_update(skip_locked=True)
            if mine_alone.filter(pk=position.pk, last_id=position.last_id).first() is None:
                raise OvertakenError
            if part.messages:
                group, community = position.group_id, position.community_id
                listener.call(Batch(community, group, part.messages, self.now))
            mine = Position.objects.filter(pk=position.pk, last_id=position.last_id)
            if mine.update(last_id=part.last, failures=0, retry_at=None) != 1:
                raise OvertakenError
        position.last_id = part.last
        return part.count

    def _pick(self, listener: Listener, position: Position) -> int:
        """Hand over a batch message by message, and set aside those that cannot be read.

        Where several in a row cannot be read it is not the messages: then the listener waits.
        """
        count = in_a_row = 0
        while count < BATCH and in_a_row < PATIENCE:
            try:
                read = self._hand_over(listener, position, 1)
                in_a_row = 0
            except OvertakenError:
                return count
            except OperationalError:
                logger.exception("The listener %s cannot reach the database", listener.key)
                break
            except Exception as error:
                logger.exception("The listener %s sets a message aside", listener.key)
                read = _set_aside(listener, position, error, self.now)
                in_a_row += 1
            if not read:
                return count
            count += read
        if in_a_row or count < BATCH:
            _wait(position, self.now)
        return count


def _position(listener: Listener, group: int) -> Position:
    community = Group.objects.values_list("community_id", flat=True)
    defaults: dict[str, Any] = {"community_id": lambda: community.get(pk=group)}
    position, _ = Position.objects.get_or_create(
        listener=listener.key, group_id=group, defaults=defaults
    )
    return position


@transaction.atomic
def _set_aside(listener: Listener, position: Position, error: Exception, now: datetime) -> int:
    """Note the message that could not be read and go past it; 0 where another was faster."""
    mine = Message.objects.filter(group_id=position.group_id, id__gt=position.last_id)
    message = mine.order_by("id").first()
    if message is None:
        return 0
    moved = Position.objects.filter(pk=position.pk, last_id=position.last_id).update(
        last_id=message.pk
    )
    if moved != 1:
        return 0
    SetAside.objects.get_or_create(
        listener=listener.key,
        message=message,
        defaults={
            "community_id": position.community_id,
            "error": "".join(format_exception_only(error)).strip()[:2000],
            "at": now,
        },
    )
    position.last_id = message.pk
    return 1


def _wait(position: Position, now: datetime) -> None:
    """Count a failure and let the listener wait in this group, longer each time."""
    pause = min(FIRST_PAUSE * 2**position.failures, LONGEST_PAUSE)
    Position.objects.filter(pk=position.pk, last_id=position.last_id).update(
        failures=position.failures + 1, retry_at=now + pause
    )

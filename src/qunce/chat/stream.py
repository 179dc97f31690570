"""The message stream: listeners read each group's messages in order, from their own position.

A listener's work and its position are one transaction: a crash repeats nothing and loses
nothing. Any number of workers may read; a position is moved by one of them at a time.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from traceback import format_exception_only
from typing import Any

from django.db import OperationalError, transaction

from qunce.chat.contracts import Batch, Listener
from qunce.chat.models import Message, Position, SetAside
from qunce.chat.queries import as_messages, list_behind
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
    count = 0
    for listener in listeners:
        for group in list_behind(listener.key, now):
            count += _advance(listener, group, now)
    return count


def _advance(listener: Listener, group: int, now: datetime) -> int:
    """Hand over one batch of a group; return how many messages it had."""
    position = _position(listener, group)
    if position.failures >= PATIENCE:
        return _pick(listener, position, now)
    try:
        return _hand_over(listener, position, now, BATCH)
    except OvertakenError:
        return 0  # another worker was faster
    except Exception:
        logger.exception("The listener %s failed in group %s", listener.key, group)
        _wait(position, now)
        return 0


def _position(listener: Listener, group: int) -> Position:
    community = Group.objects.values_list("community_id", flat=True)
    defaults: dict[str, Any] = {"community_id": lambda: community.get(pk=group)}
    position, _ = Position.objects.get_or_create(
        listener=listener.key, group_id=group, defaults=defaults
    )
    return position


@transaction.atomic
def _hand_over(listener: Listener, position: Position, now: datetime, size: int) -> int:
    """Call the listener and move its position, together.

    Raises OvertakenError where another worker has the position, and whatever the listener raises.
    """
    mine_alone = Position.objects.select_for_update(skip_locked=True)
    if mine_alone.filter(pk=position.pk, last_id=position.last_id).first() is None:
        raise OvertakenError
    mine = Message.objects.filter(group_id=position.group_id, id__gt=position.last_id)
    rows = list(mine.order_by("id")[:size])
    if not rows:
        return 0
    # What was taken back before anybody read it is nobody's business any more.
    shown = as_messages([row for row in rows if row.recalled_at is None])
    if shown:
        listener.call(Batch(position.community_id, position.group_id, shown, now))
    moved = Position.objects.filter(pk=position.pk, last_id=position.last_id).update(
        last_id=rows[-1].pk, failures=0, retry_at=None
    )
    if moved != 1:
        raise OvertakenError
    position.last_id = rows[-1].pk
    return len(rows)


def _pick(listener: Listener, position: Position, now: datetime) -> int:
    """Hand over a batch message by message, and set aside those that cannot be read.

    Where several in a row cannot be read it is not the messages: then the listener waits.
    """
    count = in_a_row = 0
    while count < BATCH and in_a_row < PATIENCE:
        try:
            read = _hand_over(listener, position, now, 1)
            in_a_row = 0
        except OvertakenError:
            return count
        except OperationalError:
            logger.exception("The listener %s cannot reach the database", listener.key)
            break
        except Exception as error:
            logger.exception("The listener %s sets a message aside", listener.key)
            read = _set_aside(listener, position, error, now)
            in_a_row += 1
        if not read:
            return count
        count += read
    if in_a_row or count < BATCH:
        _wait(position, now)
    return count


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


@transaction.atomic
def rewind(listener: str, group: Group, *, to: int = 0) -> None:
    """Let a listener read a group again from a message on (its key, left out itself)."""
    Position.objects.filter(listener=listener, group=group).update(
        last_id=to, failures=0, retry_at=None
    )

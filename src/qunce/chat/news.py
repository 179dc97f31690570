"""Telling open pages what changed in a conversation.

The events carry what a page shows, so that a thousand readers of a group need no thousand looks
into the database.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from qunce.chat.models import Message
from qunce.store import live

QUOTED = 60  # characters of the message that was answered


def topic_of(group: int) -> str:
    """Return the live topic of a group's conversation."""
    return f"group:{group}"


def publish(message: Message, kind: str, *, now: datetime) -> None:
    """Tell that a message was "edited" or "recalled"; what was recalled is not told again."""
    data: dict[str, Any] = {"id": message.pk}
    if kind == "edited":
        data["text"] = message.text
    live.publish(topic_of(message.group_id), kind, data, now=now)


def publish_new(group: int, messages: Sequence[int], *, now: datetime) -> None:
    """Tell what came in, message by message."""
    rows = Message.objects.select_related("author", "reply_to").filter(pk__in=messages)
    live.publish_all(
        topic_of(group), "message", [said(row) for row in rows.order_by("id")], now=now
    )


def said(message: Message) -> dict[str, Any]:
    """Return a message as a page shows it: plain values, the time in ISO 8601."""
    answered = message.reply_to
    quoted = f"{answered.author_name}：{answered.text[:QUOTED]}" if answered else message.quoted
    return {
        "id": message.pk,
        "person": message.author.person_id if message.author else None,
        "name": message.author_name,
        "text": message.text,
        "kind": message.kind,
        "at": message.sent_at.isoformat(),
        "quoted": quoted,
    }

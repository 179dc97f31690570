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
# Read as plain rows: this stands on the way of every message.
SHOWN = (
    *("id", "author__person", "author_name", "text", "kind"),
    *("author__person__tier", "author__person__shows_tier", "sent_at", "quoted"),
    *("reply_to__author_name", "reply_to__text", "reply_to__recalled_at"),
)


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
    rows = Message.objects.filter(pk__in=messages).order_by("id").values_list(*SHOWN)
    live.publish_all(topic_of(group), "message", [_said(*row) for row in rows], now=now)


def _said(
    pk: int, person: int | None, name: str, text: str, kind: str, *rest: Any
) -> dict[str, Any]:
    """Return a message as a page shows it: plain values, the time in ISO 8601."""
    tier, shows_tier, sent_at, quoted, answered, answer, gone = rest
    if answered is not None and gone is None:
        quoted = f"{answered}：{answer[:QUOTED]}"
    return {
        "id": pk,
        "person": person,
        "name": name,
        "text": text,
        "kind": kind,
        "tier": tier if tier and shows_tier else "",
        "at": sent_at.isoformat(),
        "quoted": quoted,
    }

"""Telling open pages what changed in a conversation."""

from collections.abc import Sequence
from datetime import datetime

from qunce.chat.models import Message
from qunce.store import live


def topic_of(group: int) -> str:
    """Return the live topic of a group's conversation."""
    return f"group:{group}"


def publish(message: Message, kind: str, *, now: datetime) -> None:
    """Tell that a message was "edited" or "recalled"."""
    live.publish(topic_of(message.group_id), kind, {"id": message.pk}, now=now)


def publish_new(group: int, messages: Sequence[int], *, now: datetime) -> None:
    """Tell that messages came in."""
    live.publish(topic_of(group), "messages", {"ids": list(messages)}, now=now)

"""What makes moderation act: messages in the stream."""

from qunce.chat.contracts import Batch
from qunce.rooms.moderation import actions as moderation


def on_messages(batch: Batch) -> None:
    """Judge a batch of messages and have done what follows."""
    moderation.review(batch)

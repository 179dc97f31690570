"""What makes replies act: messages in the stream."""

from qunce.chat.contracts import Batch
from qunce.rooms.replies import actions as replies


def on_messages(batch: Batch) -> None:
    """Answer what fits a reply."""
    replies.answer(batch)

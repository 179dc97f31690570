"""What makes postings act: messages in the stream."""

from qunce.chat.contracts import Batch
from qunce.rooms.postings import actions as postings


def on_messages(batch: Batch) -> None:
    """Keep the complete recruitment posts of a batch, live and from an export."""
    postings.collect(batch.community, batch.group, batch.messages)

"""What makes moderation act: messages in the stream, and those that were changed."""

from datetime import datetime

from qunce.chat.contracts import Batch
from qunce.facts.chat import MessageEdited
from qunce.ledger.contracts import Cause
from qunce.rooms.moderation import actions as moderation


def on_messages(batch: Batch) -> None:
    """Judge a batch of messages and have done what follows."""
    moderation.review(batch)


def on_message_edited(fact: MessageEdited, _cause: Cause, now: datetime) -> None:
    """Judge a message anew that now says something else."""
    moderation.review_again(fact.message, now=now)

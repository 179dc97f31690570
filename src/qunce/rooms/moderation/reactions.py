"""What makes moderation act: messages in the stream, those that were changed, and decisions."""

from datetime import datetime

from qunce.chat.contracts import Batch
from qunce.facts.chat import MessageEdited
from qunce.facts.moderation import AppealAnswered, CaseDismissed, MessageSanctioned
from qunce.ledger.contracts import Cause
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation import reports
from qunce.rooms.moderation.models import Case


def on_messages(batch: Batch) -> None:
    """Judge a batch of messages and have done what follows."""
    moderation.review(batch)


def on_message_edited(fact: MessageEdited, _cause: Cause, now: datetime) -> None:
    """Judge a message anew that now says something else."""
    moderation.review_again(fact.message, now=now)


def on_calls(batch: Batch) -> None:
    """Take in what is reported in the chat."""
    reports.hear(batch)


def on_decided(
    fact: MessageSanctioned | CaseDismissed | AppealAnswered, _cause: Cause, now: datetime
) -> None:
    """Have those who reported a message hear what became of it."""
    case = Case.objects.select_related("group__community").filter(pk=fact.case).first()
    if case is not None:
        reports.answer_reports(case, now=now)

"""Appeals by reply: a member answers the notice in the chat with 申诉 and a reason."""

import re
from datetime import datetime

from qunce.chat.contracts import Batch
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.errors import QunceError
from qunce.kernel.messages import Message
from qunce.kernel.own_words import own_words
from qunce.rooms.moderation import appeals
from qunce.rooms.moderation.answering import case_answered, is_appeal
from qunce.rooms.moderation.domain import CaseState
from qunce.rooms.moderation.models import Case

WORD = re.compile(r"^\s*(?:申诉|appeal)\s*[：:，,。.!！]?\s*", re.IGNORECASE)


def on_messages(batch: Batch) -> None:
    """Take appeals among the messages of a batch."""
    for each in filter(is_appeal, batch.messages):
        case = case_answered(each, batch.community, (CaseState.ACTED,))
        if case is not None:
            _take(case, each, now=batch.now)


def _take(case: Case, message: Message, *, now: datetime) -> None:
    author = message.author
    words = WORD.sub("", own_words(message.text).strip())[:2000] or message.text
    person = author.person if author else None
    kind = ActorKind.PERSON if person else ActorKind.PLATFORM
    who = Actor(kind, id=person, name=case.author_name)
    try:
        appeals.appeal(case, words, by=who, now=now, in_chat=True)
    except QunceError:
        return  # too late, or answered meanwhile: the page of the case says so

"""Appeals by reply: a member answers the notice in the chat with 申诉 and a reason."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from qunce.chat.contracts import Batch
from qunce.chat.models import Message as Row
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.errors import QunceError
from qunce.kernel.messages import Message, Source
from qunce.kernel.own_words import own_words
from qunce.people.identify import HOUSE
from qunce.rooms.moderation import appeals
from qunce.rooms.moderation.addresses import case_of
from qunce.rooms.moderation.domain import CaseState
from qunce.rooms.moderation.models import Case

# A reply that only says thank you or sorry is no appeal.
APPEALS = re.compile(r"申诉|异议|误判|误会|冤枉|不服|不认可|appeal", re.IGNORECASE)
WORD = re.compile(r"^\s*(?:申诉|appeal)\s*[：:，,。.!！]?\s*", re.IGNORECASE)
ADDRESS = re.compile(r"/notices/([\w.:-]+)")


def on_messages(batch: Batch) -> None:
    """Take appeals among the messages of a batch."""
    asking = [each for each in batch.messages if _may_be(each)]
    for each in asking:
        case = _case_of(each, batch.community)
        if case is not None:
            _take(case, each, now=batch.now)


def _may_be(message: Message) -> bool:
    """Say whether a message may be an appeal, by its own words: a live reply of a member."""
    is_live = message.source is Source.LIVE and message.author is not None
    return is_live and bool(APPEALS.search(own_words(message.text)))


def _case_of(message: Message, community: int) -> Case | None:
    """Return the decided case about its author that a message answers, or None."""
    row = Row.objects.select_related("reply_to__author").filter(pk=message.id).first()
    if row is None or message.author is None:
        return None
    author = message.author
    who = {"person": author.person} if author.person else {"identity": author.identity}
    mine = Case.objects.filter(community_id=community, state=CaseState.ACTED, **who)
    told = row.reply_to
    named = [key for text in (row.quoted, told.text if told else "") for key in _named(text)]
    answered = [told.pk] if told else []
    if told and told.reply_to_id and told.author and told.author.external == HOUSE:
        answered.append(told.reply_to_id)
    found = mine.filter(Q(pk__in=named) | Q(message__in=answered))
    return found.select_related("group__community", "person").order_by("-id").first()


def _named(text: str) -> Iterable[int]:
    keys = (case_of(token) for token in ADDRESS.findall(text))
    return [key for key in keys if key is not None]


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

"""Which messages answer a notice about their author, and which of them are appeals (M12)."""

import re
from collections.abc import Iterable, Sequence

from django.db.models import Q

from qunce.chat.models import Message as Row
from qunce.kernel.messages import Message, Source
from qunce.kernel.own_words import own_words
from qunce.kernel.rules import Certainty, Finding
from qunce.people.identify import HOUSE
from qunce.rooms.moderation.addresses import case_of
from qunce.rooms.moderation.domain import CaseState
from qunce.rooms.moderation.models import Case

# A reply that only says thank you or sorry is no appeal.
APPEALS = re.compile(
    r"申诉|异议|误判|误会|冤枉|不服|不认可|搞错|弄错|判错|没有?违(?:规|反)|不违规|不算违规|不是(?:打?广告|违规)"
    r"|appeal",
    re.IGNORECASE,
)
# In a chat where the notice is read in private there is nothing to reply to: a message that begins
# so, and says more, means the decision about its author. 申诉流程怎么定 is talk about work.
BARE = re.compile(r"\s*(?:申诉|appeal)\s*[：:，,。.!！\s]\s*\S", re.IGNORECASE)
ADDRESS = re.compile(r"/notices/([\w.:-]+)")
DECIDED = frozenset(CaseState) - {CaseState.OPEN, CaseState.DISMISSED}

Flagged = tuple[Message, Sequence[Finding]]  # a message and what is not permitted in it


def is_appeal(message: Message) -> bool:
    """Say whether a message may be an appeal, by its own words: a live one of a member."""
    if message.source is not Source.LIVE or message.author is None:
        return False
    return bool(APPEALS.search(message.text)) and bool(APPEALS.search(own_words(message.text)))


def case_answered(
    message: Message, community: int, states: Iterable[CaseState] = DECIDED
) -> Case | None:
    """Return the case about its author whose notice a message answers, or None.

    A notice is known by the address in it, or as the house's reply to the message of the case.
    Without any, a message that begins with 申诉： means the last decision about its author there.
    """
    row = Row.objects.select_related("reply_to__author").filter(pk=message.id).first()
    if row is None or message.author is None:
        return None
    author = message.author
    who = {"person": author.person} if author.person else {"identity": author.identity}
    mine = Case.objects.filter(community_id=community, state__in=tuple(states), **who)
    mine = mine.select_related("group__community", "person")
    told = row.reply_to
    if told is None and not row.quoted and BARE.match(row.text):
        here = mine.filter(group=row.group_id, decided_at__lte=row.sent_at)
        return here.order_by("-decided_at", "-id").first()
    named = [key for text in (row.quoted, told.text if told else "") for key in _named(text)]
    answered = [told.pk] if told else []
    if told and told.reply_to_id and told.author and told.author.external == HOUSE:
        answered.append(told.reply_to_id)
    found = mine.filter(Q(pk__in=named) | Q(message__in=answered))
    return found.order_by("-id").first()


def _named(text: str) -> Iterable[int]:
    keys = (case_of(token) for token in ADDRESS.findall(text))
    return [key for key in keys if key is not None]


def find_appeals(flagged: Iterable[Flagged], community: int) -> frozenset[int]:
    """Return the keys of those messages that are appeals and nothing else.

    Who says why an advertisement was none has to name it: that is read by a person, not by rules.
    But an appeal that says something else that is surely forbidden is a message like any other.
    """
    found = set()
    for message, findings in flagged:
        case = case_answered(message, community) if is_appeal(message) else None
        if case is not None and not any(_is_new(each, message, case) for each in findings):
            found.add(message.id)
    return frozenset(found)


def _is_new(finding: Finding, message: Message, case: Case) -> bool:
    """Say whether a finding is sure and in words that the message of the case did not have."""
    words = message.text[slice(*finding.span)]
    return finding.certainty is Certainty.SURE and words not in case.text

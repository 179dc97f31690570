"""Reports: which message is one, and how much a report weighs (M47). Pure."""

import re
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from qunce.kernel.messages import Message, MessageKind, Source
from qunce.kernel.normal import normalise
from qunce.kernel.own_words import own_words
from qunce.kernel.text import N_


class Way(StrEnum):
    """How a report came in."""

    CHAT = "chat"  # by a reply: @管理员 举报
    BUTTON = "button"  # beside the message in the web group
    PAGE = "page"  # a member's own page
    OPEN = "openly"  # the link of the group's notice, without a log-in


WAY_NAMES: dict[Way, str] = {
    Way.CHAT: N_("in the chat"),
    Way.BUTTON: N_("beside the message"),
    Way.PAGE: N_("by the page"),
    Way.OPEN: N_("by the link of the notice"),
}


class Outcome(StrEnum):
    """What became of a report."""

    RIGHT = "right"
    WRONG = "wrong"


COUNTED = timedelta(days=180)  # so far back a reporter's outcomes weigh
URGENT = 2.0  # so much weight together calls for an answer within the hour
HEARD = 0.5  # what weighs less alone waits for the patrol, or for a second report

LONGEST_CALL = 60  # characters; a longer message is a contribution that names these words
_BETWEEN = re.compile(r"[\W_]+")
_CALL = re.compile(r"举报|投诉|违规|report", re.IGNORECASE)
_ADMIN = re.compile(r"@\s*(?:管理员?|群主|版主|admins?|mods?|owner)", re.IGNORECASE)
_ASKING = re.compile(r"怎么|如何|哪里|在哪|能不能|可以吗|how", re.IGNORECASE)


def is_report(message: Message) -> bool:
    """Say whether a message reports another one: short, to the admins, with a word of reporting.

    As a reply the word alone is enough; asking how one reports is no report, nor is what somebody
    else said and the message only quotes.
    """
    if message.source is not Source.LIVE or message.kind is not MessageKind.TEXT:
        return False
    said = own_words(message.text).strip()
    text = "".join(normalise(said).plain.split())
    if message.author is None or not text or len(said) > LONGEST_CALL:
        return False
    if _ASKING.search(text) or not _CALL.search(text):
        return False
    return message.reply_to is not None or calls_admins(said)


def said_in(text: str) -> str:
    """Return the letters and figures of a text, by which a pasted one is known again."""
    return _BETWEEN.sub("", normalise(text).plain)


def calls_admins(text: str) -> bool:
    """Say whether a text calls the admins: @管理员, @群主."""
    return bool(_ADMIN.search(text))


def weight_of(right: int, wrong: int) -> float:
    """Return how much a reporter's word weighs: 1 for a new one, less for who was often wrong.

    The share of right outcomes with two right ones given beforehand: 2 of 2, then 2/3 after one
    wrong one, 1/3 after four. Who is always right stays at 1.
    """
    return (right + 2) / (right + wrong + 2)


def is_urgent(weights: Sequence[float]) -> bool:
    """Say whether the reports about a message call for an answer within the hour."""
    return sum(weights) >= URGENT


def is_heard(weights: Sequence[float]) -> bool:
    """Say whether the reports about a message are a task, or wait for more of them."""
    return sum(weights) >= HEARD

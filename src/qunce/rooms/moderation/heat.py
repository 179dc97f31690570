"""How heated a conversation is: from its pace, its people and its words (M40). Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from qunce.kernel.messages import Message, MessageKind

WINDOW = timedelta(minutes=10)
HOT = 50  # of 100
NAMED = 5  # sharp words that a stretch names
LEAST = 6  # messages; fewer are no quarrel

# What people say when they quarrel; each is fit for print, and none is a breach by itself.
_SHARP = re.compile(
    r"你什么意思|什么意思啊|有病|闭嘴|少来|凭什么|搞笑|可笑|呵呵|胡说|瞎说|乱说|不懂装懂|懂不懂|你懂"
    r"|别阴阳|阴阳怪气|扣帽子|上纲上线|抬杠|杠精|双标|人身攻击|没素质|素质|滚|丢人|恶心|无语|离谱|脑子"
    r"|你算|你以为|关你|轮得到|站着说话|就你|你行你上"
)
_SHOUT = re.compile(r"[!！]{2,}|[?？]{2,}|[?？][!！]|[!！][?？]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A heated part of a conversation; `heat` is 0 to 100, `first` and `last` are messages' keys.

    `people` counts those who wrote, `messages` what they wrote, `sharp` the messages that hold
    sharp words; `words` are the first of these, each once.
    """

    start: datetime
    end: datetime
    first: int
    last: int
    people: int
    messages: int
    sharp: int
    heat: int
    words: tuple[str, ...] = ()


def heat_of(messages: Sequence[Message]) -> int:
    """Return how heated the messages of one window are, 0 to 100.

    Half of it are sharp words and shouting (a third of all messages is the most that counts),
    three tenths that two go to and fro, a fifth the pace (three a minute is the most that counts).
    Nobody quarrels alone, and a lively talk without a sharp word stays under the half.
    """
    said = [each for each in messages if each.author is not None and _is_said(each)]
    people = {each.author.identity for each in said if each.author}
    if len(said) < LEAST or len(people) < 2:
        return 0
    sharp = sum(_is_sharp(each.text) for each in said) / len(said)
    turns = [each.author.identity for each in said if each.author]
    changes = sum(one != other for one, other in pairwise(turns)) / (len(turns) - 1)
    most = sorted((turns.count(each) for each in people), reverse=True)[:2]
    duel = changes * sum(most) / len(turns)
    minutes = max((said[-1].sent_at - said[0].sent_at).total_seconds() / 60, 1)
    pace = min(len(said) / minutes / 3, 1)
    heat = round(100 * (0.5 * min(sharp * 3, 1) + 0.3 * duel + 0.2 * pace))
    return heat if sharp else min(heat, HOT - 1)


def find_hot(messages: Sequence[Message]) -> list[Stretch]:
    """Return the heated stretches of one group's messages in their order, the hottest first.

    Windows slide by message; those that overlap are one stretch with the heat of its hottest.
    """
    said = [each for each in messages if _is_said(each) and each.author is not None]
    found: list[Stretch] = []
    start = 0
    for end, last in enumerate(said):
        while last.sent_at - said[start].sent_at > WINDOW:
            start += 1
        heat = heat_of(said[start : end + 1])
        if heat < HOT:
            continue
        if found and found[-1].end >= said[start].sent_at:
            before = found.pop()
            begin = next(at for at, each in enumerate(said) if each.id == before.first)
            found.append(_stretch(said[begin : end + 1], max(heat, before.heat)))
        else:
            found.append(_stretch(said[start : end + 1], heat))
    return sorted(found, key=lambda each: (-each.heat, each.start))


def _stretch(window: Sequence[Message], heat: int) -> Stretch:
    """Return a stretch from its first sharp message to the last: talk around it is no quarrel."""
    sharp = [place for place, each in enumerate(window) if _is_sharp(each.text)]
    said = window[sharp[0] : sharp[-1] + 1] if sharp else window
    return Stretch(
        said[0].sent_at,
        said[-1].sent_at,
        said[0].id,
        said[-1].id,
        len({each.author.identity for each in said if each.author}),
        len(said),
        sum(_is_sharp(each.text) for each in said),
        heat,
        tuple(dict.fromkeys(word for each in said for word in _SHARP.findall(each.text)))[:NAMED],
    )


def _is_said(message: Message) -> bool:
    return message.kind is MessageKind.TEXT and bool(message.text)


def _is_sharp(text: str) -> bool:
    return bool(_SHARP.search(text) or _SHOUT.search(text))

"""How heated a conversation is."""

from collections.abc import Sequence
from datetime import timedelta

from cast import NOON
from qunce.kernel.messages import Author, Message
from qunce.rooms.moderation.heat import HOT, find_hot, heat_of

QUARREL = [
    "你这个做法根本不合规",
    "你什么意思？？",
    "凭什么说我不合规",
    "呵呵，不懂装懂",
    "你行你上啊！！",
    "少来，就你有经验",
    "无语，什么素质",
    "懂不懂劳动法啊",
]
LIVELY = [
    "年假到底按自然年还是入职年算？",
    "我们按自然年",
    "我们按入职年，折算一下",
    "折算公式能发一下吗",
    "剩余天数除以 365 乘以应休",
    "懂了，谢谢",
    "不客气",
    "我也收藏了",
]


def talk(texts: Sequence[str], *, seconds: int = 30, start: int = 1) -> list[Message]:
    """Return two people's messages in turn."""
    return [
        Message(
            start + place,
            1,
            Author(1 + place % 2),
            text,
            NOON + timedelta(seconds=seconds * (start + place)),
        )
        for place, text in enumerate(texts)
    ]


def test_a_quarrel_is_hot_and_a_lively_talk_is_not() -> None:
    assert heat_of(talk(QUARREL)) >= HOT
    assert heat_of(talk(LIVELY)) < HOT
    assert heat_of(talk(LIVELY, seconds=8)) < HOT  # two who write fast and in turn
    assert heat_of(talk(QUARREL)) <= 100


def test_nobody_quarrels_alone_or_with_three_words() -> None:
    alone = [Message(n, 1, Author(1), text, NOON) for n, text in enumerate(QUARREL)]
    assert heat_of(alone) == 0
    assert heat_of(talk(QUARREL[:5])) == 0
    assert heat_of([]) == 0
    assert find_hot([]) == []


def test_the_stretch_of_a_quarrel_is_found_among_calm_talk() -> None:
    calm = talk(LIVELY)
    angry = talk(QUARREL, start=100)
    after = talk(LIVELY, start=300)
    (found,) = find_hot([*calm, *angry, *after])
    assert found.heat >= HOT
    assert found.people == 2
    assert found.first >= 100
    assert found.last < 300
    assert found.sharp >= 5
    assert found.words == ("你什么意思", "凭什么", "呵呵", "不懂装懂", "你行你上")
    # Each once, the first five: enough to say whether it is worth a look.


def test_a_stretch_ends_where_the_quarrel_does() -> None:
    after = talk(LIVELY, start=9)  # at once, so that the windows of both overlap
    (found,) = find_hot([*talk(QUARREL), *after])
    assert (found.first, found.last) == (2, 8)
    assert found.messages == 7


def test_two_quarrels_of_a_day_are_two() -> None:
    found = find_hot([*talk(QUARREL), *talk(QUARREL, start=500)])
    assert len(found) == 2

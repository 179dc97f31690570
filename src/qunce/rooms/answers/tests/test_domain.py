"""Questions and whether they were answered."""

from datetime import UTC, datetime, timedelta

import pytest

from qunce.kernel.messages import Author, Message
from qunce.rooms.answers.domain import Settings, find_unanswered, is_question

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
BEN, MIA = Author(1, name="Ben"), Author(2, name="Mia")


def says(author: Author, text: str, minutes: int = 0, **also: object) -> Message:
    return Message(minutes + 1, 1, author, text, NOON + timedelta(minutes=minutes), **also)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("请教一下，试用期延长要不要重新签协议？", True),
        ("大家绩效面谈一般怎么做，有模板吗", True),
        ("有没有朋友用过电子劳动合同的，合规吗？", True),
        ("哈哈哈你们公司不是吗？", False),
        ("在吗？", False),
        ("收到", False),
        ("今天终于把年度预算交了，累死", False),
    ],
)
def test_a_question_is_told_from_small_talk(text: str, asks: bool) -> None:
    assert is_question(says(BEN, text), Settings()) == asks


QUESTION = says(BEN, "请教一下，试用期延长要不要重新签协议？")
LATER = NOON + timedelta(hours=5)


@pytest.mark.parametrize(
    ("after", "open_"),
    [
        pytest.param([], True, id="nobody said anything"),
        pytest.param([says(MIA, "早", 1)], True, id="small talk is no answer"),
        pytest.param([says(MIA, "试用期延长要双方书面同意", 1)], False, id="same words"),
        pytest.param([says(MIA, "要的", 1, reply_to=1)], False, id="a reply"),
        pytest.param([says(MIA, "要的", 1, mentions=("Ben",))], False, id="a mention"),
        pytest.param([says(BEN, "试用期延长有人知道吗", 1)], True, id="oneself does not count"),
        pytest.param([says(MIA, "试用期延长要书面", 60 * 5)], True, id="too late"),
    ],
)
def test_an_answer_is_a_reply_a_mention_or_talk_about_it(after: list[Message], open_: bool) -> None:
    assert bool(find_unanswered([QUESTION, *after], Settings(), LATER)) == open_


def test_a_young_question_may_wait() -> None:
    assert find_unanswered([QUESTION], Settings(), NOON + timedelta(hours=1)) == []

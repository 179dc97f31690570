"""Copies are found also when they were varied a little; short answers never."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.messages import Message
from qunce.kernel.normal import normalise
from qunce.kernel.rules import Seen
from qunce.rooms.moderation.rules.repeated import (
    Config,
    judge,
    likeness,
    most,
    print_of,
)
from qunce.rooms.moderation.tests.build import NOON, message

TEXT = "招聘会本周六上午九点在会展中心举行欢迎各位到场"
CONFIG = Config(times=3, hours=24)


def earlier(*texts: str, hours_ago: float = 1) -> list[Message]:
    return [message(each, at=NOON - timedelta(hours=hours_ago)) for each in texts]


@pytest.mark.parametrize(
    ("text", "recent", "is_found"),
    [
        (TEXT, earlier(TEXT), False),
        (TEXT, earlier(TEXT, TEXT), True),
        (TEXT, earlier(TEXT, TEXT, hours_ago=24), False),
        (TEXT, earlier(TEXT, "谢谢"), False),
        (TEXT, earlier(TEXT + "！！", "~" + TEXT), True),
        (TEXT, earlier(" ".join(TEXT), TEXT), True),
        (TEXT, earlier("请问试用期延长要不要另外签协议呀各位", TEXT), False),
        ("收到收到", earlier("收到收到", "收到收到"), False),
    ],
)
def test_copies_are_counted(text: str, recent: list[Message], *, is_found: bool) -> None:
    seen = Seen(message(text), normalise(text), recent=recent)
    assert bool(judge(seen, CONFIG)) is is_found


def test_likeness_goes_from_0_to_1() -> None:
    assert likeness("甲乙丙丁", "甲乙丙丁") == 1.0
    assert likeness("甲乙丙丁", "戊己庚辛") == 0.0
    assert 0 < likeness("甲乙丙丁", "甲乙丙戊") < 1
    assert likeness("甲", "乙") == 0.0


@given(st.text("甲乙丙丁戊己庚辛 ，a1", max_size=40), st.text("甲乙丙丁戊己庚辛 ，a1", max_size=40))
def test_a_quick_look_never_takes_texts_for_less_alike_than_they_are(one: str, other: str) -> None:
    mine, theirs = print_of(one), print_of(other)
    assert likeness(mine.bare, theirs.bare) <= most(mine, theirs)
    assert most(mine, mine) == 1.0

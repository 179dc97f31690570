"""Which message is a report, and how much a reporter's word weighs."""

from datetime import datetime

import pytest

from cast import NOON
from qunce.kernel.messages import Author, Message, Source
from qunce.rooms.moderation.reported import is_heard, is_report, is_urgent, weight_of


def said(text: str, *, reply_to: int | None = None, at: datetime = NOON, **also: object) -> Message:
    return Message(1, 1, Author(1), text, at, reply_to=reply_to, **also)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "reply_to", "is_it"),
    [
        ("@管理员 举报", None, True),
        ("@管理员 举 报", None, True),
        ("@群主 有人违规", None, True),
        ("@管理 投訴", None, True),
        ("@Admin report", None, True),
        ("举报", 5, True),
        ("违规了吧", 5, True),
        ("举报", None, False),
        ("@管理员 在吗", None, False),
        ("@管理员 怎么举报？", None, False),
        ("请问在哪里举报", 5, False),
        ("同意", 5, False),
        ("", 5, False),
        (
            "公司收到员工的举报信以后，@管理员 我们一般先保全证据再约谈，内容大致是这样的，" * 2,
            None,
            False,
        ),
    ],
)
def test_a_report_is_short_and_calls_or_answers(
    text: str, reply_to: int | None, is_it: bool
) -> None:
    assert is_report(said(text, reply_to=reply_to)) is is_it


def test_history_reports_nothing() -> None:
    assert not is_report(said("@管理员 举报", source=Source.HISTORY))


@pytest.mark.parametrize(
    ("right", "wrong", "weight"),
    [(0, 0, 1), (9, 0, 1), (0, 1, 2 / 3), (0, 4, 1 / 3), (10, 4, 0.75), (0, 98, 0.02)],
)
def test_who_was_often_wrong_weighs_less(right: int, wrong: int, weight: float) -> None:
    assert weight_of(right, wrong) == pytest.approx(weight)


def test_weights_add_up() -> None:
    assert is_heard([1])
    assert not is_heard([1 / 3])
    assert is_heard([1 / 3, 1 / 3])
    assert not is_urgent([1, 2 / 3])
    assert is_urgent([1, 1])
    assert not is_heard([])

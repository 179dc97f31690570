"""What is copied in WeChat and pasted here."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qunce.gateway.channels.manual.parse import paste
from qunce.kernel.incoming import Incoming, Precision, TakenBack
from qunce.kernel.messages import MessageKind

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
AROUND = paste.Around(ZONE, NOW, ("小王", "Ana"))
SECOND, MINUTE, NONE = Precision.SECOND, Precision.MINUTE, Precision.NONE

Told = tuple[str, str, str, Precision]


def view(text: str, around: paste.Around = AROUND) -> list[Told]:
    got = [one for one in paste.read(text, around).arrivals if isinstance(one, Incoming)]
    return [
        (
            one.speaker.name if one.speaker else "-",
            one.sent_at.astimezone(ZONE).strftime("%m-%d %H:%M:%S"),
            one.text,
            one.precision,
        )
        for one in got
    ]


CASES: list[tuple[str, list[Told]]] = [
    ("加微信领资料", [("", "11-23 09:00:00", "加微信领资料", NONE)]),
    (
        "招聘 HRBP\n\n地点：上海\n薪资：20k",
        [("", "11-23 09:00:00", "招聘 HRBP\n\n地点：上海\n薪资：20k", NONE)],
    ),
    ("小王 2026/11/22 18:28\n加微信", [("小王", "11-22 18:28:00", "加微信", MINUTE)]),
    ("小王 11-22 18:28:32\n加微信", [("小王", "11-22 18:28:32", "加微信", SECOND)]),
    ("小王 2026年11月22日 18:28\n加微信", [("小王", "11-22 18:28:00", "加微信", MINUTE)]),
    ("小王 2026年11月22日 下午6:28\n加微信", [("小王", "11-22 18:28:00", "加微信", MINUTE)]),
    ("小王: 2026/11/22 6:28 PM\n加微信", [("小王", "11-22 18:28:00", "加微信", MINUTE)]),
    ("小王 昨天 18:28\n加微信", [("小王", "11-22 18:28:00", "加微信", MINUTE)]),
    ("小王 星期日 18:28\n加微信", [("小王", "11-22 18:28:00", "加微信", MINUTE)]),
    ("小王 18:28\n加微信", [("小王", "11-22 18:28:00", "加微信", MINUTE)]),
    ("小王 08:28\n加微信", [("小王", "11-23 08:28:00", "加微信", MINUTE)]),
    ("老李 08:28\n加微信", [("老李", "11-23 08:28:00", "加微信", MINUTE)]),
    ("培训课 08:28\n别迟到", [("", "11-23 09:00:00", "培训课 08:28\n别迟到", NONE)]),
    ("小王 12-31 23:59\n新年好", [("小王", "12-31 23:59:00", "新年好", MINUTE)]),
    ("小王:\n加微信", [("小王", "11-23 09:00:00", "加微信", NONE)]),
    ("小王：\n加微信", [("小王", "11-23 09:00:00", "加微信", NONE)]),
    ("小王：加微信", [("小王", "11-23 09:00:00", "加微信", NONE)]),
    (
        "小王:\n加微信\n\nAna:\n别发广告\n第二行",
        [
            ("小王", "11-23 09:00:00", "加微信", NONE),
            ("Ana", "11-23 09:00:00", "别发广告\n第二行", NONE),
        ],
    ),
    (
        "小王 2026/11/22 18:28\n加微信\nAna 2026/11/22 18:29\n别发广告",
        [
            ("小王", "11-22 18:28:00", "加微信", MINUTE),
            ("Ana", "11-22 18:29:00", "别发广告", MINUTE),
        ],
    ),
    (
        "群聊的聊天记录\n2026-11-20\n小王 18:28\n加微信\n\n2026-11-21\nAna 08:00\n别发\n广告",
        [
            ("小王", "11-20 18:28:00", "加微信", MINUTE),
            ("Ana", "11-21 08:00:00", "别发\n广告", MINUTE),
        ],
    ),
    (
        "—————  2026-11-20  —————\n\n老李  18:28\n\n今晚 19:30 开会\n\n老赵  18:29\n\n好",
        [
            ("老李", "11-20 18:28:00", "今晚 19:30 开会", MINUTE),
            ("老赵", "11-20 18:29:00", "好", MINUTE),
        ],
    ),
    (
        "各位群友：\n本周三招聘专场",
        [("", "11-23 09:00:00", "各位群友：\n本周三招聘专场", NONE)],
    ),
    ("岗位要求：\n本科", [("", "11-23 09:00:00", "岗位要求：\n本科", NONE)]),
    ("线上分享 19:30\n别迟到", [("", "11-23 09:00:00", "线上分享 19:30\n别迟到", NONE)]),
    (
        "老李:\n在吗\n\n老赵:\n在",
        [("老李", "11-23 09:00:00", "在吗", NONE), ("老赵", "11-23 09:00:00", "在", NONE)],
    ),
    ("", []),
    ("\n \n", []),
]


@pytest.mark.parametrize(("text", "want"), CASES)
def test_a_paste_is_told_apart_into_messages(text: str, want: list[Told]) -> None:
    assert view(text) == want
    assert view(text.replace("\n", "\r\n")) == want


def test_a_bundle_tells_its_title() -> None:
    assert paste.read("群聊的聊天记录\n2026-11-22\nAna 18:28\n好", AROUND).title == "群聊的聊天记录"


def test_a_time_inside_a_message_begins_no_new_one() -> None:
    text = "小王 2026/11/22 18:28\n通知\n报名 19:30\n结束"
    assert [one[2] for one in view(text)] == ["通知\n报名 19:30\n结束"]


def test_a_picture_and_a_recall_are_what_they_are() -> None:
    got = paste.read('小王:\n[图片]\n\nAna:\n"小王"撤回了一条消息', AROUND).arrivals
    assert isinstance(got[0], Incoming)
    assert got[0].kind is MessageKind.IMAGE
    assert [type(one) for one in got[1:]] == [Incoming, TakenBack]


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    paste.read(text, AROUND)


@settings(max_examples=100)
@given(st.text(st.sampled_from("小王:： \n0123456789-/年月日天昨AMabc"), max_size=80))
def test_text_that_looks_like_headings_is_read_without_an_error(text: str) -> None:
    paste.read(text, AROUND)

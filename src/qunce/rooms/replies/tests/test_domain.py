"""Which reply fits, whether it may be given, and how it reads; pauses against a slow oracle."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import NOON
from qunce.kernel.messages import Author, Message, MessageKind, Source
from qunce.rooms.replies.domain import (
    FRESH,
    Entry,
    Finder,
    Given,
    Likeness,
    Match,
    Settings,
    Why,
    fault_of,
    fill,
    held_back,
    is_asked,
)

MENU = Entry(1, Match.EXACT, ("菜单", "menu"), "这里是菜单")
RULES = Entry(2, Match.CONTAINS, ("群规", "规则"), "群规在这里")
LEAVE = Entry(3, Match.PATTERN, ("年假|带薪假",), "年假看这里")
JOBS = Entry(4, Match.SIMILAR, ("怎么在群里发招聘信息", "招聘可以发吗"), "周三 20:00 统一发")
HR = Entry(5, Match.CONTAINS, ("hr",), "HR")
HERE = Entry(6, Match.CONTAINS, ("资料",), "只在一个群", frozenset({7}))
ALL = (MENU, RULES, LEAVE, JOBS, HR, HERE)


def reply_to(text: str, group: int = 1, **settings: object) -> int | None:
    found = Finder(ALL, Settings(**settings)).find(text, group)  # type: ignore[arg-type]
    return found.entry.key if found else None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("菜单", 1),
        (" 菜 单！", 1),
        ("ＭＥＮＵ", 1),
        ("@小助手 菜单", 1),
        ("菜单在哪", None),
        ("請問群規在哪看？", 2),
        ("请问群 规在哪看？", 2),
        ("年假怎么休", 3),
        ("带薪假 10 天吗", 3),
        ("请问怎么在群里发招聘呀", 4),
        ("老师，招聘信息怎么在群里发？", 4),
        ("招聘可以发吗谢谢", 4),
        ("招聘主管的薪资一般多少", None),
        ("招聘信息怎么写才吸引人", None),
        ("大家周末愉快", None),
        ("HR 的边界在哪", 5),
        ("three 个人", None),
        ("资料在哪", None),
        ("", None),
        ("🙂", None),
        ("？？？", None),
    ],
)
def test_the_reply_that_fits(text: str, key: int | None) -> None:
    assert reply_to(text) == key


def test_a_reply_of_one_group_is_given_there_only() -> None:
    assert reply_to("资料在哪", group=7) == 6
    assert reply_to("资料在哪", group=8) is None


def test_a_long_message_is_a_contribution() -> None:
    text = "我们公司的群规是这样写的，分享给大家参考，" * 5
    assert reply_to(text) is None
    assert reply_to(text, longest=500) == 2


def test_the_surest_kind_of_fit_comes_first() -> None:
    both = Finder([RULES, Entry(9, Match.EXACT, ("群规",), "x")], Settings())
    found = both.find("群规", 1)
    assert found is not None
    assert found.entry.key == 9


def test_a_longer_phrase_says_more() -> None:
    finder = Finder([RULES, Entry(9, Match.CONTAINS, ("群规第三条",), "x")], Settings())
    found = finder.find("群规第三条是什么", 1)
    assert found is not None
    assert found.entry.key == 9


def test_how_alike_a_question_must_be_is_a_setting() -> None:
    text = "群里能发招聘吗"
    assert reply_to(text) is None
    assert reply_to(text, likeness=Likeness.CLOSE) is None
    assert reply_to(text, likeness=Likeness.LOOSE) == 4


def test_without_replies_nothing_fits() -> None:
    assert Finder([], Settings()).find("群规", 1) is None
    assert Finder([Entry(1, Match.CONTAINS, (), "x")], Settings()).find("群规", 1) is None


# --- may it be given ----------------------------------------------------------------------------


def said(text: str = "群规", at: datetime = NOON, who: int = 1, **also: object) -> Message:
    return Message(1, 1, Author(who), text, at, **also)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("message", "is_it"),
    [
        (said(), True),
        (said(source=Source.HISTORY), False),
        (said(kind=MessageKind.BUNDLE), False),
        (said(kind=MessageKind.SYSTEM), False),
        (said(at=NOON - FRESH + timedelta(seconds=1)), True),
        (said(at=NOON - FRESH), False),
        (Message(1, 1, None, "群规", NOON), False),
    ],
)
def test_only_what_was_just_said_by_somebody_is_answered(message: Message, is_it: bool) -> None:
    assert is_asked(message, NOON) is is_it


PAUSES = Settings(timedelta(minutes=60), timedelta(minutes=5), most_per_hour=3)


@pytest.mark.parametrize(
    ("earlier", "why"),
    [
        ([], None),
        ([(2, 1, 59)], Why.PERSON),
        ([(2, 1, 60)], None),
        ([(2, 9, 4)], Why.GROUP),
        ([(2, 9, 5)], None),
        ([(1, 1, 0)], None),
        ([(1, 9, 10), (1, 8, 20), (3, 7, 59)], Why.HOUR),
        ([(1, 9, 10), (1, 8, 20), (3, 7, 60)], None),
    ],
)
def test_pauses_are_kept(earlier: list[tuple[int, int, int]], why: Why | None) -> None:
    given = [Given(key, 1, who, NOON - timedelta(minutes=ago)) for key, who, ago in earlier]
    assert held_back(RULES, said(), given, PAUSES) is why


@given(
    st.lists(
        st.tuples(st.integers(0, 180), st.integers(1, 3), st.sampled_from([MENU, RULES, LEAVE])),
        max_size=40,
    ),
    st.integers(0, 90),
    st.integers(0, 30),
    st.integers(1, 5),
)
def test_whoever_asks_however_often_the_pauses_hold(
    asked: list[tuple[int, int, Entry]], person: int, group: int, most: int
) -> None:
    settings = Settings(timedelta(minutes=person), timedelta(minutes=group), most_per_hour=most)
    given: list[Given] = []
    for minute, who, entry in sorted(asked, key=lambda each: each[0]):
        at = NOON + timedelta(minutes=minute)
        if held_back(entry, said(at=at, who=who), given, settings) is None:
            given.append(Given(entry.key, 1, who, at))
    for place, one in enumerate(given):
        hour = [each for each in given[: place + 1] if each.at > one.at - timedelta(hours=1)]
        assert len(hour) <= most
        for other in given[:place]:
            if other.reply == one.reply:
                assert one.at - other.at >= timedelta(minutes=group)
                if other.who == one.who:
                    assert one.at - other.at >= timedelta(minutes=person)


# --- how it reads -------------------------------------------------------------------------------

VALUES = {"name": "李雷", "group": "北京群", "charter": "https://x/c/", "community": "HR充电站"}


@pytest.mark.parametrize(
    ("words", "with_name", "without"),
    [
        ("@{昵称} 群规：{群规}", "@李雷 群规：https://x/c/", "群规：https://x/c/"),
        ("{昵称}，欢迎来{群名}", "李雷，欢迎来北京群", "欢迎来北京群"),
        ("{name} {group}", "李雷 北京群", "北京群"),
        ("100% {社群}", "100% HR充电站", "100% HR充电站"),
        ("没有变量", "没有变量", "没有变量"),
    ],
)
def test_places_are_filled(words: str, with_name: str, without: str) -> None:
    assert fill(words, VALUES) == with_name
    assert fill(words, {**VALUES, "name": ""}) == without


def test_what_fills_a_place_is_not_filled_again() -> None:
    assert fill("{昵称}好", {"name": "{群规}", "charter": "x"}) == "{群规}好"


def test_a_place_that_nothing_fills_is_named() -> None:
    fault = fault_of("看 {群归}")
    assert fault is not None
    assert "群归" in str(fault)
    assert "{群规}" in str(fault)
    assert fault_of("看 {群规} {name}") is None
    assert fault_of("一个 {} 和 { 没关系") is None

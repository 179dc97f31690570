"""A post as fields and as a text: read out of what is pasted, composed, and checked."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.screens import COLUMNS, lines_of
from qunce.rooms.postings.collected import Entry, Frame, compose
from qunce.rooms.postings.texts import Draft, check, full_text, is_upside_down, read

TODAY = date(2026, 11, 23)
DRAFT = Draft(
    company="云杉精密",
    title="薪酬主管",
    introduction="苏州，做汽车零部件，员工380人",
    details="负责月度核薪、个税社保，5年以上经验",
    contact="王女士 13800000000",
    pay="12-16K",
    place="苏州",
    deadline=date(2026, 12, 31),
)

WAREHOUSE = (
    "【急聘】仓储主管｜北辰物流，成都，做冷链，220人\n岗位职责：管理30人班组，排班\n"
    "任职要求：3年以上经验\n薪资待遇：8-10K\n工作地点：成都双流\n"
    "联系人：李先生 13911112222"
)


def test_what_is_composed_is_read_again() -> None:
    again = read(full_text(DRAFT), TODAY)
    assert (again.title, again.details, again.contact) == (
        DRAFT.title,
        DRAFT.details,
        DRAFT.contact,
    )
    assert (again.pay, again.place, again.deadline) == (DRAFT.pay, DRAFT.place, DRAFT.deadline)
    assert again.introduction == f"{DRAFT.company}，{DRAFT.introduction}"
    assert again.company == DRAFT.company


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            WAREHOUSE,
            {
                "title": "仓储主管",
                "introduction": "北辰物流，成都，做冷链，220人",
                "details": "管理30人班组，排班\n3年以上经验",
                "pay": "8-10K",
                "place": "成都双流",
                "contact": "李先生 13911112222",
            },
        ),
        ("公司名称：澄光医疗\n岗位：HRBP", {"company": "澄光医疗", "title": "HRBP"}),
        ("【招聘】HRBP 13-18K，电话13800000000", {"title": "HRBP", "pay": "13-18K"}),
        ("大家好，今天天气不错", {}),
        ("", {}),
        ("截止日期：12月5日", {"deadline": date(2026, 12, 5)}),
        ("截止：1月5日", {"deadline": date(2027, 1, 5)}),
        ("截止：2026-02-30", {}),
    ],
)
def test_a_pasted_text_fills_the_fields(text: str, fields: dict[str, object]) -> None:
    draft = read(text, TODAY)
    for name, value in fields.items():
        assert getattr(draft, name) == value, name
    if not fields:
        assert draft.is_empty


@given(st.text(alphabet="【招聘】公司简介：岗位联系截止\n\u202e12-月日K主管，。13800", max_size=80))
def test_nothing_that_is_pasted_breaks_the_reading(text: str) -> None:
    draft = read(text, TODAY)
    assert "\u202e" not in full_text(draft)
    assert len(check(draft)) == 4


@pytest.mark.parametrize(
    ("gone", "missing"),
    [
        ("", []),
        ("title", ["Job title"]),
        ("introduction", ["Company introduction"]),
        ("details", ["Job details"]),
        ("contact", ["Contact"]),
    ],
)
def test_what_a_complete_post_lacks_is_named(gone: str, missing: list[str]) -> None:
    changed: dict[str, Any] = {gone: ""} if gone else {}
    draft = replace(DRAFT, **changed)
    assert [each.label for each in check(draft) if not each.is_there] == missing


FRAME = Frame("【招聘专场】11月25日 20:00", "想发招聘，提前申请：https://hr.example.com/h/", 40)


def entries(count: int, details: str = DRAFT.details) -> list[Entry]:
    draft = replace(DRAFT, details=details)
    return [Entry(draft, f"https://hr.example.com/h/Ab{n}") for n in range(count)]


def test_few_posts_stand_in_full() -> None:
    assert compose(entries(1), FRAME).splitlines() == [
        "【招聘专场】11月25日 20:00",
        "",
        "1.【招聘】薪酬主管",
        "云杉精密｜苏州｜12-16K｜12月31日止",
        "简介：苏州，做汽车零部件，员工380人",
        "详情：负责月度核薪、个税社保，5年以上经验",
        "联系：王女士 13800000000",
        "",
        "想发招聘，提前申请：https://hr.example.com/h/",
    ]


def test_many_posts_are_shortened_to_the_screen_with_a_link_to_the_rest() -> None:
    long = "负责集团六家工厂的薪酬核算与个税社保申报，" * 5
    text = compose(entries(4, long), FRAME)
    assert lines_of(text) <= FRAME.lines
    assert text.count("【招聘】") == text.count("联系：王女士 13800000000") == 4
    assert text.count("…") >= 4
    assert "https://hr.example.com/h/Ab3" in text
    for sign in ("**", "##", "](", "<", "`"):
        assert sign not in text


def test_nothing_is_left_out_even_where_the_screen_is_too_small() -> None:
    text = compose(entries(9, "负责核薪，" * 40), Frame("【招聘专场】", "", 20))
    assert text.count("【招聘】") == 9


@pytest.mark.parametrize(
    ("text", "lines"), [("", 1), ("招" * 16, 1), ("招" * 17, 2), ("a\n\nb", 3)]
)
def test_lines_are_those_of_a_phone(text: str, lines: int) -> None:
    assert (COLUMNS, lines_of(text)) == (32, lines)


@pytest.mark.parametrize(
    ("pay", "is_upside"),
    [
        ("30k-15k", True),
        ("30-15k", True),
        ("1.5万至1万", True),
        ("15000～8000元", True),
        ("15k-30k", False),
        ("15-30K·14薪", False),
        ("8000-1.2万", False),
        ("9千-1万", False),
        ("面议", False),
        ("20k", False),
        ("", False),
    ],
)
def test_a_range_of_pay_begins_with_its_lower_figure(pay: str, is_upside: bool) -> None:
    assert is_upside_down(pay) is is_upside

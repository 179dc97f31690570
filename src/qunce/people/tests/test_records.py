"""Members' records from a sheet: what is read, what each row comes to, what is refused."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.utils.translation import gettext, override
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.errors import RefusedError
from qunce.people import workbooks
from qunce.people.domain import Tier
from qunce.people.domain_records import (
    FIELDS,
    Known,
    Outcome,
    Row,
    columns_of,
    plan,
    years_of,
)
from qunce.people.tier_rule import Settings as TierRule
from qunce.store.tables import xlsx_of

EMPTY = {
    "name": "",
    "company": "",
    "position": "",
    "city": "",
    "years": "",
    "note": "",
    "tier": "",
    "function": "",
    "gives": "",
    "seeks": "",
}


def known(key: int, **values: str) -> Known:
    """Return a record."""
    return Known(key, EMPTY | values)


def book(*rows: tuple[object, ...]) -> BytesIO:
    """Return an Excel file with these rows."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    stream = BytesIO()
    made.save(stream)
    stream.seek(0)
    return stream


def read(stream: BytesIO) -> list[Row]:
    """Return the rows of a file as the page reads them."""
    return workbooks.read(stream, len(stream.getvalue()))


# --- reading ------------------------------------------------------------------------------------


def test_headings_are_known_however_they_are_written() -> None:
    assert columns_of(["", " 姓名 ", "公司", "职务", "ＩＤ"]) == {
        "name": 1,
        "company": 2,
        "position": 3,
        "number": 4,
    }


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_headings_of_our_own_sheet_are_known(language: str) -> None:
    with override(language):
        own = [gettext(heading) for heading, _ in FIELDS.values()]
    assert list(columns_of(own)) == list(FIELDS)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("tier", Tier)
def test_the_tiers_of_our_own_sheet_are_known(language: str, tier: Tier) -> None:
    with override(language):
        own = gettext(tier.label)
    (line,) = plan([Row(2, {"name": "李四", "tier": own})], [LI])
    assert line.changes["tier"] == ("", tier.value)


def test_a_heading_may_stand_below_a_title_and_empty_rows_are_left_out() -> None:
    rows = read(book(("成员登记",), ("姓名", "年限"), ("张三", 3.0), (None, None), ("李四", 2.5)))
    assert rows == [
        Row(3, {"name": "张三", "years": "3"}),
        Row(5, {"name": "李四", "years": "2.5"}),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no Excel file"),
        (b"MZ\x90\x00", "no Excel file"),
        (b"PK\x03\x04 broken", "no Excel file"),
        (book(("企业",), ("甲公司",)).getvalue(), "No column"),
        (book(("姓名",)).getvalue(), "no rows"),
        (b"x" * (workbooks.SIZE + 1), "more than 5 MB"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(content: bytes, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        workbooks.read(BytesIO(content), len(content))


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 2)
    with pytest.raises(RefusedError, match="more than"):
        read(book(("姓名",), ("a",), ("b",), ("c",)))


def test_what_is_written_is_never_a_formula_and_is_read_back() -> None:
    content = xlsx_of(["姓名", "企业"], [("=1+1", "@SUM(A1)"), ("张三", "甲公司")])
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert sheet is not None
    assert [cell.data_type for cell in sheet[2]] == ["s", "s"]
    rows = workbooks.read(BytesIO(content), len(content))
    assert rows[0].cells == {"name": "=1+1", "company": "@SUM(A1)"}


# --- what a row comes to ------------------------------------------------------------------------

LI = known(7, name="李四", company="甲公司", position="专员", years="3")
NAMESAKES = (known(1, name="王芳", company="甲公司"), known(2, name="王芳", company="乙公司"))


@pytest.mark.parametrize(
    ("cells", "outcome", "person"),
    [
        ({"name": "张三", "company": "丙公司"}, Outcome.NEW, None),
        ({"name": "李四"}, Outcome.SAME, 7),
        ({"name": " 李 四 ", "company": "甲公司"}, Outcome.SAME, 7),
        ({"name": "李四", "position": "经理"}, Outcome.CHANGED, 7),
        ({"name": "李四", "company": "乙公司"}, Outcome.NEW, None),
        ({"name": "李四", "years": "３年"}, Outcome.SAME, 7),
        ({"number": "7", "name": "李思"}, Outcome.CHANGED, 7),
        ({"number": "8", "name": "李四"}, Outcome.REFUSED, None),
        ({"name": "王芳"}, Outcome.REFUSED, None),
        ({"name": "王芳", "company": "乙公司", "city": "上海"}, Outcome.CHANGED, 2),
        ({"name": ""}, Outcome.REFUSED, None),
        ({"name": "x" * 81}, Outcome.REFUSED, None),
        ({"name": "李四", "years": "很久"}, Outcome.REFUSED, None),
        ({"name": "李四", "years": "-1"}, Outcome.REFUSED, None),
        ({"name": "李四", "years": "NaN"}, Outcome.REFUSED, None),
        ({"name": "李四", "years": "61"}, Outcome.REFUSED, None),
        ({"name": "李\u202e四"}, Outcome.REFUSED, None),
        ({"name": "李\x07四"}, Outcome.REFUSED, None),
        ({"name": "<b>陈</b>"}, Outcome.REFUSED, None),
        ({"name": "=HYPERLINK(1)"}, Outcome.REFUSED, None),
        ({"name": "李四", "position": "+经理"}, Outcome.REFUSED, None),
        ({"name": "李四", "company": "甲公司", "note": "=1+1"}, Outcome.CHANGED, 7),
    ],
)
def test_a_row_comes_to(cells: dict[str, str], outcome: Outcome, person: int | None) -> None:
    (line,) = plan([Row(2, cells)], [LI, *NAMESAKES])
    assert (line.outcome, line.person) == (outcome, person)
    assert (line.said is not None) == (outcome is Outcome.REFUSED)


def test_lines_of_a_note_are_not_lost_when_the_sheet_comes_back() -> None:
    member = known(9, name="李四", note="第一行\n第二行")
    (same,) = plan([Row(2, {"number": "9", "name": "李四", "note": "第一行 第二行"})], [member])
    assert same.outcome is Outcome.SAME


def test_the_same_member_twice_counts_once() -> None:
    rows = [Row(2, {"name": "李四", "city": "上海"}), Row(3, {"number": "7", "city": "北京"})]
    first, second = plan(rows, [LI])
    assert first.changes == {"city": ("", "上海")}
    assert second.outcome is Outcome.REFUSED


def test_somebody_new_stands_in_a_sheet_once() -> None:
    told = {"name": "张三", "company": "丙公司"}
    other = {"name": "张三", "company": "丁公司"}
    rows = [Row(2, told), Row(3, {**told, "name": " 张 三"}), Row(4, other)]
    lines = plan(rows, [LI])
    assert [each.outcome for each in lines] == [Outcome.NEW, Outcome.REFUSED, Outcome.NEW]
    assert lines[1].said is not None
    assert lines[1].said.params == {"row": 2}


def test_what_stands_in_a_record_already_may_stay() -> None:
    (line,) = plan([Row(2, {"number": "9", "name": "=9"})], [known(9, name="=9")])
    assert line.outcome is Outcome.SAME


@given(st.decimals(min_value=0, max_value=60, places=1))
def test_years_have_one_form(years: Decimal) -> None:
    said = years_of(str(years))
    assert said is not None
    assert Decimal(said) == years
    assert years_of(said) == said


# --- tiers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "tier"),
    [("资深", "senior"), (" 管理者 ", "manager"), ("Beginner", "beginner"), ("", None)],
)
def test_a_tier_is_read_in_both_languages(told: str, tier: str | None) -> None:
    (line,) = plan([Row(2, {"name": "李四", "tier": told})], [LI])
    assert line.changes == ({"tier": ("", tier)} if tier else {})


def test_what_is_no_tier_is_refused_with_what_to_write() -> None:
    (line,) = plan([Row(2, {"name": "李四", "tier": "专家"})], [LI])
    assert line.outcome is Outcome.REFUSED
    assert "专家" in str(line.said)


def test_somebody_new_without_a_tier_gets_the_one_of_the_rule() -> None:
    rows = [
        Row(2, {"name": "张三", "years": "5"}),
        Row(3, {"name": "张四", "position": "HRD", "tier": "资深"}),
        Row(4, {"name": "张五"}),
    ]
    ruled, told, unknown = plan(rows, [LI], TierRule())
    assert (ruled.changes["tier"], ruled.by_rule) == (("", "senior"), True)
    assert (told.changes["tier"], told.by_rule) == (("", "senior"), False)
    assert "tier" not in unknown.changes

"""Members' records from a sheet: what is read, what is refused, what is written and undone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import as_actor
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError, StaleError
from qunce.people import actions as people
from qunce.people import records, workbooks
from qunce.people.domain_records import Known, Outcome, Row, columns_of, plan, years_of
from qunce.people.models import Community, Group, Person, RecordSheet
from qunce.people.personal import erase_person, export_person
from qunce.store.tables import xlsx_of

EMPTY = {"name": "", "company": "", "position": "", "city": "", "years": "", "note": ""}


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


# --- writing and undoing ------------------------------------------------------------------------


@pytest.fixture
def community(ben: Person) -> Community:
    """Return the community in which Ben is a member."""
    return ben.community


def upload(community: Community, *rows: dict[str, str], now: datetime) -> RecordSheet:
    """Return a sheet with these rows that was shown."""
    numbered = [Row(place, cells) for place, cells in enumerate(rows, start=2)]
    return records.show(community, numbered, "members.xlsx", by=SHELL, now=now)


@pytest.mark.django_db
def test_a_sheet_is_shown_written_and_undone(
    community: Community, ben: Person, mia: Person, noon: datetime
) -> None:
    rows = ({"name": "张三", "company": "丙公司", "years": "2"}, {"name": "Ben", "city": "上海"})
    sheet = upload(community, *rows, now=noon)
    ben.refresh_from_db()
    assert ben.city == ""
    records.carry_out(sheet, by=as_actor(mia), now=noon)
    ben.refresh_from_db()
    new = Person.objects.get(name="张三")
    assert (ben.city, new.company, new.years) == ("上海", "丙公司", Decimal(2))
    with pytest.raises((StaleError, RefusedError)):
        records.carry_out(sheet, by=as_actor(mia), now=noon)
    assert records.undo(sheet, by=as_actor(mia), now=noon) == 0
    ben.refresh_from_db()
    assert ben.city == ""
    assert not Person.objects.filter(name="张三").exists()


@pytest.mark.django_db
def test_a_long_sheet_takes_few_statements_to_write_and_to_undo(
    community: Community, ben: Person, django_assert_max_num_queries: Any, noon: datetime
) -> None:
    rows = [{"name": f"新人{n}", "company": "丁公司"} for n in range(150)]
    rows += [{"name": "Ben", "city": "上海"}]
    sheet = upload(community, *rows, now=noon)
    with django_assert_max_num_queries(25):
        records.carry_out(sheet, by=SHELL, now=noon)
    assert Person.objects.filter(company="丁公司").count() == 150
    with django_assert_max_num_queries(150):
        assert records.undo(sheet, by=SHELL, now=noon) == 0
    assert not Person.objects.filter(company="丁公司").exists()
    ben.refresh_from_db()
    assert ben.city == ""


@pytest.mark.django_db
def test_wide_brackets_stay_what_they_are(
    community: Community, ben: Person, noon: datetime
) -> None:
    people.correct(ben, by=SHELL, now=noon, company="某光伏（化名）")
    content = records.sheet_of(community, str)
    lines = plan(workbooks.read(BytesIO(content), len(content)), records.known_of(community))
    assert {each.outcome for each in lines} == {Outcome.SAME}


@pytest.mark.django_db
def test_what_changed_since_it_was_shown_stops_all_of_it(
    community: Community, ben: Person, noon: datetime
) -> None:
    sheet = upload(community, {"name": "Neu"}, {"name": "Ben", "city": "上海"}, now=noon)
    people.correct(ben, by=SHELL, now=noon, city="北京")
    with pytest.raises(RefusedError, match="changed since"):
        records.carry_out(sheet, by=SHELL, now=noon)
    assert not Person.objects.filter(name="Neu").exists()


@pytest.mark.django_db
def test_undoing_leaves_what_was_changed_or_used_since(
    community: Community, ben: Person, web_group: Group, noon: datetime
) -> None:
    sheet = upload(community, {"name": "Neu"}, {"name": "Ben", "city": "上海"}, now=noon)
    records.carry_out(sheet, by=SHELL, now=noon)
    new = Person.objects.get(name="Neu")
    people.join(web_group, new, by=SHELL, now=noon)
    people.correct(ben, by=SHELL, now=noon, city="北京")
    assert records.undo(sheet, by=SHELL, now=noon) == 2
    ben.refresh_from_db()
    assert ben.city == "北京"
    assert Person.objects.filter(name="Neu").exists()


@pytest.mark.django_db
def test_a_sheet_without_changes_says_so(community: Community, noon: datetime) -> None:
    sheet = upload(community, {"name": "Ben"}, {"name": ""}, now=noon)
    with pytest.raises(RefusedError, match="would change"):
        records.carry_out(sheet, by=SHELL, now=noon)


@pytest.mark.django_db
def test_a_person_is_told_of_and_taken_out_of_kept_sheets(
    community: Community, ben: Person, noon: datetime
) -> None:
    sheet = upload(community, {"name": "Ben", "city": "上海"}, {"name": "Neu"}, now=noon)
    assert any(row.get("sheet") == "members.xlsx" for row in export_person(ben))
    erase_person(ben)
    sheet.refresh_from_db()
    assert [line["name"] for line in sheet.lines] == ["Neu"]
    records.forget(noon + records.KEPT + timedelta(seconds=1))
    assert not RecordSheet.objects.exists()


@pytest.mark.django_db
def test_all_records_come_back_from_the_sheet_unchanged(
    community: Community, ben: Person, noon: datetime
) -> None:
    people.correct(ben, by=SHELL, now=noon, company="=甲公司", years=Decimal("3.5"))
    say: Callable[[str], str] = str
    content = records.sheet_of(community, say)
    rows = workbooks.read(BytesIO(content), len(content))
    lines = plan(rows, records.known_of(community))
    assert {each.outcome for each in lines} == {Outcome.SAME}

"""Tables as files: nothing in them is run, and Chinese stays Chinese."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from qunce.store.tables import as_written, csv_of, harmless, xlsx_of

HEADS = ("姓名", "企业")
ROWS = [("王芳", '=HYPERLINK("http://x")'), ("=1+1", None), ("李\x07雷", "+86")]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("王芳", "王芳"),
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("\tcmd", "'\tcmd"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        (None, ""),
        (3, "3"),
        ("a\x00b", "ab"),
    ],
)
def test_a_formula_becomes_a_text(value: object, shown: str) -> None:
    assert harmless(value) == shown


def test_a_csv_file_is_read_again() -> None:
    read = list(csv.reader(StringIO(csv_of(HEADS, ROWS).decode("utf-8-sig"))))
    assert read[0] == ["姓名", "企业"]
    assert read[2] == ["'=1+1", ""]


@pytest.mark.parametrize("text", ["=1+1", "+86", "王芳", "'90后", "", "'"])
def test_what_is_read_again_is_what_was_written(text: str) -> None:
    assert as_written(harmless(text)) == text


def test_an_excel_file_holds_no_formula() -> None:
    sheet = load_workbook(BytesIO(xlsx_of(HEADS, ROWS))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sheet["B2"].value == '\'=HYPERLINK("http://x")'
    assert sheet["A4"].value == "李雷"
    assert sheet.auto_filter.ref == f"A1:B{len(ROWS) + 1}"


def test_whole_numbers_stay_numbers_and_nothing_else_does() -> None:
    content = xlsx_of(("编号", "在群", "备注"), [(7, True, "+8")], widths=(9,))
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]] == [7, "True", "'+8"]
    assert [sheet.column_dimensions[name].width for name in "AB"] == [9, 20]

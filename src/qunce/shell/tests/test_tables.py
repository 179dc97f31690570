"""Lists as files: nothing in them is run, and Chinese stays Chinese."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from qunce.shell.tables import as_csv, as_xlsx, harmless

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
    answer = as_csv("群规", HEADS, ROWS)
    read = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert read[0] == ["姓名", "企业"]
    assert read[2] == ["'=1+1", ""]
    assert "filename*=UTF-8''%E7%BE%A4%E8%A7%84.csv" in answer["Content-Disposition"]


def test_an_excel_file_holds_texts_only() -> None:
    sheet = load_workbook(BytesIO(as_xlsx("x", HEADS, ROWS).content)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sheet["B2"].value == '\'=HYPERLINK("http://x")'
    assert sheet["A4"].value == "李雷"

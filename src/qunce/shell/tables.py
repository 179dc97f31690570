"""Lists as files to take along: CSV and XLSX, in which no name becomes a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from urllib.parse import quote

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 20  # of a column, in characters

Row = Sequence[object]


def harmless(value: object) -> str:
    """Return a value as text that no spreadsheet runs: an apostrophe before a formula."""
    text = "" if value is None else ILLEGAL_CHARACTERS_RE.sub("", str(value))
    return f"'{text}" if text.startswith(FORMULA) else text


def as_csv(name: str, heads: Sequence[str], rows: Iterable[Row]) -> HttpResponse:
    """Return rows as a CSV file that Excel opens in Chinese (UTF-8 with its mark)."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(map(harmless, heads))
    writer.writerows(map(harmless, row) for row in rows)
    return _file(out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{name}.csv")


def as_xlsx(name: str, heads: Sequence[str], rows: Iterable[Row]) -> HttpResponse:
    """Return rows as an Excel file; every cell is a text."""
    book = Workbook(write_only=False)
    sheet = book.active
    assert sheet is not None, "a new book has a sheet"  # noqa: S101  (for the type checker)
    for place, row in enumerate([heads, *rows], 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(place, column, harmless(value))
            cell.data_type = "s"
            cell.font = Font(bold=place == 1)
    for column in range(1, len(heads) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTH
    sheet.freeze_panes = "A2"
    out = BytesIO()
    book.save(out)
    return _file(out.getvalue(), XLSX, f"{name}.xlsx")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return HttpResponse(content, content_type=kind, headers=headers)

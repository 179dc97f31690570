"""Tables as files to take along: CSV and XLSX, in which no name becomes a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
WIDTH = 20  # of a column, in characters

Row = Sequence[object]


def harmless(value: object) -> str:
    """Return a value as text that no spreadsheet runs: an apostrophe before a formula."""
    text = "" if value is None else ILLEGAL_CHARACTERS_RE.sub("", str(value))
    return f"'{text}" if text.startswith(FORMULA) else text


def as_written(text: str) -> str:
    """Return what `harmless` was given: a table that is read in again is the same."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def csv_of(heads: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Return rows as a CSV file that Excel opens in Chinese (UTF-8 with its mark)."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(map(harmless, heads))
    writer.writerows(map(harmless, row) for row in rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_of(heads: Sequence[str], rows: Iterable[Row], widths: Sequence[int] = ()) -> bytes:
    """Return rows as an Excel file; whole numbers are numbers, all else is a text.

    `widths` are those of the first columns, in characters; the others get `WIDTH`.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    for place in range(len(heads)):
        letter = get_column_letter(place + 1)
        sheet.column_dimensions[letter].width = widths[place] if place < len(widths) else WIDTH
    place = 0
    for place, row in enumerate((heads, *rows)):
        cells = []
        for value in row:
            if isinstance(value, int) and not isinstance(value, bool):
                cell = WriteOnlyCell(sheet, value=value)
            else:
                cell = WriteOnlyCell(sheet, value=harmless(value))
                cell.data_type = "s"
            if place == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(heads)))}{place + 1}"
    out = BytesIO()
    book.save(out)
    return out.getvalue()

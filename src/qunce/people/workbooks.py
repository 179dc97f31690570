"""Members' records from an Excel file that somebody filled in."""

import warnings
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from typing import IO
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.workbook import Workbook

from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.people.domain_records import MOST_ROWS, Row, columns_of
from qunce.store.tables import as_written

SIZE = 5 * 1024 * 1024  # bytes of a file with 10,000 rows, with room to spare
UNPACKED = 100 * 1024 * 1024  # an Excel file is packed: what is inside may not burst us
HEADING_WITHIN = 10

TOO_LARGE = N_("The file has more than 5 MB. Please divide it.")
NO_BOOK = N_("This is no Excel file (.xlsx), or it is damaged or protected. Save it anew as .xlsx.")
NO_NAMES = N_("No column “姓名” was found. Download the sheet of members and fill that in.")
TOO_MANY = N_("The sheet has more than %(most)s rows. Please divide it.")
EMPTY = N_("There are no rows below the heading.")


def read(file: IO[bytes], size: int) -> list[Row]:
    """Return the rows of an Excel file. RefusedError says what is wrong and what to do."""
    if size > SIZE:
        raise RefusedError(Words(TOO_LARGE))
    content = file.read(SIZE + 1)
    book = _open(content)
    with closing(book):
        rows = list(_rows(book))
    if not rows:
        raise RefusedError(Words(EMPTY))
    return rows


def _open(content: bytes) -> Workbook:
    try:
        with ZipFile(BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > UNPACKED:
                raise RefusedError(Words(TOO_LARGE))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl speaks of styles that nobody reads here
            return openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError, EOFError):
        raise RefusedError(Words(NO_BOOK)) from None


def _rows(book: Workbook) -> Iterator[Row]:
    columns: dict[str, int] = {}
    if not book.worksheets:
        raise RefusedError(Words(NO_BOOK))
    found = 0
    for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
        texts = [_text(cell) for cell in cells]
        if "name" not in columns:
            columns = columns_of(texts)
            if "name" not in columns and number >= HEADING_WITHIN:
                break
            continue
        if not any(texts):
            continue
        found += 1
        if found > MOST_ROWS:
            raise RefusedError(Words(TOO_MANY, {"most": MOST_ROWS}))
        placed = {name: texts[at] for name, at in columns.items() if at < len(texts)}
        yield Row(number, placed)
    if "name" not in columns:
        raise RefusedError(Words(NO_NAMES))


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return as_written(str(cell).strip())

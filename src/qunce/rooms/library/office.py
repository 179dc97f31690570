"""Word, Excel and PowerPoint files of people: what may be kept, and how they look inside.

They are ZIP archives of XML. Refused are those that unpack to far more than they are, that hold
macros, other programs or documents, that are locked, or that load anything from elsewhere.
"""

import logging
import re
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time
from io import BytesIO

import mammoth
from django.utils.html import escape
from openpyxl import load_workbook

from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.shell.markdown import clean

logger = logging.getLogger(__name__)

MOST_PARTS = 3_000
MOST_UNPACKED = 200 * 1024 * 1024  # bytes of all parts
MOST_XML = 40 * 1024 * 1024  # bytes of one part that is read
MOST_RATIO = 200  # times that a part of more than a megabyte may be larger than it is packed
SHEETS, ROWS, COLUMNS, CELL = 3, 60, 16, 200  # of a table that is shown; characters of a cell

DAMAGED = N_("This file is damaged or not complete: open it, save it again and upload that.")
BOMB = N_("This file unpacks to far more than it is. It is not taken.")
LOCKED = N_("This file is locked with a password: save it without one and upload that.")
MACROS = N_("This file holds macros or programs: save it without them (.docx, .xlsx, .pptx).")
EMBEDDED = N_("Another file or program is inside this one: take it out and upload it by itself.")
REMOTE = N_(
    "This file loads something from another place (%(what)s): put it into the file itself, or take"
    " it out."
)
NOT_OFFICE = N_("This is a ZIP archive but no Word, Excel or PowerPoint file.")
STRANGE = N_("This file has parts that no Office program writes. It is not taken.")

KINDS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
MIMES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_MACROS = re.compile(
    r"vba(Project|Data)|macrosheets/|activeX|\.(exe|dll|js|vbs|ps1|bat|scr)$", re.IGNORECASE
)
_INSIDE = re.compile(r"/embeddings/|oleObject|attachedToolbars", re.IGNORECASE)
_ENTITY = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_EXTERNAL = re.compile(
    rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE
)
_TYPE = re.compile(rb"\bType\s*=\s*[\"'][^\"']*/(\w+)[\"']", re.IGNORECASE)
_HARMLESS = {"hyperlink"}
_DDE = re.compile(rb"<ddeLink|<oleLink|<webPr\b|DDEAUTO|\bDDE\s", re.IGNORECASE)


def check(data: bytes) -> str:
    """Return what an Office file is: "docx", "xlsx" or "pptx"; RefusedError for what is not."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_sizes(parts)
            kind = _kind_of(archive)
            _check_parts(archive, parts)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError, KeyError):
        raise RefusedError(Words(DAMAGED)) from None
    return kind


def _check_sizes(parts: Iterable[zipfile.ZipInfo]) -> None:
    total = 0
    for count, part in enumerate(parts):
        total += part.file_size
        packed = max(part.compress_size, 1)
        is_bomb = part.file_size > 1 << 20 and part.file_size / packed > MOST_RATIO
        if is_bomb or total > MOST_UNPACKED or count >= MOST_PARTS:
            raise RefusedError(Words(BOMB))
        if part.flag_bits & 1:
            raise RefusedError(Words(LOCKED))
        if part.filename.startswith("/") or ".." in part.filename.split("/"):
            raise RefusedError(Words(STRANGE))


def _kind_of(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    for main, kind in KINDS.items():
        if main in names and "[Content_Types].xml" in names:
            return kind
    raise RefusedError(Words(NOT_OFFICE))


def _check_parts(archive: zipfile.ZipFile, parts: Iterable[zipfile.ZipInfo]) -> None:
    for part in parts:
        _check_name(part.filename)
        if part.filename.endswith((".xml", ".rels")):
            _check_xml(part.filename, _read(archive, part))


def _check_name(name: str) -> None:
    if _MACROS.search(name):
        raise RefusedError(Words(MACROS))
    # The figures of a chart are a table inside the file: they do no harm.
    if _INSIDE.search(name) and not name.endswith((".xml", ".rels", ".xlsx")):
        raise RefusedError(Words(EMBEDDED))


def _check_xml(name: str, content: bytes) -> None:
    if _ENTITY.search(content):
        raise RefusedError(Words(STRANGE))
    if name == "[Content_Types].xml" and b"macroEnabled" in content:
        raise RefusedError(Words(MACROS))
    if name.endswith(".rels"):
        _check_relations(content)
    elif name.startswith(("xl/externalLinks/", "xl/connections")) and _DDE.search(content):
        raise RefusedError(Words(REMOTE, {"what": "DDE"}))


def _check_relations(content: bytes) -> None:
    for found in _EXTERNAL.finditer(content):
        kind = _TYPE.search(found[0])
        name = kind[1].decode("ascii", "replace") if kind else "?"
        if name not in _HARMLESS:
            raise RefusedError(Words(REMOTE, {"what": name}))


def _read(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Return a part, whatever its size was said to be."""
    with archive.open(part) as file:
        content = file.read(MOST_XML + 1)
    if len(content) > MOST_XML:
        raise RefusedError(Words(BOMB))
    return content


# --- what is inside -----------------------------------------------------------------------------


def word_html(data: bytes) -> str:
    """Return a Word file's text as cleaned HTML; its pictures are left out."""
    try:
        read = mammoth.convert_to_html(BytesIO(data), convert_image=_no_picture)
    except Exception:  # whatever a strange file does to the reader
        logger.warning("a Word file could not be read", exc_info=True)
        raise RefusedError(Words(DAMAGED)) from None
    return str(clean(str(read.value)))


@mammoth.images.img_element  # type: ignore[untyped-decorator]
def _no_picture(_image: object) -> dict[str, str]:
    return {"src": ""}


def sheet_rows(data: bytes, rows: int = ROWS) -> list[tuple[str, list[list[str]]]]:
    """Return the first sheets of an Excel file by name, each with its first rows as texts."""
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
        try:
            return [
                (
                    str(sheet.title),
                    _rows_of(sheet.iter_rows(max_row=rows, max_col=COLUMNS, values_only=True)),
                )
                for sheet in book.worksheets[:SHEETS]
            ]
        finally:
            book.close()
    except Exception:  # whatever a strange file does to the reader
        logger.warning("an Excel file could not be read", exc_info=True)
        raise RefusedError(Words(DAMAGED)) from None


def _rows_of(rows: Iterable[Iterable[object]]) -> list[list[str]]:
    found = [[_cell(value) for value in row] for row in rows]
    while found and not any(found[-1]):
        found.pop()
    width = max((n + 1 for row in found for n, cell in enumerate(row) if cell), default=0)
    return [row[:width] for row in found]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:CELL]


def sheet_html(sheets: Iterable[tuple[str, list[list[str]]]]) -> str:
    """Return tables as HTML, the first row of each as heads."""
    parts = []
    for name, rows in sheets:
        parts.append(f"<h3>{escape(name)}</h3>")
        head, *rest = rows or [[]]
        cells = "".join(f"<th>{escape(each)}</th>" for each in head)
        lines = "".join(
            "<tr>" + "".join(f"<td>{escape(each)}</td>" for each in row) + "</tr>" for row in rest
        )
        parts.append(f"<table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table>")
    return str(clean("".join(parts)))

"""WeFlow's Excel: a sheet 聊天记录, with all columns or the compact ones."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from zipfile import BadZipFile

import openpyxl
from openpyxl.workbook import Workbook

from qunce.gateway.channels.manual.parse import bodies, system
from qunce.gateway.channels.manual.parse.arrivals import Row, arrive, moment, skipped
from qunce.gateway.channels.manual.parse.shapes import (
    NO_TIME,
    NOT_WHOLE,
    ExportFile,
    Header,
    Layout,
    Meter,
    Reader,
    Setting,
    UnreadableError,
)
from qunce.kernel.incoming import Arrival, Speaker
from qunce.kernel.messages import MessageKind
from qunce.kernel.text import N_, Words

NEEDED = ("时间", "消息类型", "内容")
_PARTS = (b"xl/", b"docProps/", b"[Content_Types]")
HEADING_WITHIN = 12
"""Rows in which the heading must stand."""

_BROKEN = N_("%(name)s is a damaged or protected Excel file: export it again, or as CSV.")
_NO_SHEET = N_(
    "%(name)s is an Excel file, but no exported chat: its columns %(columns)s are missing."
)
_SYSTEM = ("系统", "系统消息")

Cells = Sequence[object]


@contextmanager
def _opened(file: ExportFile) -> Iterator[Workbook]:
    with closing(file.open()) as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl speaks of styles that nobody reads here
        try:
            book = openpyxl.load_workbook(
                stream,  # type: ignore[arg-type]  # any seekable stream will do
                read_only=True,
                data_only=True,
            )
        except (BadZipFile, KeyError, ValueError, OSError, EOFError):
            raise UnreadableError(Words(_BROKEN, {"name": file.name})) from None
        try:
            yield book
        finally:
            book.close()


def layout_of(content: bytes) -> Layout | None:
    """Return the layout of a zip file that holds a workbook."""
    is_book = content[:4] == b"PK\x03\x04" and any(name in content for name in _PARTS)
    return Layout.WEFLOW_EXCEL if is_book else None


def _heading(cells: Cells) -> Mapping[str, int] | None:
    found = {str(cell).strip(): at for at, cell in enumerate(cells) if cell is not None}
    return found if all(name in found for name in NEEDED) else None


def _rows(book: Workbook) -> Iterator[tuple[int, Cells]]:
    sheet = book["聊天记录"] if "聊天记录" in book.sheetnames else book.worksheets[0]
    yield from enumerate(sheet.iter_rows(values_only=True), start=1)


def _start(file: ExportFile, rows: Iterator[tuple[int, Cells]]) -> tuple[Mapping[str, int], str]:
    """Return the columns and the group's name; raise UnreadableError where they are missing."""
    group = ""
    for number, cells in rows:
        group = group or _after(cells, "备注") or _after(cells, "昵称")
        if columns := _heading(cells):
            return columns, group
        if number >= HEADING_WITHIN:
            break
    raise UnreadableError(Words(_NO_SHEET, {"name": file.name, "columns": "、".join(NEEDED)}))


def _after(cells: Cells, label: str) -> str:
    """Return the cell after a label such as "昵称" in the lines above the heading."""
    words = [_text(cell) for cell in cells]
    if label not in words or "时间" in words:
        return ""
    place = words.index(label) + 1
    return words[place] if place < len(words) else ""


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).replace("_x000D_", "").strip()


def _read(file: ExportFile, setting: Setting, meter: Meter) -> Iterator[Arrival]:
    before = meter.read
    with _opened(file) as book:
        sheet_rows = _rows(book)
        columns, _ = _start(file, sheet_rows)
        for number, cells in sheet_rows:
            if any(cell is not None for cell in cells):
                yield from _row(number, cells, columns, setting)
    meter.read = before + file.size


def _row(
    number: int, cells: Cells, columns: Mapping[str, int], setting: Setting
) -> Iterator[Arrival]:
    def cell(name: str) -> str:
        place = columns.get(name, len(cells))
        return _text(cells[place]) if place < len(cells) else ""

    if len(cells) <= columns["内容"]:
        yield skipped(number, NOT_WHOLE, cells)
        return
    raw = cells[columns["时间"]]
    at = (
        raw.replace(tzinfo=setting.zone)
        if isinstance(raw, datetime)
        else moment(_text(raw), setting.zone)
    )
    if at is None:
        yield skipped(number, NO_TIME, cells)
        return
    role, content = cell("发送者身份"), cell("内容")
    label = cell("消息类型")
    if label in _SYSTEM or role in _SYSTEM or system.is_system(content):
        body = bodies.of_kind(MessageKind.SYSTEM, content)
    else:
        body = bodies.by_label(label, content)
    yield from arrive(
        Row(number, at, _speaker(cell("发送者账号ID"), role, cell("群昵称"), cell("发送者昵称"))),
        body,
    )


def _speaker(external: str, role: str, card: str, nickname: str) -> Speaker:
    is_self = role == system.ME
    name = card or (role if not is_self else "") or nickname
    return Speaker(external, name, nickname, is_self=is_self)


def _header(file: ExportFile, setting: Setting) -> Header:  # noqa: ARG001  (one shape for all)
    with _opened(file) as book:
        _, group = _start(file, _rows(book))
    return Header(Layout.WEFLOW_EXCEL, group=group)


READERS: dict[Layout, Reader] = {Layout.WEFLOW_EXCEL: Reader(_header, _read)}

"""CSV layouts: 留痕, PyWxDump, chatlog and WeClone, told apart by their columns."""

import csv
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice

from qunce.gateway.channels.manual.parse import bodies, decode, system
from qunce.gateway.channels.manual.parse.arrivals import Row, arrive, epoch, moment, skipped
from qunce.gateway.channels.manual.parse.shapes import (
    NO_TIME,
    NOT_WHOLE,
    OTHER_CHAT,
    TRUNCATED,
    ExportFile,
    Header,
    Layout,
    Meter,
    Reader,
    Setting,
)
from qunce.kernel.incoming import Arrival, Speaker
from qunce.kernel.messages import MessageKind

LONGEST_CELL = 4 * 1024 * 1024
PEEKED = 200
"""Rows that are looked at for the group's name."""

_LIUHEN = ("localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status")
_LIUHEN_ALL = (*_LIUHEN, "StrContent", "StrTime", "Remark", "NickName", "Sender")
_PYWXDUMP = (
    "id",
    "MsgSvrID",
    "type_name",
    "is_sender",
    "talker",
    "room_name",
    "msg",
    "src",
    "CreateTime",
)
_WECLONE = tuple(name for name in _PYWXDUMP if name != "room_name")
_CHATLOG = ("Time", "SenderName", "Sender", "TalkerName", "Talker", "Content")

COLUMNS: dict[tuple[str, ...], Layout] = {
    _LIUHEN_ALL: Layout.LIUHEN_CSV,
    _LIUHEN_ALL[:9]: Layout.LIUHEN_CSV,
    _PYWXDUMP: Layout.PYWXDUMP_CSV,
    _WECLONE: Layout.WECLONE_CSV,
    _CHATLOG: Layout.CHATLOG_CSV,
}

Cells = list[str]
Take = Callable[[Cells, int, Setting], Iterator[Arrival]]


def layout_of(head: str) -> Layout | None:
    """Return the layout whose columns the first line names."""
    first = head.split("\n", 1)[0].strip("\r\n ")
    return COLUMNS.get(tuple(cell.strip().strip('"') for cell in first.split(",")))


def _rows(file: ExportFile, meter: Meter) -> Iterator[tuple[int, Cells | None]]:
    """Yield line and cells; None for a line that breaks the rules of CSV, or is the cut end."""
    csv.field_size_limit(LONGEST_CELL)
    with closing(file.open()) as stream:
        reader = csv.reader(decode.lines(stream, meter), strict=True)
        while True:
            line = reader.line_num + 1
            try:
                yield line, next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                meter.truncated = meter.truncated or "end of data" in str(error)
                yield line, None


def _read(file: ExportFile, setting: Setting, meter: Meter, take: Take) -> Iterator[Arrival]:
    rows = _rows(file, meter)
    _, columns = next(rows, (0, None))
    width = len(columns or ())
    for line, cells in rows:
        if cells is None:
            yield skipped(line, TRUNCATED if meter.truncated else NOT_WHOLE)
        elif len(cells) == width or (width > 9 and len(cells) == 9):
            yield from take(cells, line, setting)
        elif cells:
            meter.truncated = meter.read >= meter.total
            yield skipped(line, TRUNCATED if meter.truncated else NOT_WHOLE, ",".join(cells))


def _liuhen(cells: Cells, line: int, setting: Setting) -> Iterator[Arrival]:
    _, _, code, sub, mine, seconds, _, content, stamp = cells[:9]
    remark, nickname, sender = cells[9:12] if len(cells) > 11 else ("", "", "")
    at = epoch(seconds, setting.zone) or moment(stamp, setting.zone)
    if at is None or not code.strip().isdecimal():
        yield skipped(line, NO_TIME, ",".join(cells))
        return
    body = bodies.by_code(int(code[:12]), int(sub) if sub.isdecimal() else 0, content)
    name = remark or nickname
    speaker = Speaker(sender, name, nickname, is_self=mine == "1")
    # `localId` is a row's number in one telephone's or computer's own file: no platform id.
    yield from arrive(Row(line, at, speaker), body)


def _pywxdump(cells: Cells, line: int, setting: Setting) -> Iterator[Arrival]:
    _, server, label, mine, talker, _, message, source, stamp = cells
    at = moment(stamp, setting.zone)
    if at is None:
        yield skipped(line, NO_TIME, ",".join(cells))
        return
    speaker = speaker_of(talker, setting, is_self=mine == "1")
    yield from arrive(Row(line, at, speaker, server), bodies.by_label(label, message, source))


def speaker_of(talker: str, setting: Setting, *, is_self: bool) -> Speaker | None:
    """Return PyWxDump's talker: an id, "我" for oneself, "系统" or "未知" for nobody."""
    if talker in ("系统", "未知", "") and not is_self:
        return None
    external = "" if is_self and talker == system.ME else talker
    known = setting.names.get(external)
    if known:
        return Speaker(external, known.name, known.nickname, is_self=is_self)
    return Speaker(external, is_self=is_self)


def _weclone(cells: Cells, line: int, setting: Setting) -> Iterator[Arrival]:
    _, server, label, mine, talker, message, source, stamp = cells
    at = moment(stamp, setting.zone)
    if at is None:
        yield skipped(line, NO_TIME, ",".join(cells))
        return
    if label == "text":
        body = bodies.by_placeholder(message)
        if system.is_system(message):
            body = bodies.of_kind(MessageKind.SYSTEM, message)
    else:
        body = bodies.by_label(label, message, source)
    speaker = Speaker(name=talker, is_self=mine == "1")
    yield from arrive(Row(line, at, speaker, server), body)


SYSTEM_SENDER = "系统消息"


def _chatlog(cells: Cells, line: int, setting: Setting) -> Iterator[Arrival]:
    stamp, name, sender, _, _, content = cells
    at = moment(stamp, setting.zone)
    if at is None:
        yield skipped(line, NO_TIME, ",".join(cells))
    elif sender == SYSTEM_SENDER:
        yield from arrive(Row(line, at, None), bodies.of_kind(MessageKind.SYSTEM, content))
    else:
        speaker = Speaker(sender, name or sender)
        yield from arrive(Row(line, at, speaker), bodies.by_placeholder(content))


def _one_chat(take: Take, column: int) -> Take:
    """Keep to the chat of the first row: chatlog answers for several at once."""
    first: list[str] = []

    def kept(cells: Cells, line: int, setting: Setting) -> Iterator[Arrival]:
        first.extend(cells[column : column + 1] if not first else ())
        if cells[column] == first[0]:
            yield from take(cells, line, setting)
        else:
            yield skipped(line, OTHER_CHAT, cells[column])

    return kept


def _peek(file: ExportFile) -> Iterator[Cells]:
    rows = _rows(file, Meter(file.size))
    return (cells for _, cells in islice(rows, 1, PEEKED) if cells)


def _plain_header(layout: Layout) -> Callable[[ExportFile, Setting], Header]:
    def header(file: ExportFile, setting: Setting) -> Header:  # noqa: ARG001  (one shape for all)
        return Header(layout)

    return header


def _chatlog_header(file: ExportFile, setting: Setting) -> Header:  # noqa: ARG001  (one shape)
    row = next((cells for cells in _peek(file) if len(cells) == len(_CHATLOG)), [""] * 6)
    return Header(Layout.CHATLOG_CSV, group=row[3], group_external=row[4])


def _pywxdump_header(file: ExportFile, setting: Setting) -> Header:
    row = next((cells for cells in _peek(file) if len(cells) == len(_PYWXDUMP)), [""] * 9)
    room = setting.names.get(row[5])
    return Header(Layout.PYWXDUMP_CSV, group=room.name if room else "", group_external=row[5])


def part_of(name: str) -> int:
    """Return where a part begins that PyWxDump cut off ("123@chatroom_5000_10000.csv")."""
    match = re.search(r"_(\d{1,12})_\d{1,12}\.csv$", name)
    return int(match[1]) if match else 0


READERS: dict[Layout, Reader] = {
    Layout.LIUHEN_CSV: Reader(
        _plain_header(Layout.LIUHEN_CSV), lambda f, s, m: _read(f, s, m, _liuhen)
    ),
    Layout.PYWXDUMP_CSV: Reader(
        _pywxdump_header, lambda f, s, m: _read(f, s, m, _one_chat(_pywxdump, 5))
    ),
    Layout.WECLONE_CSV: Reader(
        _plain_header(Layout.WECLONE_CSV), lambda f, s, m: _read(f, s, m, _weclone)
    ),
    Layout.CHATLOG_CSV: Reader(
        _chatlog_header, lambda f, s, m: _read(f, s, m, _one_chat(_chatlog, 4))
    ),
}

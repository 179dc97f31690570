"""Text layouts: 留痕 and WeFlow (a full time first), chatlog (the time last, by span)."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field

from qunce.gateway.channels.manual.parse import bodies, decode, system
from qunce.gateway.channels.manual.parse.arrivals import Row, arrive, by_span, moment, skipped
from qunce.gateway.channels.manual.parse.shapes import (
    NO_DATE,
    NO_TIME,
    NOT_A_MESSAGE,
    TRUNCATED,
    ExportFile,
    Header,
    Layout,
    Meter,
    Reader,
    Setting,
)
from qunce.gateway.channels.manual.parse.tables import SYSTEM_SENDER
from qunce.kernel.incoming import Arrival, Speaker
from qunce.kernel.messages import MessageKind

TALLEST = 5000
"""Lines of one message; more is a file gone wrong, and is cut there."""

_FULL = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
_STAMPED = re.compile(rf"^(?P<time>{_FULL}) (?P<rest>.*)$")
_QUOTED_NAME = re.compile(r"^'(?P<name>.*)'$")
_CHATLOG = re.compile(
    r"^(?P<name>.*?)(?:\((?P<sender>[^()\s]+)\))?(?: \[(?P<chat>.+)\])?"
    r" (?P<time>(?:(?:\d{4}-)?\d\d-\d\d )?\d\d:\d\d:\d\d)$"
)
_AI_DAY = re.compile(r"^\*{20}\d{4}-\d\d-\d\d\*{20}$")
_TIME_STYLE = re.compile(r"\d")


@dataclass(slots=True)
class _Part:
    """A heading and the lines below it."""

    line: int
    head: re.Match[str] | None
    body: list[str] = field(default_factory=list)

    def text(self) -> str:
        return "\n".join(self.body).strip("\n")


def layout_of(head: str) -> Layout | None:
    """Return the layout whose heading the first line with words is."""
    first = next((row.strip("\r") for row in head.split("\n") if row.strip()), "")
    if stamped := _STAMPED.match(first):
        quoted = _QUOTED_NAME.match(stamped["rest"])
        return Layout.WEFLOW_TXT if quoted else Layout.LIUHEN_TXT
    if _AI_DAY.match(first):
        return Layout.LIUHEN_AI_TXT
    return Layout.CHATLOG_TEXT if _chatlog_heading(first) else None


def _chatlog_heading(row: str) -> re.Match[str] | None:
    """Return the heading that `row` is: it ends with a time and tells the sender's id."""
    told = _CHATLOG.match(row)
    if told and (told["sender"] or told["name"] == SYSTEM_SENDER or "wxid_" in told["name"]):
        return told
    return None


Heading = Callable[[str, str], "re.Match[str] | None"]


def _parts(file: ExportFile, meter: Meter, heading: Heading) -> Iterator[_Part]:
    """Yield heading and body; `heading` is asked with a line and the one before it."""
    part = _Part(1, None)
    before = ""
    with closing(file.open()) as stream:
        for number, raw in enumerate(decode.lines(stream, meter), start=1):
            row = raw.rstrip("\r\n")
            head = heading(row, before)
            if head or len(part.body) >= TALLEST:
                yield part
                part = _Part(number, head)
            if not head:
                part.body.append(row)
            before = row
    meter.truncated = meter.truncated or before.endswith(decode.CUT)
    yield part


def _stamped(row: str, before: str) -> re.Match[str] | None:  # noqa: ARG001  (one shape)
    return _STAMPED.match(row) if row[:2] in ("19", "20") else None


def _no_message(part: _Part, meter: Meter) -> Iterator[Arrival]:
    if meter.truncated:
        yield skipped(part.line, TRUNCATED, part.text())
    elif text := part.text():
        yield skipped(part.line, NOT_A_MESSAGE, text)


def _read_stamped(
    file: ExportFile, setting: Setting, meter: Meter, *, quoted: bool
) -> Iterator[Arrival]:
    for part in _parts(file, meter, _stamped):
        if part.head is None or meter.truncated:
            yield from _no_message(part, meter)
            continue
        at = moment(part.head["time"], setting.zone)
        if at is None:
            yield skipped(part.line, NO_TIME, part.head[0])
            continue
        text, name = part.text(), part.head["rest"]
        if quoted and (match := _QUOTED_NAME.match(name)):
            name = match["name"]
        if not quoted and not text:
            body = bodies.of_kind(MessageKind.SYSTEM, name)
        elif quoted and system.is_system(text):
            body = bodies.of_kind(MessageKind.SYSTEM, text)
        else:
            body = bodies.by_placeholder(text)
        yield from arrive(Row(part.line, at, Speaker(name=name)), body)


class _Chatlog:
    """Headings of one file: all times are told in the style of the first."""

    def __init__(self) -> None:
        self._style = ""

    def heading(self, row: str, before: str) -> re.Match[str] | None:
        """Return the heading that `row` is; one stands at the beginning or after an empty line."""
        if before or not row[-1:].isdecimal():
            return None
        match = _chatlog_heading(row)
        if match is None:
            return None
        style = _TIME_STYLE.sub("0", match["time"])
        self._style = self._style or style
        return match if style == self._style else None


def _read_chatlog(file: ExportFile, setting: Setting, meter: Meter) -> Iterator[Arrival]:
    for part in _parts(file, meter, _Chatlog().heading):
        if part.head is None or meter.truncated:
            yield from _no_message(part, meter)
        else:
            yield from _chatlog_part(part, part.head, setting)


def _chatlog_part(part: _Part, head: re.Match[str], setting: Setting) -> Iterator[Arrival]:
    stamp = head["time"]
    if len(stamp) == 19:
        at = moment(stamp, setting.zone)
    elif setting.last_day is None:
        yield skipped(part.line, NO_DATE, head[0])
        return
    else:
        at = by_span(stamp, setting.last_day, setting.zone)
    if at is None:
        yield skipped(part.line, NO_TIME, head[0])
        return
    name, sender = head["name"].strip(), head["sender"] or ""
    if SYSTEM_SENDER in (name, sender):
        body = bodies.of_kind(MessageKind.SYSTEM, part.text())
        yield from arrive(Row(part.line, at, None), body)
        return
    is_self = system.ME in (sender, name)
    external = "" if is_self else (sender or name)
    speaker = Speaker(external, name, is_self=is_self)
    yield from arrive(Row(part.line, at, speaker), bodies.by_placeholder(part.text()))


def _header(layout: Layout) -> Callable[[ExportFile, Setting], Header]:
    def header(file: ExportFile, setting: Setting) -> Header:  # noqa: ARG001  (one shape for all)
        return Header(layout)

    return header


READERS: dict[Layout, Reader] = {
    Layout.LIUHEN_TXT: Reader(
        _header(Layout.LIUHEN_TXT), lambda f, s, m: _read_stamped(f, s, m, quoted=False)
    ),
    Layout.WEFLOW_TXT: Reader(
        _header(Layout.WEFLOW_TXT), lambda f, s, m: _read_stamped(f, s, m, quoted=True)
    ),
    Layout.CHATLOG_TEXT: Reader(_header(Layout.CHATLOG_TEXT), _read_chatlog),
}

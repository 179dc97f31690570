"""Web pages: 留痕's HTML (JavaScript objects, not JSON) and PyWxDump's data.js."""

import html
import re
from collections.abc import Iterator
from contextlib import closing
from itertools import chain

from qunce.gateway.channels.manual.parse import arrays, bodies, decode, objects
from qunce.gateway.channels.manual.parse.arrivals import Row, arrive, epoch, skipped
from qunce.gateway.channels.manual.parse.shapes import (
    NO_TIME,
    NOT_A_MESSAGE,
    TRUNCATED,
    ExportFile,
    Header,
    Layout,
    Member,
    Meter,
    Reader,
    Setting,
)
from qunce.kernel.incoming import Arrival, Speaker
from qunce.kernel.messages import MessageKind

_VALUE = r"(?:'(?:[^'\\]++|\\.)*+'|-?\d++)"
_OBJECT = re.compile(rf"\{{\s*type\s*:\s*\d+\s*(?:,\s*\w+\s*:\s*{_VALUE}\s*)*+,?\s*\}}", re.DOTALL)
_START = re.compile(r"\{\s*type\s*:\s*\d")
_FIELD = re.compile(r"(\w+)\s*:\s*(?:'((?:[^'\\]++|\\.)*+)'|(-?\d+))", re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_TITLE = re.compile(r"<title>([^<]{0,200})</title>", re.IGNORECASE)
_ALT = re.compile(r"<img[^>]*?\b(?:title|alt)=[\"']?(\[[^\]\"'>]+\])[^>]*>")
_USERS = "const local_user_list"
_MESSAGES = "const local_msg_list"
LONGEST_OBJECT = 2 * 1024 * 1024


def layout_of(head: str) -> Layout | None:
    """Return the layout of a web page or script."""
    if _MESSAGES in head or (_USERS in head and "local_mywxid" in head):
        return Layout.PYWXDUMP_JS
    start = head.lstrip()[:200].lower()
    if start.startswith(("<!doctype html", "<html")):
        return Layout.LIUHEN_HTML
    return None


# --- 留痕 --------------------------------------------------------------------------------------


def _objects(parts: Iterator[str]) -> Iterator[tuple[int, str, bool]]:
    """Yield line, text and whether it is whole, of each message's object."""
    held, line, at_end = "", 1, False
    while not at_end:
        part = next(parts, None)
        at_end = part is None
        held += part or ""
        used = 0
        for match in _START.finditer(held):
            if match.start() < used:
                continue
            whole = _OBJECT.match(held, match.start())
            if whole is None and not at_end and len(held) - match.start() < LONGEST_OBJECT:
                break
            line += held.count("\n", used, match.start())
            end = whole.end() if whole else match.end()
            yield line, held[match.start() : end + (0 if whole else 80)], whole is not None
            line += held.count("\n", match.start(), end)
            used = end
        else:
            tail = max(used, len(held) - 64)
            line += held.count("\n", used, tail)
            used = tail
        held = held[used:]


def _unescaped(value: str) -> str:
    """Undo JavaScript's escapes, then HTML's; emoji pictures become their words again."""

    def plain(match: re.Match[str]) -> str:
        told = match[1]
        if len(told) == 5:
            return chr(int(told[1:], 16))
        return {"n": "\n", "r": "", "t": "\t"}.get(told, told)

    text = _ALT.sub(r"\1", _ESCAPE.sub(plain, value))
    text = re.sub(r"<br\s*/?>", "\n", text)
    return html.unescape(re.sub(r"</?(?:img|a|p|span|div)\b[^>]*>", "", text))


def _read_liuhen(file: ExportFile, setting: Setting, meter: Meter) -> Iterator[Arrival]:
    with closing(file.open()) as stream:
        for line, told, whole in _objects(decode.blocks(stream, meter)):
            if whole:
                yield from _liuhen(told, line, setting)
            else:
                meter.truncated = meter.truncated or meter.read >= meter.total
                yield skipped(line, TRUNCATED if meter.truncated else NOT_A_MESSAGE, told)


def _liuhen(told: str, line: int, setting: Setting) -> Iterator[Arrival]:
    values = {key: _unescaped(words) or number for key, words, number in _FIELD.findall(told)}
    at = epoch(values.get("timestamp"), setting.zone)
    if at is None:
        yield skipped(line, NO_TIME, told)
        return
    speaker = Speaker(name=values.get("displayname", ""), is_self=values.get("is_send") == "1")
    body = _liuhen_body(values)
    yield from arrive(Row(line, at, speaker, quoted=values.get("refer_text", "")), body)


def _liuhen_body(values: dict[str, str]) -> bodies.Body:
    code, sub = int(values["type"][:9]), values.get("sub_type", "0")
    content = values.get("text", "")
    if code == 0:
        return bodies.of_kind(MessageKind.SYSTEM, content)
    kind = bodies.kind_of_code(code, int(sub[:9]) if sub.isdecimal() else 0)
    if kind is MessageKind.FILE:
        name = values.get("file_name") or bodies.base_name(content)
        return bodies.Body(kind, attachments=(name,) if name else ())
    if kind is MessageKind.LINK:
        words = (values.get("title", ""), values.get("url") or values.get("link_url", ""))
        return bodies.Body(kind, "\n".join(word for word in words if word))
    return bodies.of_kind(kind, content)


def _liuhen_header(file: ExportFile, setting: Setting) -> Header:  # noqa: ARG001  (one shape)
    title = _TITLE.search(decode.text_of(file.head()))
    return Header(Layout.LIUHEN_HTML, group=html.unescape(title[1]).strip() if title else "")


# --- PyWxDump's data.js -----------------------------------------------------------------------


def _script(parts: Iterator[str]) -> tuple[str, Iterator[str]]:
    """Return what stands before the list of messages, and the list as parts."""
    held = ""
    for part in parts:
        held += part
        place = held.find(_MESSAGES)
        if place >= 0 and (start := held.find("[", place)) >= 0:
            return held[:place], _without_semicolon(chain((held[start:],), parts))
    return held, iter(())


def _without_semicolon(parts: Iterator[str]) -> Iterator[str]:
    """A statement may end with a semicolon, a JSON value may not."""
    before = ""
    for part in parts:
        yield before
        before = part
    yield before.rstrip("; \r\n\t")


def _read_script(file: ExportFile, setting: Setting, meter: Meter) -> Iterator[Arrival]:
    with closing(file.open()) as stream:
        before, rest = _script(decode.blocks(stream, meter))
        told = Setting(setting.zone, setting.last_day, {**_users(before), **setting.names})
        number = 0
        for at, item in arrays.items(rest, meter, "item"):
            number = at or number + 1
            if isinstance(item, dict):
                yield from objects.pywxdump_item(item, number, told)
            else:
                yield skipped(number, NOT_A_MESSAGE if at else TRUNCATED, item)


def _users(before: str) -> dict[str, Member]:
    place = before.find(_USERS)
    start = before.find("{", place)
    if place < 0 or start < 0:
        return {}
    return objects.names_in(objects.first_value(before[start:]))


def _script_header(file: ExportFile, setting: Setting) -> Header:
    with closing(file.open()) as stream:
        before, rest = _script(decode.blocks(stream, Meter(file.size)))
        _, item = next(arrays.items(rest, Meter(file.size), "item"), (0, None))
    room = arrays.text(item.get("room_name")) if isinstance(item, dict) else ""
    known = {**_users(before), **setting.names}.get(room)
    return Header(Layout.PYWXDUMP_JS, group=known.name if known else "", group_external=room)


READERS: dict[Layout, Reader] = {
    Layout.LIUHEN_HTML: Reader(_liuhen_header, _read_liuhen),
    Layout.PYWXDUMP_JS: Reader(_script_header, _read_script),
}

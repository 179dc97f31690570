"""JSON of chatlog and PyWxDump: an array of messages."""

import json
import re
from collections.abc import Iterator
from contextlib import closing

from qunce.gateway.channels.manual.parse import arrays, bodies, decode
from qunce.gateway.channels.manual.parse.arrays import Item, Take
from qunce.gateway.channels.manual.parse.arrivals import Row, arrive, moment, skipped
from qunce.gateway.channels.manual.parse.shapes import (
    NO_TIME,
    OTHER_CHAT,
    ExportFile,
    Header,
    Layout,
    Member,
    Meter,
    Reader,
    Setting,
)
from qunce.gateway.channels.manual.parse.tables import SYSTEM_SENDER, speaker_of
from qunce.kernel.incoming import Arrival, Speaker
from qunce.kernel.messages import MessageKind

_FIRST_KEY = re.compile(r'^\s*\{\s*"([^"]{1,80})"')
_ARRAY = re.compile(r"^\s*\[\s*\{")


def layout_of(head: str) -> Layout | None:
    """Return the layout of JSON by its first keys."""
    if match := _FIRST_KEY.match(head):
        return _of_object(match[1], head)
    if _ARRAY.match(head):
        first = head[:4000]
        if '"MsgSvrID"' in first and '"type_name"' in first:
            return Layout.PYWXDUMP_JSON
        if '"talker"' in first and '"senderName"' in first:
            return Layout.CHATLOG_JSON
        if '"conversations"' in first:
            return Layout.LIUHEN_TRAINING
    return None


def _of_object(key: str, head: str) -> Layout | None:
    if key == "_type" or (key == "chatlab" and re.match(r'^[^\n]*"_type"', head)):
        return Layout.CHATLAB_JSONL
    if key == "chatlab":
        return Layout.CHATLAB_JSON
    if key in ("weflow", "session"):
        return Layout.WEFLOW_ARKME if re.search(r'"senders"\s*:\s*\[', head) else Layout.WEFLOW_JSON
    if '"wxid"' in head[:4000] and '"nickname"' in head[:8000]:
        return Layout.PYWXDUMP_USERS
    return None


def _chatlog_header(file: ExportFile, setting: Setting) -> Header:  # noqa: ARG001  (one shape)
    first = arrays.first(file, "item")
    return Header(
        Layout.CHATLOG_JSON,
        group=arrays.text(first.get("talkerName")),
        group_external=arrays.text(first.get("talker")),
    )


def _chatlog(file: ExportFile, setting: Setting) -> Take:
    chat = _chatlog_header(file, setting).group_external

    def take(item: Item, number: int, setting: Setting) -> Iterator[Arrival]:
        at = moment(arrays.text(item.get("time")), setting.zone)
        if at is None:
            yield skipped(number, NO_TIME, item)
        elif arrays.text(item.get("talker")) != chat:
            yield skipped(number, OTHER_CHAT, item.get("talkerName"))
        else:
            at = at.astimezone(setting.zone)
            speaker = None
            sender = arrays.text(item.get("sender"))
            if sender != SYSTEM_SENDER:
                name = arrays.text(item.get("senderName")) or sender
                speaker = Speaker(sender, name, is_self=item.get("isSelf") is True)
            row = Row(number, at, speaker, arrays.text(item.get("seq")))
            yield from arrive(row, _chatlog_body(item))

    return take


def _chatlog_body(item: Item) -> bodies.Body:
    code, sub = arrays.whole(item.get("type")), arrays.whole(item.get("subType"))
    content = arrays.text(item.get("content"))
    title, url, quoted = bodies.contents_words(arrays.part(item, "contents"))
    body = bodies.by_code(code, sub, content)
    if body.kind is MessageKind.FILE and title:
        return bodies.Body(body.kind, attachments=(title,))
    if body.kind is not MessageKind.TEXT and not content and title:
        words = f"{title}\n{url}" if url and body.kind is MessageKind.LINK else title
        return bodies.Body(body.kind, words)
    if quoted:
        return bodies.Body(body.kind, body.text, quoted=quoted, raw=body.raw)
    return body


def pywxdump_item(item: Item, number: int, setting: Setting) -> Iterator[Arrival]:
    """Yield what one of PyWxDump's messages says (JSON and data.js are alike)."""
    at = moment(arrays.text(item.get("CreateTime")), setting.zone)
    if at is None:
        yield skipped(number, NO_TIME, item)
        return
    is_self = arrays.whole(item.get("is_sender")) == 1
    speaker = speaker_of(arrays.text(item.get("talker")), setting, is_self=is_self)
    message, source = arrays.text(item.get("msg")), arrays.text(item.get("src"))
    body = bodies.by_label(arrays.text(item.get("type_name")), message, source)
    yield from arrive(Row(number, at, speaker, arrays.text(item.get("MsgSvrID"))), body)


def _pywxdump(file: ExportFile, setting: Setting) -> Take:  # noqa: ARG001  (one shape)
    room = arrays.text(arrays.first(file, "item").get("room_name"))

    def take(item: Item, number: int, setting: Setting) -> Iterator[Arrival]:
        if arrays.text(item.get("room_name")) == room:
            yield from pywxdump_item(item, number, setting)
        else:
            yield skipped(number, OTHER_CHAT, item.get("room_name"))

    return take


def _pywxdump_header(file: ExportFile, setting: Setting) -> Header:
    room = arrays.text(arrays.first(file, "item").get("room_name"))
    known = setting.names.get(room)
    return Header(Layout.PYWXDUMP_JSON, group=known.name if known else "", group_external=room)


def names_in(value: object) -> dict[str, Member]:
    """Return the members in PyWxDump's users.json (or the list in its data.js)."""
    if not isinstance(value, dict):
        return {}
    found = {}
    for external, user in value.items():
        if isinstance(user, dict):
            nickname = arrays.text(user.get("nickname"))
            shown = arrays.text(user.get("remark")) or nickname
            found[external] = Member(external, shown, nickname)
    for user in value.values():
        extra = user.get("extra") if isinstance(user, dict) else None
        cards = extra.get("wxid2remark") if isinstance(extra, dict) else None
        for external, card in cards.items() if isinstance(cards, dict) else ():
            if card:
                known = found.get(external)
                found[external] = Member(
                    external, arrays.text(card), known.nickname if known else ""
                )
    return found


def first_value(words: str) -> object:
    """Return the JSON value that `words` begin with, None where they do not."""
    try:
        value, _ = json.JSONDecoder().raw_decode(words)
    except (ValueError, RecursionError):
        return None
    return value


def names_of(file: ExportFile) -> dict[str, Member]:
    """Return the members in a users.json; none where it cannot be read."""
    with closing(file.open()) as stream:
        words = "".join(decode.blocks(stream, Meter(file.size)))
    return names_in(first_value(words.lstrip()))


READERS: dict[Layout, Reader] = {
    Layout.CHATLOG_JSON: Reader(_chatlog_header, arrays.reading("item", _chatlog)),
    Layout.PYWXDUMP_JSON: Reader(_pywxdump_header, arrays.reading("item", _pywxdump)),
}

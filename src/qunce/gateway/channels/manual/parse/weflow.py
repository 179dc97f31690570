"""WeFlow's JSON, arkme-json and ChatLab's JSON and JSONL."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing

from qunce.gateway.channels.manual.parse import arrays, bodies, decode
from qunce.gateway.channels.manual.parse.arrays import Item, Take
from qunce.gateway.channels.manual.parse.arrivals import Row, arrive, epoch, moment, skipped
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


def _weflow_header(layout: Layout) -> Callable[[ExportFile, Setting], Header]:
    def header(file: ExportFile, setting: Setting) -> Header:  # noqa: ARG001  (one shape for all)
        values = arrays.before_messages(file)
        session = arrays.part(values, "session")
        members = tuple(
            Member(
                arrays.text(one.get("accountId")),
                arrays.text(one.get("groupNickname")) or arrays.text(one.get("displayName")),
                arrays.text(one.get("nickname")),
            )
            for one in arrays.list_of(values, "groupMembers") or arrays.list_of(values, "senders")
        )
        return Header(
            layout,
            group=arrays.text(session.get("displayName")) or arrays.text(session.get("nickname")),
            group_external=arrays.text(session.get("accountId") or session.get("wxid")),
            members=members,
            is_present=bool(arrays.list_of(values, "groupMembers")),
        )

    return header


def _weflow(file: ExportFile, setting: Setting) -> Take:  # noqa: ARG001  (one shape for all)
    senders = {
        arrays.text(one.get("senderID")): Speaker(
            arrays.text(one.get("accountId")),
            arrays.text(one.get("groupNickname")) or arrays.text(one.get("displayName")),
            arrays.text(one.get("nickname")),
        )
        for one in arrays.list_of(arrays.before_messages(file), "senders")
    }

    def take(item: Item, number: int, setting: Setting) -> Iterator[Arrival]:
        at = epoch(item.get("createTime"), setting.zone)
        at = at or moment(arrays.text(item.get("formattedTime")), setting.zone)
        if at is None:
            yield skipped(number, NO_TIME, item)
            return
        known = senders.get(arrays.text(item.get("senderID")))
        speaker = _weflow_speaker(item, known)
        row = Row(
            number,
            at,
            speaker,
            arrays.text(item.get("platformMessageId")),
            arrays.text(item.get("replyToMessageId")),
            _quoted(item),
        )
        yield from arrive(row, _weflow_body(item))

    return take


def _weflow_speaker(item: Item, known: Speaker | None) -> Speaker:
    is_self = arrays.whole(item.get("isSend")) == 1
    if known:
        return Speaker(known.external, known.name, known.nickname, is_self=is_self)
    external = arrays.text(item.get("senderUsername"))
    name = arrays.text(item.get("senderDisplayName")) or external
    return Speaker(external, name, is_self=is_self)


def _quoted(item: Item) -> str:
    sender, words = arrays.text(item.get("quotedSender")), arrays.text(item.get("quotedContent"))
    return f"{sender}：{words}" if sender and words else words


def _weflow_body(item: Item) -> bodies.Body:
    content = arrays.text(item.get("content"))
    code = arrays.whole(item.get("localType"))
    label = arrays.text(item.get("type"))
    if code & 0xFFFFFFFF == 49 and code >> 32 == 0 and label:
        return bodies.by_label(label, content)
    if not code:
        return bodies.by_label(label, content)
    return bodies.by_code(code, 0, content)


def _chatlab_header(file: ExportFile, setting: Setting) -> Header:  # noqa: ARG001  (one shape)
    values = arrays.before_messages(file)
    return _of_meta(
        Layout.CHATLAB_JSON, arrays.part(values, "meta"), arrays.list_of(values, "members")
    )


def _of_meta(layout: Layout, meta: Item, members: list[Item]) -> Header:
    listed = tuple(
        Member(
            arrays.text(one.get("platformId")),
            arrays.text(one.get("groupNickname")) or arrays.text(one.get("accountName")),
            arrays.text(one.get("accountName")),
        )
        for one in members
    )
    return Header(layout, arrays.text(meta.get("name")), arrays.text(meta.get("groupId")), listed)


def chatlab_item(item: Item, number: int, setting: Setting) -> Iterator[Arrival]:
    """Yield what one of ChatLab's messages says (JSON and JSONL are alike)."""
    at = epoch(item.get("timestamp"), setting.zone)
    if at is None:
        yield skipped(number, NO_TIME, item)
        return
    nickname = arrays.text(item.get("accountName"))
    name = arrays.text(item.get("groupNickname")) or nickname
    row = Row(
        number,
        at,
        Speaker(arrays.text(item.get("sender")), name, nickname),
        arrays.text(item.get("platformMessageId")),
        arrays.text(item.get("replyToMessageId")),
    )
    yield from arrive(
        row, bodies.by_chatlab(arrays.whole(item.get("type")), arrays.text(item.get("content")))
    )


def _chatlab(file: ExportFile, setting: Setting) -> Take:  # noqa: ARG001  (one shape for all)
    return chatlab_item


def _json_of(row: str) -> Item | None:
    try:
        value = json.loads(row)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _jsonl_header(file: ExportFile, setting: Setting) -> Header:  # noqa: ARG001  (one shape)
    meta: Item = {}
    members: list[Item] = []
    with closing(file.open()) as stream:
        for row in decode.lines(stream, Meter(file.size)):
            item = _json_of(row) or {}
            kind = item.get("_type")
            if kind == "message":
                break
            if kind == "member":
                members.append(item)
            elif "meta" in item or "name" in item:
                meta = arrays.part(item, "meta") or item
    return _of_meta(Layout.CHATLAB_JSONL, meta, members)


def _read_jsonl(file: ExportFile, setting: Setting, meter: Meter) -> Iterator[Arrival]:
    with closing(file.open()) as stream:
        for number, row in enumerate(decode.lines(stream, meter), start=1):
            item = _json_of(row)
            if item is not None and item.get("_type", "message") == "message":
                yield from chatlab_item(item, number, setting)
            elif item is None and row.strip():
                meter.truncated = not row.endswith("\n")
                yield skipped(number, TRUNCATED if meter.truncated else NOT_A_MESSAGE, row)


READERS: dict[Layout, Reader] = {
    Layout.WEFLOW_JSON: Reader(
        _weflow_header(Layout.WEFLOW_JSON), arrays.reading("messages.item", _weflow)
    ),
    Layout.WEFLOW_ARKME: Reader(
        _weflow_header(Layout.WEFLOW_ARKME), arrays.reading("messages.item", _weflow)
    ),
    Layout.CHATLAB_JSON: Reader(_chatlab_header, arrays.reading("messages.item", _chatlab)),
    Layout.CHATLAB_JSONL: Reader(_jsonl_header, _read_jsonl),
}

"""What the writers of all layouts share."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from qunce.gateway.channels.manual.parse.shapes import Layout
from qunce.gateway.channels.manual.parse.tables import COLUMNS
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import MessageKind as Kind

CODES = {Kind.TEXT: 1, Kind.IMAGE: 3, Kind.VOICE: 34, Kind.VIDEO: 43, Kind.STICKER: 47}
APPS = {Kind.LINK: 5, Kind.FILE: 6}
CHATLAB = {
    Kind.TEXT: 0,
    Kind.IMAGE: 1,
    Kind.VOICE: 2,
    Kind.VIDEO: 3,
    Kind.FILE: 4,
    Kind.STICKER: 5,
    Kind.LINK: 7,
    Kind.SYSTEM: 80,
}
WORDS = {
    Kind.TEXT: "文本",
    Kind.IMAGE: "图片",
    Kind.VOICE: "语音",
    Kind.VIDEO: "视频",
    Kind.STICKER: "动画表情",
    Kind.FILE: "文件",
    Kind.LINK: "链接",
    Kind.SYSTEM: "系统",
}
WECLONE = {
    Kind.IMAGE: "image",
    Kind.VOICE: "voice",
    Kind.VIDEO: "video",
    Kind.STICKER: "sticker",
    Kind.FILE: "file",
}
PLACEHOLDERS = {Kind.STICKER: "[表情包]"}


@dataclass(frozen=True, slots=True)
class Chat:
    """A group's conversation, in order. `external` is the platform's id of the group."""

    name: str
    external: str
    messages: Sequence[Incoming]
    zone: tzinfo


def local_time(chat: Chat, message: Incoming) -> str:
    """Return the local time of a message, to the second."""
    return message.sent_at.astimezone(chat.zone).strftime("%Y-%m-%d %H:%M:%S")


def seconds(message: Incoming) -> int:
    """Return the Unix time of a message."""
    return int(message.sent_at.timestamp())


def who_of(message: Incoming) -> Speaker:
    """Return the speaker, an empty one for the platform's own lines."""
    return message.speaker or Speaker()


def shown(message: Incoming) -> str:
    """Return the words of a layout that has no types: media are placeholders."""
    if message.kind is Kind.FILE:
        return f"[文件] {message.attachments[0]}" if message.attachments else "[文件]"
    if message.kind in (Kind.TEXT, Kind.SYSTEM):
        return message.text
    return PLACEHOLDERS.get(message.kind) or f"[{WORDS[message.kind]}]{message.text}"


def file_name(message: Incoming) -> str:
    """Return the name of the first attachment, or ""."""
    return message.attachments[0] if message.attachments else ""


def table(layout: Layout, rows: Sequence[Sequence[object]], end: str = "\r\n") -> str:
    """Return a CSV with the columns of `layout`."""
    columns = next(names for names, known in COLUMNS.items() if known is layout)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end)
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def as_json(value: object) -> bytes:
    """Return `value` as indented JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode()


def xml(text: str) -> str:
    """Return `text` with the signs of XML escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


Writer = Callable[[Chat], dict[str, bytes]]
"""Chat → files by name."""

"""chatlog: CSV, JSON and text."""

from qunce.gateway.channels.manual.exports.common import (
    APPS,
    CODES,
    WORDS,
    Chat,
    Writer,
    as_json,
    file_name,
    local_time,
    seconds,
    table,
)
from qunce.gateway.channels.manual.parse import system
from qunce.gateway.channels.manual.parse.shapes import Layout
from qunce.gateway.channels.manual.parse.tables import SYSTEM_SENDER
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import MessageKind as Kind


def _chatlog_words(one: Incoming) -> str:
    title, _, url = one.text.partition("\n")
    if one.kind is Kind.LINK:
        return f"[链接|{title}]({url})"
    if one.kind is Kind.FILE:
        return f"[文件|{file_name(one)}](http://127.0.0.1:5030/file/0f)"
    if one.kind in (Kind.IMAGE, Kind.VIDEO):
        return f"![{WORDS[one.kind]}](http://127.0.0.1:5030/{one.kind}/0f)"
    if one.quoted:
        name, _, said = one.quoted.partition("：")
        quote = "\n".join(f"> {row}" for row in said.split("\n"))
        return f"> {name}(wxid_0f) 11-01 09:00:00\n{quote}\n{one.text}"
    return f"[{WORDS[one.kind]}]" if one.kind in (Kind.VOICE, Kind.STICKER) else one.text


def _chatlog_csv(chat: Chat) -> dict[str, bytes]:
    rows = []
    for one in chat.messages:
        sender = (one.speaker.name, one.speaker.external) if one.speaker else ("", SYSTEM_SENDER)
        rows.append((local_time(chat, one), *sender, chat.name, chat.external, _chatlog_words(one)))
    return {f"{chat.external}.csv": table(Layout.CHATLOG_CSV, rows, "\n").encode()}


def _chatlog_text(chat: Chat) -> dict[str, bytes]:
    parts = []
    for one in chat.messages:
        who = one.speaker
        head = f"{who.name}({system.ME if who.is_self else who.external})" if who else SYSTEM_SENDER
        parts.append(f"{head} {local_time(chat, one)}\n{_chatlog_words(one)}\n\n")
    return {f"{chat.name}.txt": "".join(parts).encode()}


def _chatlog_json(chat: Chat) -> dict[str, bytes]:
    rows = []
    for number, one in enumerate(chat.messages):
        who = one.speaker or Speaker(SYSTEM_SENDER)
        title, _, url = one.text.partition("\n")
        sub = APPS.get(one.kind, 57 if one.quoted else 0)
        contents: dict[str, object] = {}
        if one.kind in APPS:
            contents = {"title": file_name(one) or title, "url": url}
        elif one.quoted:
            name, _, said = one.quoted.partition("：")
            contents = {"refer": {"senderName": name, "content": said, "type": 1}}
        code = 10000 if one.kind is Kind.SYSTEM else CODES.get(one.kind, 49)
        row = {
            "seq": seconds(one) * 1000 + number % 1000,
            "time": one.sent_at.astimezone(chat.zone).isoformat(),
            "talker": chat.external,
            "talkerName": chat.name,
            "isChatRoom": True,
            "sender": who.external,
            "senderName": who.name,
            "isSelf": who.is_self,
            "type": 49 if sub else code,
            "subType": sub,
            "content": "" if one.kind in APPS else one.text,
        }
        rows.append({**row, "contents": contents} if contents else row)
    return {f"{chat.external}.json": as_json(rows)}


WRITERS: dict[Layout, Writer] = {
    Layout.CHATLOG_CSV: _chatlog_csv,
    Layout.CHATLOG_JSON: _chatlog_json,
    Layout.CHATLOG_TEXT: _chatlog_text,
}

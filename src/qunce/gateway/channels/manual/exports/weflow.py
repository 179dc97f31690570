"""WeFlow: JSON, arkme-json, TXT, Excel, ChatLab JSON and JSONL, WeClone CSV."""

import io
import json

import openpyxl

from qunce.gateway.channels.manual.exports.common import (
    CHATLAB,
    CODES,
    WECLONE,
    WORDS,
    Chat,
    Writer,
    as_json,
    file_name,
    local_time,
    seconds,
    shown,
    table,
    who_of,
)
from qunce.gateway.channels.manual.parse import system
from qunce.gateway.channels.manual.parse.shapes import Layout
from qunce.kernel.incoming import Incoming
from qunce.kernel.messages import MessageKind as Kind

_QUOTE = 57 << 32 | 49
_FULL = (
    "序号",
    "时间",
    "发送者昵称",
    "发送者账号ID",
    "发送者备注",
    "群昵称",
    "发送者身份",
    "消息类型",
    "内容",
)


def _words(one: Incoming) -> str:
    """Return the words as WeFlow writes them: a quote follows in brackets."""
    return f"{one.text}[引用 {one.quoted}]" if one.quoted else shown(one)


def _type(one: Incoming) -> str:
    return "引用消息" if one.quoted else f"{WORDS[one.kind]}消息"


def _people(chat: Chat) -> dict[str, str]:
    spoken = [one.speaker for one in chat.messages if one.speaker]
    return {who.external: who.name for who in spoken}


def _session(chat: Chat) -> dict[str, object]:
    return {
        "accountId": chat.external,
        "nickname": chat.name,
        "remark": "",
        "displayName": chat.name,
        "type": "群聊",
        "lastTimestamp": seconds(chat.messages[-1]) if chat.messages else 0,
        "messageCount": len(chat.messages),
    }


def _messages(chat: Chat) -> list[dict[str, object]]:
    rows = []
    for number, one in enumerate(chat.messages, start=1):
        who = who_of(one)
        code = 10000 if one.kind is Kind.SYSTEM else CODES.get(one.kind, 49)
        row: dict[str, object] = {
            "localId": number,
            "createTime": seconds(one),
            "formattedTime": local_time(chat, one),
            "type": _type(one),
            "localType": _QUOTE if one.quoted else code,
            "content": _words(one),
            "isSend": int(who.is_self),
            "senderUsername": who.external,
            "senderDisplayName": who.name,
            "source": "",
            "senderAvatarKey": who.external,
        }
        if one.platform_id:
            row["platformMessageId"] = one.platform_id
        if one.quoted:
            name, _, said = one.quoted.partition("：")
            row |= {"quotedSender": name, "quotedContent": said}
        if one.reply_platform_id:
            row["replyToMessageId"] = one.reply_platform_id
        rows.append(row)
    return rows


_ABOUT = {"version": "1.0.3", "exportedAt": 1795400000, "generator": "WeFlow"}


def _json(chat: Chat) -> dict[str, bytes]:
    value = {"weflow": _ABOUT, "session": _session(chat), "messages": _messages(chat)}
    return {f"{chat.name}.json": as_json(value)}


def _arkme(chat: Chat) -> dict[str, bytes]:
    numbers = {external: at for at, external in enumerate(_people(chat), start=1)}
    people = _people(chat).items()
    senders = [
        {"senderID": numbers[key], "accountId": key, "displayName": name, "nickname": name}
        for key, name in people
    ]
    members = [
        {"accountId": key, "displayName": name, "groupNickname": name} for key, name in people
    ]
    rows = []
    for row in _messages(chat):
        external = str(row.pop("senderUsername"))
        row.pop("senderDisplayName")
        row.pop("senderAvatarKey")
        rows.append({**row, "senderID": numbers.get(external, 0)})
    value = {
        "weflow": _ABOUT,
        "session": _session(chat),
        "senders": senders,
        "groupMembers": members,
        "messages": rows,
    }
    return {f"{chat.name}.json": as_json(value)}


def _txt(chat: Chat) -> dict[str, bytes]:
    parts = [
        f"{local_time(chat, one)} '{who_of(one).name or chat.name}'\n{_words(one)}\n\n"
        for one in chat.messages
    ]
    return {f"{chat.name}.txt": "".join(parts).encode()}


def _meta(chat: Chat) -> dict[str, object]:
    return {"name": chat.name, "platform": "wechat", "type": "group", "groupId": chat.external}


def _chatlab_members(chat: Chat) -> list[dict[str, object]]:
    return [
        {"platformId": external, "accountName": name, "groupNickname": name}
        for external, name in _people(chat).items()
    ]


def _chatlab_messages(chat: Chat) -> list[dict[str, object]]:
    rows = []
    for one in chat.messages:
        who = who_of(one)
        row: dict[str, object] = {
            "sender": who.external,
            "accountName": who.name,
            "timestamp": seconds(one),
            "type": 25 if one.quoted else CHATLAB[one.kind],
            "content": _markdown(one),
        }
        if one.platform_id:
            row["platformMessageId"] = one.platform_id
        if one.reply_platform_id:
            row["replyToMessageId"] = one.reply_platform_id
        rows.append(row)
    return rows


def _markdown(one: Incoming) -> str:
    title, _, url = one.text.partition("\n")
    return f"[{title}]({url})" if one.kind is Kind.LINK else _words(one)


_CHATLAB_ABOUT = {"version": "0.0.2", "exportedAt": 1795400000, "generator": "WeFlow"}


def _chatlab(chat: Chat) -> dict[str, bytes]:
    value = {
        "chatlab": _CHATLAB_ABOUT,
        "meta": _meta(chat),
        "members": _chatlab_members(chat),
        "messages": _chatlab_messages(chat),
    }
    return {f"{chat.name}.json": as_json(value)}


def _chatlab_lines(chat: Chat) -> dict[str, bytes]:
    rows: list[dict[str, object]] = [
        {"_type": "header", "chatlab": _CHATLAB_ABOUT, "meta": _meta(chat)},
        *({"_type": "member", **row} for row in _chatlab_members(chat)),
        *({"_type": "message", **row} for row in _chatlab_messages(chat)),
    ]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return {f"{chat.name}.jsonl": text.encode()}


def _weclone(chat: Chat) -> dict[str, bytes]:
    rows = []
    for number, one in enumerate(chat.messages, start=1):
        who = who_of(one)
        at = one.sent_at.astimezone(chat.zone).strftime("%Y-%m-%dT%H:%M:%S")
        label = WECLONE.get(one.kind, "text")
        head = (number, one.platform_id, label, int(who.is_self), who.name or chat.name)
        rows.append((*head, _words(one), file_name(one), at))
    return {f"{chat.name}.csv": b"\xef\xbb\xbf" + table(Layout.WECLONE_CSV, rows).encode()}


def _excel(chat: Chat) -> dict[str, bytes]:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("聊天记录")
    sheet.append(["会话信息"])
    sheet.append(["账号ID", chat.external, "", "昵称", chat.name, "备注", ""])
    sheet.append(["导出工具", "WeFlow", "", "导出版本", "1.0.3"])
    sheet.append(list(_FULL))
    for number, one in enumerate(chat.messages, start=1):
        who = who_of(one)
        role = "系统消息" if one.speaker is None else system.ME if who.is_self else who.name
        row = [number, local_time(chat, one), who.name, who.external, "", who.name, role]
        sheet.append([*row, _type(one), _words(one)])
    out = io.BytesIO()
    book.save(out)
    return {f"{chat.name}.xlsx": out.getvalue()}


WRITERS: dict[Layout, Writer] = {
    Layout.WEFLOW_JSON: _json,
    Layout.WEFLOW_ARKME: _arkme,
    Layout.WEFLOW_TXT: _txt,
    Layout.WEFLOW_EXCEL: _excel,
    Layout.CHATLAB_JSON: _chatlab,
    Layout.CHATLAB_JSONL: _chatlab_lines,
    Layout.WECLONE_CSV: _weclone,
}

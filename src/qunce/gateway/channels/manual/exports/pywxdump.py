"""PyWxDump: CSV and JSON with users.json beside them, and data.js."""

import json

from qunce.gateway.channels.manual.exports.common import (
    WORDS,
    Chat,
    Writer,
    as_json,
    file_name,
    local_time,
    table,
    who_of,
)
from qunce.gateway.channels.manual.parse import system
from qunce.gateway.channels.manual.parse.shapes import Layout
from qunce.kernel.messages import MessageKind as Kind


def _pywxdump_rows(chat: Chat) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for number, one in enumerate(chat.messages, start=1):
        who = who_of(one)
        name, _, said = one.quoted.partition("：")
        quote = f"\n\n[引用]({local_time(chat, one)}){name}:{said}" if one.quoted else ""
        title, _, url = one.text.partition("\n")
        label = {Kind.SYSTEM: "系统通知", Kind.LINK: "(分享)卡片式链接"}.get(one.kind)
        link = f'{title}\n\n\n<a href="{url}">点击查看详情</a>'
        rows.append(
            {
                "id": number,
                "MsgSvrID": one.platform_id or str(7000 + number),
                "type_name": label or ("引用回复" if quote else WORDS[one.kind]),
                "is_sender": int(who.is_self),
                "talker": system.ME if who.is_self else who.external or "系统",
                "room_name": chat.external,
                "msg": link if one.kind is Kind.LINK else file_name(one) or one.text + quote,
                "src": url if one.kind is Kind.LINK else "",
                "CreateTime": local_time(chat, one),
            }
        )
    return rows


def _pywxdump_users(chat: Chat) -> dict[str, object]:
    people = {one.speaker.external: one.speaker for one in chat.messages if one.speaker}
    users: dict[str, object] = {
        external: {"wxid": external, "nickname": who.name, "remark": "", "account": ""}
        for external, who in people.items()
        if external and not who.is_self
    }
    users[chat.external] = {"wxid": chat.external, "nickname": chat.name, "remark": ""}
    return users


def _pywxdump_csv(chat: Chat) -> dict[str, bytes]:
    rows = [tuple(row.values()) for row in _pywxdump_rows(chat)]
    name = f"{chat.external}_0_{len(rows) + 1}.csv"
    text = table(Layout.PYWXDUMP_CSV, rows)
    return {name: text.encode(), "users.json": as_json(_pywxdump_users(chat))}


def _pywxdump_json(chat: Chat) -> dict[str, bytes]:
    rows = [{**row, "extra": {}} for row in _pywxdump_rows(chat)]
    return {f"{chat.external}.json": as_json(rows), "users.json": as_json(_pywxdump_users(chat))}


def _pywxdump_js(chat: Chat) -> dict[str, bytes]:
    users = json.dumps(_pywxdump_users(chat), ensure_ascii=False)
    rows = json.dumps(_pywxdump_rows(chat), ensure_ascii=False)
    lines = (
        "localStorage.setItem('isUseLocalData', 't') ",
        f"const local_msg_count = {len(chat.messages)}",
        "const local_mywxid = 'wxid_me' ",
        f"const local_user_list = {users} ",
        f"const local_msg_list = {rows} \n",
    )
    return {"data.js": "\n".join(lines).encode()}


WRITERS: dict[Layout, Writer] = {
    Layout.PYWXDUMP_CSV: _pywxdump_csv,
    Layout.PYWXDUMP_JSON: _pywxdump_json,
    Layout.PYWXDUMP_JS: _pywxdump_js,
}

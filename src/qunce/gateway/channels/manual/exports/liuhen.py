"""留痕: CSV, TXT and HTML."""

from qunce.gateway.channels.manual.exports.common import (
    APPS,
    CODES,
    Chat,
    Writer,
    file_name,
    local_time,
    seconds,
    shown,
    table,
    who_of,
    xml,
)
from qunce.gateway.channels.manual.parse.shapes import Layout
from qunce.kernel.incoming import Incoming
from qunce.kernel.messages import MessageKind as Kind


def _liuhen_csv(chat: Chat) -> dict[str, bytes]:
    rows = []
    for number, one in enumerate(chat.messages, start=1):
        sub = APPS.get(one.kind, 57 if one.quoted else 0)
        code = 10000 if one.kind is Kind.SYSTEM else CODES.get(one.kind, 49)
        who = who_of(one)
        content = _appmsg(one, sub) if sub else one.text
        head = (number, 7, 49 if sub else code, sub, int(who.is_self), seconds(one), 2, content)
        rows.append((*head, local_time(chat, one), "", who.name, who.external))
    text = table(Layout.LIUHEN_CSV, rows)
    return {f"{chat.name}_utf8.csv": b"\xef\xbb\xbf" + text.encode()}


def _appmsg(one: Incoming, sub: int) -> str:
    title, _, url = one.text.partition("\n")
    name, _, quoted = one.quoted.partition("：")
    said = f"<displayname>{xml(name)}</displayname><content>{xml(quoted)}</content>"
    refer = f"<refermsg>{said}</refermsg>"
    return (
        f"<msg><appmsg><title>{xml(file_name(one) or (title if sub == 5 else one.text))}</title>"
        f"<type>{sub}</type><url>{xml(url if sub == 5 else '')}</url>"
        f"{refer if sub == 57 else ''}</appmsg></msg>"
    )


def _liuhen_txt(chat: Chat) -> dict[str, bytes]:
    parts = []
    for one in chat.messages:
        if one.speaker is None:
            parts.append(f"{local_time(chat, one)} {one.text}\n\n")
            continue
        name, _, said = one.quoted.partition("：")
        quote = f"\n引用:{name}:{said}" if one.quoted else ""
        words = "[文件]" if one.kind is Kind.FILE else shown(one)
        if one.kind is Kind.LINK:
            title, _, url = one.text.partition("\n")
            words = f"[链接]:title:{title}\n            description:\n            url:{url}"
        parts.append(f"{local_time(chat, one)} {one.speaker.name}\n{words}{quote}\n\n")
    return {f"{chat.name}.txt": "".join(parts).encode()}


def _liuhen_html(chat: Chat) -> dict[str, bytes]:
    parts = [f"<!DOCTYPE html>\n<html><head><title>{xml(chat.name)}</title></head>\n<script>\n"]
    parts.append("const chatMessages = [\n")
    for one in chat.messages:
        who = who_of(one)
        more = ""
        code = 0 if one.kind is Kind.SYSTEM else CODES.get(one.kind, 49)
        text = one.text
        if one.quoted:
            code, more = 49, f",sub_type:57,refer_text: '{_script(one.quoted)}'"
        elif one.kind is Kind.FILE:
            more = f",sub_type:6,file_name: '{_script(file_name(one))}'"
        elif one.kind is Kind.LINK:
            title, _, url = one.text.partition("\n")
            text, more = "", f",sub_type:5,url:'{_script(url)}',title:'{_script(title)}'"
        parts.append(
            f"{{ type:{code}, text: '{_script(text)}',is_send:{int(who.is_self)},"
            f"avatar_path:'./a.png'{more},timestamp:{seconds(one)},is_chatroom:1,displayname:'{_script(who.name)}'}},"
        )
    parts.append("\n]\n</script></html>\n")
    return {f"{chat.name}.html": "".join(parts).encode()}


def _script(text: str) -> str:
    escaped = xml(text).replace('"', "&quot;").replace("'", "&#39;")
    return escaped.replace("\\", "\\\\").replace("\n", "<br>")


WRITERS: dict[Layout, Writer] = {
    Layout.LIUHEN_CSV: _liuhen_csv,
    Layout.LIUHEN_TXT: _liuhen_txt,
    Layout.LIUHEN_HTML: _liuhen_html,
}

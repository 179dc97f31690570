"""What a message is and says, from the type codes, labels and placeholders of the exports."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from qunce.gateway.channels.manual.parse import markup
from qunce.kernel.messages import MessageKind as Kind


@dataclass(frozen=True, slots=True)
class Body:
    """A message's kind and words. Media have no words: their names are attachments."""

    kind: Kind
    text: str = ""
    quoted: str = ""
    reply: str = ""
    attachments: tuple[str, ...] = ()
    raw: str = ""  # a system line as it was, its XML unexpanded


WORDLESS = frozenset((Kind.IMAGE, Kind.VOICE, Kind.VIDEO, Kind.STICKER, Kind.FILE, Kind.CALL))
"""Kinds that exports describe in their own ways: their text is left empty."""

_BY_CODE = {
    1: Kind.TEXT,
    3: Kind.IMAGE,
    34: Kind.VOICE,
    42: Kind.CARD,
    43: Kind.VIDEO,
    47: Kind.STICKER,
    48: Kind.LOCATION,
    50: Kind.CALL,
    62: Kind.VIDEO,
    10000: Kind.SYSTEM,
    10002: Kind.SYSTEM,
}
_BY_SUB = {
    1: Kind.LINK,
    3: Kind.LINK,
    4: Kind.LINK,
    5: Kind.LINK,
    6: Kind.FILE,
    8: Kind.STICKER,
    19: Kind.BUNDLE,
    24: Kind.BUNDLE,
    33: Kind.LINK,
    36: Kind.LINK,
    51: Kind.LINK,
    53: Kind.TEXT,  # 接龙
    57: Kind.TEXT,  # 引用
    62: Kind.SYSTEM,  # 拍一拍
    63: Kind.LINK,
    74: Kind.FILE,
    87: Kind.NOTICE,
    92: Kind.LINK,
    2000: Kind.MONEY,
    2001: Kind.MONEY,
    2003: Kind.MONEY,
}
_BY_CHATLAB = {
    0: Kind.TEXT,
    1: Kind.IMAGE,
    2: Kind.VOICE,
    3: Kind.VIDEO,
    4: Kind.FILE,
    5: Kind.STICKER,
    7: Kind.LINK,
    8: Kind.LOCATION,
    20: Kind.MONEY,
    21: Kind.MONEY,
    23: Kind.CALL,
    24: Kind.LINK,
    25: Kind.TEXT,
    27: Kind.CARD,
    80: Kind.SYSTEM,
    81: Kind.SYSTEM,
}
# Words of labels, the more telling ones first: 语音通话 is a call, 图片 in (分享) a link.
_BY_LABEL = (
    ("系统", Kind.SYSTEM),
    ("撤回", Kind.SYSTEM),
    ("拍一拍", Kind.SYSTEM),
    ("system", Kind.SYSTEM),
    ("引用", Kind.TEXT),
    ("接龙", Kind.TEXT),
    ("通话", Kind.CALL),
    ("合并转发", Kind.BUNDLE),
    ("聊天记录", Kind.BUNDLE),
    ("笔记", Kind.BUNDLE),
    ("群公告", Kind.NOTICE),
    ("转账", Kind.MONEY),
    ("红包", Kind.MONEY),
    ("名片", Kind.CARD),
    ("公众号", Kind.CARD),
    ("链接", Kind.LINK),
    ("小程序", Kind.LINK),
    ("分享", Kind.LINK),
    ("音乐", Kind.LINK),
    ("视频号", Kind.LINK),
    ("表情", Kind.STICKER),
    ("sticker", Kind.STICKER),
    ("文本", Kind.TEXT),
    ("text", Kind.TEXT),
    ("图片", Kind.IMAGE),
    ("image", Kind.IMAGE),
    ("语音", Kind.VOICE),
    ("voice", Kind.VOICE),
    ("视频", Kind.VIDEO),
    ("video", Kind.VIDEO),
    ("位置", Kind.LOCATION),
    ("location", Kind.LOCATION),
    ("文件", Kind.FILE),
    ("file", Kind.FILE),
)
_MEDIA_WORDS = (
    "图片|语音|语音消息|视频|表情|表情包|动画表情|GIF表情|文件|音乐分享|名片|位置|链接|小程序|视频号|"
    "视频号直播|音乐|合并转发|聊天记录|笔记|群公告|转账|红包|红包封面|语音通话|视频通话|通话|分享"
)
_PLACEHOLDER = re.compile(
    rf"^!?\[(?P<label>{_MEDIA_WORDS})(?:\|(?P<title>[^\]\n]*))?\](?P<rest>.*)$", re.DOTALL
)
_OPENERS = ("!", "[")
_WITH_WORDS = frozenset(("链接", "文件", "小程序", "聊天记录", "转账", "红包", "视频号", "音乐"))
_TARGET = re.compile(r"^\((?P<url>[^)\n]*)\)")
_REPLY_SUFFIX = re.compile(r"^(?P<text>.*?)\[引用 (?P<quoted>.*)\]$", re.DOTALL)
_QUOTE_LINES = (
    re.compile(r"^(?P<text>.*)\n引用:(?P<quoted>.*)$", re.DOTALL),  # 留痕
    re.compile(r"^(?P<text>.*?)\n\n\[引用\]\([^)\n]*\)(?P<quoted>.*)$", re.DOTALL),  # PyWxDump
)
_MARKDOWN_LINK = re.compile(r"^\[(?P<title>[^\]\n]+)\]\((?P<url>[^)\s]+)\)$")
_MENTION = re.compile(r"@([^@\u2005\n]{1,64})\u2005|@(所有人|全体成员|[Aa]ll)(?!\w)")


def mentions(text: str) -> tuple[str, ...]:
    """Return the names that `text` mentions: WeChat ends them with U+2005."""
    if "@" not in text:
        return ()
    return tuple(a or b for a, b in _MENTION.findall(text))


def kind_of_code(code: int, sub: int = 0) -> Kind:
    """Return the kind of WeChat's type code; a packed one holds the sub type above 32 bits."""
    low, high = code & 0xFFFFFFFF, code >> 32
    if low == 49:
        return _BY_SUB.get(sub or high, Kind.LINK if sub or high else Kind.OTHER)
    return _BY_CODE.get(low, Kind.OTHER)


def kind_of_label(label: str) -> Kind:
    """Return the kind of a label such as "图片消息" or "(分享)卡片式链接"."""
    lower = label.lower()
    return next((kind for word, kind in _BY_LABEL if word in lower), Kind.OTHER)


def _tidy(content: str) -> str:
    """Take off empty lines around, and make all line ends the same."""
    return content.strip("\r\n").replace("\r\n", "\n")


def by_code(code: int, sub: int, content: str) -> Body:
    """Return the body of a message with WeChat's type codes."""
    if code & 0xFFFFFFFF == 49 and (carried := markup.shared(content)):
        return _of_shared(carried, sub or code >> 32)
    return of_kind(kind_of_code(code, sub), content)


def by_chatlab(code: int, content: str) -> Body:
    """Return the body of a message with ChatLab's type codes."""
    return of_kind(_BY_CHATLAB.get(code, Kind.OTHER), content)


def by_label(label: str, content: str, source: str = "") -> Body:
    """Return the body of a message whose type is a word; `source` is its file or address."""
    kind = kind_of_label(label)
    if kind in (Kind.FILE, Kind.IMAGE, Kind.VIDEO, Kind.VOICE) and source:
        return Body(kind, attachments=(base_name(source),))
    if kind is Kind.LINK and "</a>" in content:
        content = f"{content.splitlines()[0]}\n{source}" if source else markup.plain(content)
    return of_kind(kind, content)


def by_placeholder(content: str) -> Body:
    """Return the body of a message of which only the words are told."""
    text = _tidy(content)
    match = _PLACEHOLDER.match(text) if text[:1] in _OPENERS else None
    if match and _stands_alone(match):
        return _of_placeholder(kind_of_label(match["label"]), match["title"] or "", match["rest"])
    if text.startswith("> "):
        return _of_quote_block(text)
    return of_kind(Kind.TEXT, text)


def _stands_alone(match: re.Match[str]) -> bool:
    """Tell a placeholder from words that somebody typed in brackets ("[分享]今天读到 …")."""
    if match["title"] is not None or not match["rest"].strip():
        return True
    return match["rest"].startswith(("(http", ":title:")) or match["label"] in _WITH_WORDS


def of_kind(kind: Kind, content: str) -> Body:
    """Return the body of a known kind; placeholders in the words are taken off."""
    text = _tidy(content)
    if kind is Kind.SYSTEM:
        return Body(kind, raw=content)
    if kind is Kind.TEXT:
        return _with_quote(text)
    if text[:1] in _OPENERS and (match := _PLACEHOLDER.match(text)):
        return _of_placeholder(kind, match["title"] or "", match["rest"])
    if kind in WORDLESS:
        return Body(kind, attachments=_attachment(kind, text))
    return _of_words(kind, text)


def _of_words(kind: Kind, text: str) -> Body:
    if carried := markup.shared(text):
        return _of_shared(carried, carried.code)
    if kind in (Kind.LINK, Kind.OTHER) and (match := _MARKDOWN_LINK.match(text)):
        return Body(Kind.LINK, f"{match['title']}\n{match['url']}")
    return Body(kind, markup.plain(text) if markup.looks_like_xml(text) else text)


def base_name(path: str) -> str:
    """Return the file's name of a path in either style."""
    return re.split(r"[\\/]", path.strip())[-1]


def _attachment(kind: Kind, text: str) -> tuple[str, ...]:
    if kind is Kind.FILE and text and not markup.looks_like_xml(text):
        return (base_name(text.splitlines()[0]),)
    if "/" in text or "\\" in text:
        return (base_name(text.splitlines()[0]),) if not markup.looks_like_xml(text) else ()
    return ()


def _of_placeholder(kind: Kind, title: str, rest: str) -> Body:
    target = _TARGET.match(rest)
    url = target["url"] if target else ""
    tail = rest[target.end() :] if target else rest
    if kind in WORDLESS:
        name = title or (tail.strip() if kind is Kind.FILE else "")
        return Body(kind, attachments=(base_name(name),) if name else ())
    words = [title.strip(), _link_words(tail) if kind is Kind.LINK else tail.strip("\r\n "), url]
    return Body(kind, "\n".join(word for word in words if word))


_LINK_FIELD = re.compile(r"^\s*:?(?:title|url):(?P<value>.*)$")


def _link_words(tail: str) -> str:
    """Take title and address out of 留痕's "[链接]:title:… description:… url:… name:…"."""
    if not tail.startswith(":title:"):
        return tail.strip()
    found = [
        match["value"].strip() for line in tail.splitlines() if (match := _LINK_FIELD.match(line))
    ]
    return "\n".join(value for value in found if value)


def _of_shared(carried: markup.Shared, sub: int) -> Body:
    kind = _BY_SUB.get(carried.code or sub, Kind.LINK)
    if kind is Kind.SYSTEM:
        return Body(kind, raw=carried.title)
    if kind in WORDLESS:
        return Body(kind, attachments=(carried.title,) if carried.title else ())
    words = [carried.title]
    if kind in (Kind.BUNDLE, Kind.NOTICE, Kind.MONEY):
        words.append(carried.description)
    if kind is Kind.LINK:
        words.append(carried.url)
    text = "\n".join(word for word in words if word)
    return Body(kind, text, quoted=carried.quoted, reply=carried.quoted_id)


def _of_quote_block(text: str) -> Body:
    """Chatlog puts the quoted message first, each line after "> ", its sender on the first."""
    rows = text.split("\n")
    count = next((at for at, row in enumerate(rows) if not row.startswith("> ")), len(rows))
    head, *said = [row[2:] for row in rows[:count]]
    name = re.sub(r"(?:\([^()]*\))? (?:\d{2}-\d{2} )?\d{2}:\d{2}:\d{2}$", "", head)
    quoted = f"{name}：{chr(10).join(said)}" if said else head
    return Body(Kind.TEXT, "\n".join(rows[count:]).strip("\r\n"), quoted=quoted)


def _with_quote(text: str) -> Body:
    if text.endswith("]") and (match := _REPLY_SUFFIX.match(text)):
        return Body(Kind.TEXT, match["text"], quoted=match["quoted"])
    for pattern in _QUOTE_LINES if "引用" in text else ():
        if match := pattern.match(text):
            return Body(Kind.TEXT, match["text"], quoted=_full_width(match["quoted"]))
    return Body(Kind.TEXT, text)


def _full_width(quoted: str) -> str:
    """Write "name:words" as WeChat shows it."""
    name, colon, words = quoted.partition(":")
    return f"{name}：{words}" if colon and len(name) <= 64 and "\n" not in name else quoted


def contents_words(contents: Mapping[str, object]) -> tuple[str, str, str]:
    """Return title, address and quoted words of chatlog's `contents`."""
    refer = contents.get("refer")
    quoted = ""
    if isinstance(refer, dict):
        name, words = refer.get("senderName") or "", refer.get("content") or ""
        quoted = f"{name}：{words}" if name else str(words)
    return str(contents.get("title") or ""), str(contents.get("url") or ""), quoted

"""WeChat's XML, where an export still holds it: system templates and shared content."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

LARGEST = 2 * 1024 * 1024
"""Characters of XML that are still parsed."""

_SENDER_PREFIX = re.compile(r"^\s*[\w@.-]{1,64}:\s*(?=<)")
_TAG = re.compile(r"<!\[CDATA\[|\]\]>|<[^<>]{0,2000}>")
_SLOT = re.compile(r"\$(\w+)\$")


@dataclass(frozen=True, slots=True)
class SystemText:
    """A system line in words. `ids` tells the platform's id of a name in it."""

    text: str
    ids: Mapping[str, str] = field(default_factory=dict)
    recalled: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """What an `appmsg` carries (type 49): a link, a file, a quote, a bundle …"""

    code: int = 0
    title: str = ""
    description: str = ""
    url: str = ""
    quoted: str = ""
    quoted_id: str = ""


def looks_like_xml(text: str) -> bool:
    """Say whether `text` is XML, perhaps after a sender's id ("wxid_a:\\n<msg>…")."""
    start = text.lstrip()[:80]
    return start.startswith("<") or _SENDER_PREFIX.match(start) is not None


def plain(text: str) -> str:
    """Return `text` without tags, CDATA marks and entities."""
    return html.unescape(_TAG.sub("", text)).strip()


def _tree(text: str) -> Element | None:
    source = _SENDER_PREFIX.sub("", text, count=1).strip()
    if len(source) > LARGEST:
        return None
    try:
        return fromstring(source)
    except (ParseError, DefusedXmlException, ValueError):
        return None


def system_text(raw: str) -> SystemText:
    """Return a system line in words; raw XML is expanded, anything else is cleaned of tags."""
    if not looks_like_xml(raw):
        return SystemText(plain(raw) if "<" in raw else raw.strip())
    root = _tree(raw)
    if root is None:
        return SystemText(plain(raw))
    recalled = root.find(".//revokemsg")
    if recalled is not None and recalled.find("replacemsg") is not None:
        said = plain(recalled.findtext("replacemsg") or "")
        return SystemText(said, recalled=(recalled.findtext("newmsgid") or "").strip())
    template = root.find(".//template")
    if template is None:
        content = root.find(".//content")
        return SystemText(plain(_inner(root if content is None else content)))
    return _expanded(template.text or "", root)


def _inner(node: Element) -> str:
    return "".join(node.itertext())


def _expanded(template: str, root: Element) -> SystemText:
    ids: dict[str, str] = {}
    slots: dict[str, str] = {}
    for link in root.iter("link"):
        names = []
        for member in link.iter("member"):
            name = (member.findtext("nickname") or "").strip()
            ids[name] = (member.findtext("username") or "").strip()
            names.append(name)
        joiner = link.findtext("separator") or "、"
        slots[link.get("name") or ""] = joiner.join(names) or (link.findtext("plain") or "").strip()
    text = _SLOT.sub(lambda match: slots.get(match[1], ""), template)
    return SystemText(plain(text), ids)


def shared(raw: str) -> Shared | None:
    """Return what an `appmsg` carries, None where `raw` is not one."""
    if "<appmsg" not in raw or (root := _tree(raw)) is None:
        return None
    node = root if root.tag == "appmsg" else root.find(".//appmsg")
    if node is None:
        return None
    code = (node.findtext("type") or "").strip()
    quoted, quoted_id = _quoted(node.find("refermsg"))
    return Shared(
        code=int(code) if code.isdecimal() and len(code) < 10 else 0,
        title=(node.findtext("title") or "").strip(),
        description=(node.findtext("des") or "").strip(),
        url=(node.findtext("url") or "").strip(),
        quoted=quoted,
        quoted_id=quoted_id,
    )


def _quoted(refer: Element | None) -> tuple[str, str]:
    if refer is None:
        return "", ""
    name = (refer.findtext("displayname") or "").strip()
    content = (refer.findtext("content") or "").strip()
    if looks_like_xml(content):
        inner = shared(content)
        content = inner.title if inner else plain(content)
    words = f"{name}：{content}" if name else content
    return words, (refer.findtext("svrid") or "").strip()

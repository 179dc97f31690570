"""Ways to reach somebody, as people write them in a chat: numbers, addresses, handles."""

import re
from dataclasses import dataclass
from enum import StrEnum


class ContactKind(StrEnum):
    """What kind of address it is."""

    PHONE = "phone"
    MAIL = "mail"
    LINK = "link"
    HANDLE = "handle"  # a WeChat or QQ account
    NUMBER = "number"  # of a QQ account or group


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach somebody; `span` is half open, in the text that was searched."""

    kind: ContactKind
    text: str
    span: tuple[int, int]


# Mobile numbers (11 digits from 1, often half hidden), service lines 400/800 and fixed lines.
_PHONE = r"(?<![\d*])(?:1[3-9][\d*]{9}|[48]00-?\d{3}-?\d{4}|0\d{2,3}-\d{7,8})(?![\d*])"
_MAIL = r"[a-z0-9][\w.+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+"
_LINK = r"https?://[^\s，。！？、）】]+|(?<![\w@.])www\.[^\s，。！？、）】]+"
_NAMED = r"(?:wechat|weixin|wx|vx|v信|薇信|微信号?|加我|加微|加v|微|v|q|qq)"
_HANDLE = rf"{_NAMED}[\s:号是为+]{{0,4}}(?P<handle>[a-z][a-z0-9_-]{{5,19}})(?![a-z0-9@.])"
_BARE = r"(?<![a-z0-9_/.@-])[a-z]+_[a-z0-9_]{3,19}(?![a-z0-9@.(])"
_NUMBER = r"(?:qq|扣扣|企鹅|q群|qq群|群号)[\s:号群是为]{0,4}(?P<number>\d{5,12})(?!\d)"

_ANY = re.compile(
    f"(?P<link>{_LINK})|(?P<mail>{_MAIL})|(?P<phone>{_PHONE})|{_NUMBER}|{_HANDLE}|(?P<bare>{_BARE})"
)
# Most messages have no three such characters in a row: one class is searched ten times as fast.
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_*@-"
_DOOR = re.compile(f"[{LETTERS}]{{3}}")
# Begun with one set of characters, `re` runs along the text by it and tries nothing elsewhere.
_GATE = re.compile(
    r"[a-z\d_*@](?:(?<=@)|(?<=[a-z_])[a-z_]{4}|(?<=[a-z0-9_])[a-z0-9_]{5}|(?<=[\d*])[\d*]{4}"
    r"|(?<=\d)-\d)"
)


def find_contacts(plain: str) -> list[Contact]:
    """Return the contacts in a text in normal form (lower case, half width), in order."""
    if not _DOOR.search(plain) or not _GATE.search(plain):
        return []
    return [_contact(match) for match in _ANY.finditer(plain)]


def _contact(match: re.Match[str]) -> Contact:
    name = match.lastgroup or "link"
    kind = ContactKind.HANDLE if name == "bare" else ContactKind(name)
    return Contact(kind, match.group(name), match.span(name))

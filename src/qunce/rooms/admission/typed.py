"""What people type into the form, tidied and checked. Pure.

Every fault has words of its own, so that the form can show it at the field. Nothing is silently
cut off: what is too long is refused.
"""

import re
import unicodedata

from qunce.kernel.text import N_
from qunce.kernel.tidy import tidy_lines

_NAME_SIGNS = frozenset(" ·•・.'’-()（）")
_WORD = re.compile(r"[^\W\d_]+")
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK")  # whose letters can be taken for one another's
_ADDRESS = re.compile(r"://|www\.|\.(?:com|cn|net)\b", re.IGNORECASE)
_MARKUP = re.compile(r"[<>{}\\`|]")
_FORMULA = re.compile(r"[=+@\-\t]")
_WECHAT = re.compile(r"[A-Za-z][A-Za-z0-9_-]{5,19}|[1-9]\d{4,11}", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_ABROAD = re.compile(r"(?:\+|00)[1-9]\d{6,14}", re.ASCII)

EMPTY = N_("Please fill this in.")
NO_NAME = N_("Please write your real name, in letters or characters.")
MIXED = N_("“%(word)s” mixes letters of two alphabets that look alike. Please type it anew.")
NO_SUCH_SIGNS = N_("Please leave out signs such as < > { } and write it as on your name card.")
FORMULA = N_("This may not begin with %(sign)s.")
ONE_SIGN = N_("Please write it out: one character is too short.")
NO_WECHAT = N_(
    "This is no WeChat ID. You find it in WeChat under 我 → 微信号: 6 to 20 letters, digits, _ "
    "or -; it is not the nickname. A mobile or QQ number is fine too."
)
NO_PHONE = N_("This is no mobile number. Numbers abroad begin with + and the country code.")
NO_ADVERTISEMENT = N_("Please write no addresses here.")


def fault_of_name(name: str) -> str:
    """Return the msgid of what is wrong with a tidied name, "" where it can be one."""
    if not any(each.isalpha() for each in name):
        return NO_NAME
    fits = all(unicodedata.category(each)[0] in "LM" or each in _NAME_SIGNS for each in name)
    return "" if fits else NO_NAME


def fault_of_place(text: str) -> str:
    """Return the msgid of what is wrong with a company or a position, "" where nothing is."""
    if not any(each.isalnum() for each in text):
        return EMPTY
    if _MARKUP.search(text):
        return NO_SUCH_SIGNS
    if _FORMULA.match(text):
        return FORMULA
    if _ADDRESS.search(text):
        return NO_ADVERTISEMENT
    return ONE_SIGN if len(text) < 2 else ""


def mixed_word(text: str) -> str:
    """Return the first word whose letters come from two of the alphabets that look alike, or "".

    Such a word (a Cyrillic а in a Latin name) reads like another one and is found by nobody.
    Chinese beside Latin letters is nothing of the kind.
    """
    return next((word for word in _WORD.findall(text) if len(_alphabets(word)) > 1), "")


def _alphabets(word: str) -> set[str]:
    names = (unicodedata.name(each, "").partition(" ")[0] for each in word)
    return {name for name in names if name in _ALPHABETS}


def normal_wechat(text: str) -> str:
    """Return a WeChat ID as it is compared: half width, lower case, without spaces."""
    return unicodedata.normalize("NFKC", text).replace(" ", "").casefold()


def is_wechat(text: str) -> bool:
    """Say whether a text can be a WeChat ID, or a mobile or QQ number by which one is found."""
    return _WECHAT.fullmatch(normal_wechat(text)) is not None


def normal_phone(text: str) -> str:
    """Return a mobile number as it is compared: 13800000000, or +… abroad; "" if it is none."""
    plain = re.sub(r"[\s().-]", "", unicodedata.normalize("NFKC", text))
    home = re.sub(r"^(?:\+|00)?86(?=1)", "", plain)
    if _MOBILE.fullmatch(home):
        return home
    return re.sub(r"^00", "+", plain) if _ABROAD.fullmatch(plain) else ""


def read_told(text: str) -> dict[str, str]:
    """Read 姓名 企业 岗位 as told in a chat: parts by dashes, commas, lines or spaces.

    Labels such as 姓名： are taken off. What is not there is "".
    """
    parts = _parts(text)
    if any(label for label, _value in parts):
        found = {label: value for label, value in parts if label}
        return {name: found.get(name, "") for name in ("name", "company", "position")}
    values = [value for _label, value in parts if value]
    named = dict(zip(("name", "company"), values, strict=False))
    return {
        "name": named.get("name", ""),
        "company": named.get("company", ""),
        "position": " ".join(values[2:]),
    }


_LABELS = {
    **dict.fromkeys(("姓名", "名字", "name"), "name"),
    **dict.fromkeys(("企业", "公司", "单位", "company"), "company"),
    **dict.fromkeys(("岗位", "职位", "职务", "position", "title"), "position"),
}
_LABEL = re.compile(rf"\s*({'|'.join(_LABELS)})\s*[:：]\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"[\n,，;；、/|｜]+|\s*[-－—–_]+\s*")


def _parts(text: str) -> list[tuple[str, str]]:
    lined = tidy_lines(text)
    labelled = _LABEL.split(lined)
    if len(labelled) > 1:
        pairs = zip(labelled[1::2], labelled[2::2], strict=False)
        return [(_LABELS[label.casefold()], value.strip(" \n,，;；、")) for label, value in pairs]
    found = [each for each in _BETWEEN.split(lined) if each.strip()]
    if len(found) == 1:
        found = found[0].split(" ")
    return [("", each.strip()) for each in found]

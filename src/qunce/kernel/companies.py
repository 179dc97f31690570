"""Company names: one company is spelt in many ways, and what a reader takes for the same. Pure.

字节, 字节跳动, 字节跳动科技有限公司: legal forms and brackets say nothing, trade and place little.
"""

import re
import unicodedata
from enum import StrEnum

from pypinyin import lazy_pinyin

from qunce.kernel.normal import normalise
from qunce.kernel.text import N_

SHORTEST = 2  # characters below which an abbreviation says nothing
DISTINCT = 3  # characters that must remain without the place: of 北京银行 nothing may be cut
SIMILAR = 4  # characters from which on one other character can be a slip

_CHINESE_FORM = re.compile(
    r"(?:股份有限|有限责任|有限|股份|集团|控股|总|分|子)*公司$|(?:集团|控股|股份)$"
)
_FORM = re.compile(
    _CHINESE_FORM.pattern + r"|\b(?:co\.?,?\s*ltd|inc|llc|gmbh|corp(?:oration)?|group|limited"
    r"|ltd)\.?$"
)
_TRADE = re.compile(
    r"(?:信息|网络|软件|电子|智能|数据|数字|生物|新能源|医药|教育|文化|企业|咨询|管理|实业|工业"
    r"|商贸|贸易|科技|技术|服务|发展|投资)+$"
)
_PLACE = re.compile(
    r"^(?:北京|上海|天津|重庆|广州|深圳|杭州|南京|苏州|成都|武汉|西安|长沙|青岛|厦门|宁波"
    r"|郑州|合肥|济南|福州|东莞|佛山|无锡|大连|沈阳|昆明|贵州|广东|浙江|江苏|四川|湖北|山东)"
    r"(?:省|市)?"
)
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_NOISE = re.compile(r"[^\w]+|_")


class Nearness(StrEnum):
    """Why two names may mean one company: for a person to confirm, never decided."""

    CORE = "core"  # the same without place and trade
    PART = "part"
    SOUND = "sound"
    SHORT = "short"  # 中行, 中国银行
    SLIP = "slip"  # one character differs

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return NEARNESS_LABELS[self]


NEARNESS_LABELS = {
    Nearness.CORE: N_("the same without place and trade"),
    Nearness.PART: N_("one name is a part of the other"),
    Nearness.SOUND: N_("sounds the same"),
    Nearness.SHORT: N_("one may be short for the other"),
    Nearness.SLIP: N_("one character differs"),
}


def short_company(company: str) -> str:
    """Return a company's name without its legal form and brackets: 腾讯科技, 中国银行."""
    bare = _BRACKETS.sub("", unicodedata.normalize("NFKC", company)).strip()
    short = _FORM.sub("", bare).strip(" ,.-")
    return short if len(short) >= SHORTEST else bare


def company_key(company: str) -> str:
    """Return what all spellings of a name have in common that mean it beyond doubt; "" for none.

    Case, width, traditional characters, spaces, signs, brackets with a place and legal forms do
    not count. The key of a key is itself.
    """
    seen = normalise(company).plain
    bare = _BRACKETS.sub("", seen).strip()
    bare = bare if _plain(bare) else seen
    bare = _plain(_cut_forms(bare, _FORM))
    return _cut_forms(bare, _CHINESE_FORM)


def _cut_forms(name: str, form: re.Pattern[str]) -> str:
    """Return a name without its legal forms, as long as enough of it is left."""
    while True:
        cut = form.sub("", name).strip(" ,.-")
        if cut == name or len(_plain(cut)) < SHORTEST:
            return name
        name = cut


def nearness(one: str, other: str) -> Nearness | None:
    """Say why two different keys of companies may mean one company; None where nothing says so."""
    if not one or not other or one == other:
        return None
    short, long = sorted((one, other), key=len)
    if core(one) == core(other):
        return Nearness.CORE
    if lazy_pinyin(one) == lazy_pinyin(other):
        return Nearness.SOUND
    if len(short) > SHORTEST and short in long:
        return Nearness.PART
    if abbreviates(short, long):
        return Nearness.SHORT
    return Nearness.SLIP if _differ_by_one(short, long) else None


def _differ_by_one(short: str, long: str) -> bool:
    """Say whether one character was changed, left out, or added; names of four and more."""
    if len(short) < SIMILAR or len(long) - len(short) > 1:
        return False
    first = next((n for n, sign in enumerate(short) if sign != long[n]), len(short))
    if len(short) == len(long):
        return short[first + 1 :] == long[first + 1 :]
    return short[first:] == long[first + 1 :]


def same_company(one: str, other: str) -> bool:
    """Say whether two spellings can mean one company; an empty one means none."""
    cores = core(one), core(other)
    short, long = sorted(cores, key=len)
    if not short:
        return False
    if short == long or (len(short) >= SHORTEST and short in long):
        return True
    brief, full = sorted((_plain(one), _plain(other)), key=len)
    return abbreviates(brief, full)


def core(company: str) -> str:
    """Return what distinguishes a company: no brackets, place, trade, or legal form."""
    bare = _BRACKETS.sub("", unicodedata.normalize("NFKC", company).casefold()).strip()
    for part, least in ((_FORM, SHORTEST), (_TRADE, SHORTEST), (_PLACE, DISTINCT)):
        cut = part.sub("", bare).strip(" ,.-")
        bare = cut if len(_plain(cut)) >= least else bare
    return _plain(bare)


def abbreviates(short: str, long: str) -> bool:
    """Say whether Chinese characters of `long` in their order make up `short`: 中行, 中国银行."""
    if len(short) < SHORTEST or short.isascii() or not long.startswith(short[0]):
        return False
    rest = iter(long)
    return all(character in rest for character in short)


def _plain(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()

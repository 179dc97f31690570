"""The nickname 姓名-企业-岗位 (M07): proposed from the record, and compared with what is shown.

Pure. A company is spelt in many ways (字节, 字节跳动, 字节跳动科技有限公司): what is shown fits
if one spelling is the other's beginning, a part of it, or its abbreviation (中行, 中国银行).
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from qunce.kernel.text import N_
from qunce.people.domain import read_nickname

LONGEST = 30  # characters of a proposed nickname; WeChat cuts longer ones off
SHORTEST = 2  # characters below which an abbreviation says nothing
DISTINCT = 3  # characters that must remain without the place: of 北京银行 nothing may be cut

_FORM = re.compile(
    r"(?:股份有限|有限责任|有限|股份|集团|控股|总|分|子)*公司$|(?:集团|控股|股份)$"
    r"|\b(?:co\.?,?\s*ltd|inc|llc|gmbh|corp(?:oration)?|group|limited)\.?$"
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
_NOT_IN_PART = re.compile(r"[-－—–|｜/·\s]+|_")  # what would split a nickname into more parts
_NOISE = re.compile(r"[^\w]+|_")


class Naming(StrEnum):
    """What is to be said of a nickname that is shown."""

    FITS = "fits"
    INCOMPLETE = "incomplete"  # not 姓名-企业-岗位
    NAME = "name"  # another name than in the record
    COMPANY = "company"
    POSITION = "position"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return NAMING_LABELS[self]


NAMING_LABELS = {
    Naming.FITS: N_("As in the record"),
    Naming.INCOMPLETE: N_("Not 姓名-企业-岗位"),
    Naming.NAME: N_("Another name than in the record"),
    Naming.COMPANY: N_("Another company than in the record"),
    Naming.POSITION: N_("Another position than in the record"),
}


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a member; empty where it was never told."""

    name: str
    company: str = ""
    position: str = ""


def propose(record: Record) -> str:
    """Return the nickname to use, with the company as short as one says it; "" without a name."""
    parts = [record.name.strip(), short_company(record.company), record.position.strip()]
    parts = [_NOT_IN_PART.sub("", part) for part in parts]
    whole = "-".join(part for part in parts if part) if parts[0] else ""
    return whole[:LONGEST].rstrip("-")


def short_company(company: str) -> str:
    """Return a company's name without its legal form and brackets: 腾讯科技, 中国银行."""
    bare = _BRACKETS.sub("", unicodedata.normalize("NFKC", company)).strip()
    short = _FORM.sub("", bare).strip(" ,.-")
    return short if len(short) >= SHORTEST else bare


def judge(shown: str, record: Record) -> Naming:
    """Compare a nickname with the record; what the record does not tell cannot differ."""
    parts = read_nickname(shown)
    if not parts.is_complete:
        return Naming.INCOMPLETE
    if record.name and not same_name(parts.name, record.name):
        return Naming.NAME
    if record.company and not same_company(parts.company, record.company):
        return Naming.COMPANY
    if record.position and not same_position(parts.position, record.position):
        return Naming.POSITION
    return Naming.FITS


def same_name(one: str, other: str) -> bool:
    """Say whether two names are one, but for case, width and spaces."""
    return _plain(one) == _plain(other) != ""


def same_company(one: str, other: str) -> bool:
    """Say whether two spellings can mean one company; an empty one means none."""
    cores = _core(one), _core(other)
    short, long = sorted(cores, key=len)
    if not short:
        return False
    if short == long or (len(short) >= SHORTEST and short in long):
        return True
    brief, full = sorted((_plain(one), _plain(other)), key=len)
    return _abbreviates(brief, full)


def same_position(one: str, other: str) -> bool:
    """Say whether one position's words hold the other's: 经理 and 招聘经理."""
    short, long = sorted((_plain(one), _plain(other)), key=len)
    return bool(short) and (short in long or _abbreviates(short, long))


def _plain(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _core(company: str) -> str:
    """Return what distinguishes a company: no brackets, place, trade, or legal form."""
    bare = _BRACKETS.sub("", unicodedata.normalize("NFKC", company).casefold()).strip()
    for part, least in ((_FORM, SHORTEST), (_TRADE, SHORTEST), (_PLACE, DISTINCT)):
        cut = part.sub("", bare).strip(" ,.-")
        bare = cut if len(_plain(cut)) >= least else bare
    return _plain(bare)


def _abbreviates(short: str, long: str) -> bool:
    """Say whether Chinese characters of `long` in their order make up `short`: 中行, 中国银行."""
    if len(short) < SHORTEST or short.isascii() or not long.startswith(short[0]):
        return False
    rest = iter(long)
    return all(character in rest for character in short)

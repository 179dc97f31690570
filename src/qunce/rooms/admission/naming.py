"""The nickname 姓名-企业-岗位 (M07): proposed from the record, and compared with what is shown.

Pure. How a company may be spelt is told by `kernel.companies`.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from qunce.kernel.companies import abbreviates, same_company, short_company
from qunce.kernel.text import N_
from qunce.people.domain import read_nickname

LONGEST = 30  # characters of a proposed nickname; WeChat cuts longer ones off
WIDE = 0xFEE0  # from a sign of ASCII to the same one in full width
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


def first_letters(name: str) -> set[str]:
    """Return the ways in which the first letter of a name may be written: case, and width."""
    first = _plain(name)[:1]
    cases = {first, first.upper()} - {""}
    wide = {chr(ord(each) + WIDE) for each in cases if each.isascii()}
    return cases | wide


def same_position(one: str, other: str) -> bool:
    """Say whether one position's words hold the other's: 经理 and 招聘经理."""
    short, long = sorted((_plain(one), _plain(other)), key=len)
    return bool(short) and (short in long or abbreviates(short, long))


def _plain(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()

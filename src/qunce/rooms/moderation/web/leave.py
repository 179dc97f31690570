"""What a member says in an appeal, and about leave to share what the case is about (M09)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.http import QueryDict

from qunce.kernel.text import N_, Words
from qunce.kernel.tidy import tidy
from qunce.rooms.moderation.appeals import SAY_WHY
from qunce.rooms.moderation.models import Case
from qunce.shell.words import render as say

CLAUSE = "repost"
LONGEST_WORDS = 2000
LONGEST_GIVER, LONGEST_LINK = 120, 300

DECLARED = N_("I have leave to share this, given by %(giver)s.")
PROOF = N_("To be seen at: %(link)s")
WHO = N_("Say who gave you leave.")
NO_LINK = N_("This is no web address: it begins with https:// or http://.")


@dataclass(frozen=True, slots=True)
class Told:
    """What was typed, and what is wrong with it by field ("words", "giver", "link")."""

    words: str = ""
    has_leave: bool = False
    giver: str = ""
    link: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def appeal(self) -> str:
        """Return the words of the appeal, what is declared first."""
        lines = [self.words.strip()]
        if self.has_leave and self.link:
            lines.insert(0, say(Words(PROOF, {"link": self.link})))
        if self.has_leave:
            lines.insert(0, say(Words(DECLARED, {"giver": self.giver})))
        return "\n".join(line for line in lines if line)


def may_declare(case: Case) -> bool:
    """Say whether a case is about sharing, so that leave can be declared."""
    return case.clause == CLAUSE


def read(data: QueryDict, case: Case) -> Told:
    """Return what was typed in an appeal in a case, with what is wrong about it."""
    words = data.get("words", "")[:LONGEST_WORDS]
    has_leave = may_declare(case) and data.get("leave") == "1"
    giver = tidy(data.get("giver", ""))[:LONGEST_GIVER]
    link = data.get("link", "").strip()[:LONGEST_LINK]
    faults: dict[str, str] = {}
    if not has_leave and not words.strip():
        faults["words"] = say(Words(SAY_WHY))
    if has_leave and not giver:
        faults["giver"] = say(Words(WHO))
    if has_leave and link and not _is_address(link):
        faults["link"] = say(Words(NO_LINK))
    return Told(words, has_leave, giver, link, faults)


def _is_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)

"""The life of a monthly case, what in its words may name somebody, and how positions are read.

Pure.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from qunce.kernel.contacts import find_contacts
from qunce.kernel.normal import normalise
from qunce.kernel.options import option
from qunce.kernel.states import StateTable
from qunce.kernel.text import N_


class StudyState(StrEnum):
    """Where a case stands."""

    CALLED = "called"  # members propose
    CHOSEN = "masked"  # the scenario is being written
    CHECKED = "checked"  # it names nobody
    DISCUSSED = "discussed"  # in the groups
    CLOSED = "closed"  # to be summed up
    SUMMED = "summed"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return LABELS[self]

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return TONES.get(self, "quiet")


LABELS = {
    StudyState.CALLED: N_("Cases are called for"),
    StudyState.CHOSEN: N_("Being made anonymous"),
    StudyState.CHECKED: N_("Ready to be discussed"),
    StudyState.DISCUSSED: N_("Being discussed"),
    StudyState.CLOSED: N_("To be summed up"),
    StudyState.SUMMED: N_("Summed up"),
    StudyState.DROPPED: N_("Dropped this time"),
}
TONES = {
    StudyState.CALLED: "info",
    StudyState.CHOSEN: "warn",
    StudyState.CHECKED: "info",
    StudyState.DISCUSSED: "good",
    StudyState.CLOSED: "warn",
    StudyState.SUMMED: "good",
}


class StudyVerb(StrEnum):
    """What is done with a case."""

    CHOOSE = "choose"
    WRITE = "write"
    CHECK = "check"
    OPEN = "open"
    CLOSE = "close"
    PROLONG = "prolong"
    SUM_UP = "sum_up"
    REOPEN = "reopen"
    DROP = "drop"


S, V = StudyState, StudyVerb
STUDY: StateTable[StudyState, StudyVerb] = StateTable(
    {
        (S.CALLED, V.CHOOSE): S.CHOSEN,
        (S.CALLED, V.DROP): S.DROPPED,
        (S.CHOSEN, V.CHOOSE): S.CHOSEN,
        (S.CHOSEN, V.WRITE): S.CHOSEN,
        (S.CHOSEN, V.CHECK): S.CHECKED,
        (S.CHOSEN, V.DROP): S.DROPPED,
        (S.CHECKED, V.WRITE): S.CHOSEN,
        (S.CHECKED, V.OPEN): S.DISCUSSED,
        (S.CHECKED, V.DROP): S.DROPPED,
        (S.DISCUSSED, V.CLOSE): S.CLOSED,
        (S.DISCUSSED, V.DROP): S.DROPPED,
        (S.CLOSED, V.PROLONG): S.DISCUSSED,
        (S.CLOSED, V.SUM_UP): S.SUMMED,
        (S.CLOSED, V.DROP): S.DROPPED,
        (S.SUMMED, V.REOPEN): S.CLOSED,
    }
)
SHOWN = (StudyState.CALLED, StudyState.DISCUSSED, StudyState.CLOSED, StudyState.SUMMED)


class ProposalState(StrEnum):
    """A case that somebody proposed."""

    OFFERED = "offered"
    CHOSEN = "picked"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return PROPOSAL_LABELS[self]

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return {ProposalState.OFFERED: "info", ProposalState.CHOSEN: "good"}.get(self, "quiet")


PROPOSAL_LABELS = {
    ProposalState.OFFERED: N_("Proposed"),
    ProposalState.CHOSEN: N_("Chosen"),
    ProposalState.WITHDRAWN: N_("Taken back"),
}


class ProposalVerb(StrEnum):
    """What becomes of a proposal."""

    CHOOSE = "choose"
    UNCHOOSE = "unchoose"
    WITHDRAW = "withdraw"


P = ProposalState
PROPOSAL: StateTable[ProposalState, ProposalVerb] = StateTable(
    {
        (P.OFFERED, ProposalVerb.CHOOSE): P.CHOSEN,
        (P.OFFERED, ProposalVerb.WITHDRAW): P.WITHDRAWN,
        (P.CHOSEN, ProposalVerb.UNCHOOSE): P.OFFERED,
    }
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How long a case is called for and discussed."""

    call_for: timedelta = option(
        timedelta(days=7),
        N_("Cases are called for"),
        N_("So long members propose."),
        low=1,
        high=31,
        unit=N_("days"),
        manual="M37",
    )
    discuss_for: timedelta = option(
        timedelta(hours=48),
        N_("A case is discussed for"),
        N_("What is said later in the group is not collected any more."),
        low=1,
        high=336,
        unit=N_("hours"),
        manual="M37",
    )


# --- what may name somebody ---------------------------------------------------------------------


class TraceKind(StrEnum):
    """What in a scenario may tell who it was."""

    CONTACT = "contact"
    MEMBER = "member"
    COMPANY = "company"
    DATE = "date"
    NUMBER = "number"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return TRACE_LABELS[self]


TRACE_LABELS = {
    TraceKind.CONTACT: N_("a way to reach somebody"),
    TraceKind.MEMBER: N_("a name of a member"),
    TraceKind.COMPANY: N_("a company"),
    TraceKind.NUMBER: N_("a number"),
    TraceKind.DATE: N_("a date"),
}
INSTEAD = {
    TraceKind.CONTACT: "（联系方式略）",
    TraceKind.MEMBER: "某员工",
    TraceKind.COMPANY: "某公司",
    TraceKind.NUMBER: "若干",
    TraceKind.DATE: "某日",
}
SURE = frozenset({TraceKind.CONTACT, TraceKind.MEMBER})  # they may not stay without a word


@dataclass(frozen=True, slots=True)
class Trace:
    """A part of a text that may tell who it was; `span` is half open."""

    kind: TraceKind
    text: str
    span: tuple[int, int]

    @property
    def instead(self) -> str:
        """Return what may stand there instead."""
        return INSTEAD[self.kind]


_COMPANY = re.compile(
    r"(?:[\u4e00-\u9fff]{2,10}?|[A-Za-z][A-Za-z&.\- ]{1,30}?)"
    r"(?:股份有限公司|有限责任公司|有限公司|集团公司|集团|分公司|子公司|事务所|工作室)"
)
_SPEECH = re.compile(
    r"^.*?(?:我们是|在|于|去|到|从|是|叫|给|跟|和|与|的|由|被|把|向)(?=[\u4e00-\u9fff]{2})"
)
_DATE = re.compile(
    r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号])?|\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{4}年"
)
_NUMBER = re.compile(
    r"\d[\d,]*(?:\.\d+)?\s*(?:万元|元|块|万|千|[kKwW]|%|人|名|个人|家|岁|个月|年|天)?"
)
_PUBLIC = re.compile(r"第[\d一二三四五六七八九十百]+条")  # of a law: it names nobody
SHORTEST_NAME = 2


def find_traces(text: str, names: Iterable[str], companies: Iterable[str] = ()) -> list[Trace]:
    """Return what in a text may tell who it was, in its order; of what overlaps the surer one.

    `names` are those of members (two characters at least), `companies` those of their employers.
    """
    plain = normalise(text)
    found = [
        Trace(TraceKind.CONTACT, text[slice(*span)], span)
        for span in (plain.span(*each.span) for each in find_contacts(plain.plain))
    ]
    found += _words(text, names, TraceKind.MEMBER)
    found += _words(text, companies, TraceKind.COMPANY)
    found += [_company(match) for match in _COMPANY.finditer(text)]
    found += [Trace(TraceKind.DATE, m.group(), m.span()) for m in _DATE.finditer(text)]
    law = [m.span() for m in _PUBLIC.finditer(text)]
    found += [
        Trace(TraceKind.NUMBER, m.group(), m.span())
        for m in _NUMBER.finditer(text)
        if not any(start <= m.start() < end for start, end in law)
    ]
    return _apart(found)


def _words(text: str, words: Iterable[str], kind: TraceKind) -> list[Trace]:
    known = sorted({each for each in words if len(each) >= SHORTEST_NAME}, key=len, reverse=True)
    if not known:
        return []
    pattern = re.compile("|".join(map(re.escape, known)))
    return [Trace(kind, m.group(), m.span()) for m in pattern.finditer(text)]


def _company(match: re.Match[str]) -> Trace:
    """Return a company's name without the words of the sentence before it."""
    start, end = match.span()
    speech = _SPEECH.match(match.group())
    if speech is not None:
        start += speech.end()
    return Trace(TraceKind.COMPANY, match.string[start:end], (start, end))


def _apart(found: Sequence[Trace]) -> list[Trace]:
    """Return traces of which no two overlap: the surer kind first, then the longer one."""
    kinds = list(TraceKind)
    ranked = sorted(found, key=lambda e: (kinds.index(e.kind), e.span[0] - e.span[1]))
    kept: list[Trace] = []
    for each in ranked:
        if all(each.span[1] <= k.span[0] or k.span[1] <= each.span[0] for k in kept):
            kept.append(each)
    return sorted(kept, key=lambda each: each.span)


def without_traces(text: str, traces: Sequence[Trace], kinds: Iterable[TraceKind]) -> str:
    """Return a text in which the traces of some kinds are replaced."""
    wanted = frozenset(kinds)
    for each in reversed(traces):
        if each.kind in wanted:
            text = f"{text[: each.span[0]]}{each.instead}{text[each.span[1] :]}"
    return text


# --- positions ----------------------------------------------------------------------------------

LETTERS = "ABCDEFGH"
MOST_POSITIONS = 6
SHORTEST_ARGUMENT = 4  # characters beside the letter: "选A" alone is a vote, not an argument
_POSITION = re.compile(
    r"^\s*(?:我?(?:选|支持|赞成|同意|站|投)\s*)?([A-Ha-h])(?![A-Za-z])\s*(?:方案|派|观点)?[\s,，.。:：、;；!！-]*"
)


def read_position(text: str, count: int) -> tuple[int, str] | None:
    """Return which of `count` positions a message takes (from 0), and its argument; None for none.

    "A：先谈再说", "选B，因为…", "支持 a 先沟通" are read; a word that begins with a letter is not.
    """
    match = _POSITION.match(text)
    if match is None:
        return None
    place = LETTERS.index(match[1].upper())
    argument = text[match.end() :].strip()
    if place >= count or len(argument) < SHORTEST_ARGUMENT:
        return None
    return place, argument

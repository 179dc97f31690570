"""The life of a monthly case, and how positions are read. Pure."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

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
    CALL_AGAIN = "call_again"  # the three undo a drop: back to where it stood
    WRITE_AGAIN = "write_again"
    SUM_AGAIN = "sum_again"


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
        (S.DROPPED, V.CALL_AGAIN): S.CALLED,
        (S.DROPPED, V.WRITE_AGAIN): S.CHOSEN,
        (S.DROPPED, V.SUM_AGAIN): S.CLOSED,
    }
)
SHOWN = (StudyState.CALLED, StudyState.DISCUSSED, StudyState.CLOSED, StudyState.SUMMED)
AWAY = (StudyState.CHOSEN, StudyState.CHECKED, StudyState.DROPPED)  # its page says so, no more


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
    remind_on: int = option(
        5,
        N_("Remind of the month's case on day"),
        N_("Where no case was called for in a month, the desk says so from this day on; 0: never."),
        low=0,
        high=28,
        manual="M37",
    )


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

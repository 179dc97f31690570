"""The life of a call for contributions and of what is sent in, and what contributors read. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from qunce.kernel.states import StateTable
from qunce.kernel.text import N_

REASON_LENGTH = 32  # characters of a reason's title, as the table keeps it


class CallState(StrEnum):
    """Whether a call takes contributions."""

    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return N_("Taking contributions") if self is CallState.OPEN else N_("Call closed")

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return "good" if self is CallState.OPEN else "quiet"


class CallVerb(StrEnum):
    """What can be done with a call."""

    CLOSE = "close"
    REOPEN = "reopen"


CALL: StateTable[CallState, CallVerb] = StateTable(
    {
        (CallState.OPEN, CallVerb.CLOSE): CallState.CLOSED,
        (CallState.CLOSED, CallVerb.REOPEN): CallState.OPEN,
    }
)


class SubmissionState(StrEnum):
    """Where a contribution stands."""

    SENT = "sent"
    TAKEN = "taken"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return SUBMISSION_LABELS[self]

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return {"sent": "info", "taken": "good"}.get(self.value, "quiet")


SUBMISSION_LABELS = {
    SubmissionState.SENT: N_("Being looked at"),
    SubmissionState.TAKEN: N_("Taken for the library"),
    SubmissionState.DECLINED: N_("Not this time"),
    SubmissionState.WITHDRAWN: N_("Taken back"),
}


class SubmissionVerb(StrEnum):
    """What can be done with a contribution."""

    TAKE = "take"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


S, V = SubmissionState, SubmissionVerb
SUBMISSION: StateTable[SubmissionState, SubmissionVerb] = StateTable(
    {
        (S.SENT, V.TAKE): S.TAKEN,
        (S.SENT, V.DECLINE): S.DECLINED,
        (S.SENT, V.WITHDRAW): S.WITHDRAWN,
        (S.DECLINED, V.REOPEN): S.SENT,
    }
)


class Letter(StrEnum):
    """What a contributor is told about."""

    TAKEN = "taken"
    DECLINED = "declined"
    PUBLISHED = "published"


LETTERS: dict[Letter, str] = {
    Letter.TAKEN: N_(
        "Your contribution “%(title)s” is accepted, thank you! It will be in the library."
    ),
    Letter.DECLINED: N_("Thank you for “%(title)s”. This time we do not take it: %(text)s"),
    Letter.PUBLISHED: N_("“%(title)s” is in the library, with your name. Thank you for sharing!"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a contribution is not taken: its title for the admin, words for the contributor."""

    title: str
    words: str


def reasons_of(lines: tuple[str, ...]) -> list[Reason]:
    """Return the reasons to decline; a line without a colon is its own words."""
    found = []
    for line in lines:
        title, _, words = line.replace(":", "：", 1).partition("：")
        found.append(Reason(title.strip()[:REASON_LENGTH], (words or title).strip()))
    return found

"""The lives of a question, an answer, a request to answer, and a doubt. Pure."""

from enum import StrEnum

from qunce.kernel.states import StateTable
from qunce.kernel.text import N_


class QuestionState(StrEnum):
    """Where a question of the column stands."""

    OPEN = "open"
    ANSWERED = "answered"
    SETTLED = "settled"  # an answer was accepted
    CLOSED = "closed"  # by an admin, with a reason
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return QUESTION_LABELS[self]

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return QUESTION_TONES.get(self, "quiet")


QUESTION_LABELS = {
    QuestionState.OPEN: N_("Waiting for an answer"),
    QuestionState.ANSWERED: N_("Has answers"),
    QuestionState.SETTLED: N_("Solved"),
    QuestionState.CLOSED: N_("Closed"),
    QuestionState.WITHDRAWN: N_("Taken back"),
}
QUESTION_TONES = {
    QuestionState.OPEN: "warn",
    QuestionState.ANSWERED: "info",
    QuestionState.SETTLED: "good",
}


class QuestionVerb(StrEnum):
    """What can be done with a question."""

    EDIT = "edit"
    ANSWER = "answer"
    EMPTY = "empty"  # its last answer is gone
    ACCEPT = "accept"
    UNACCEPT = "unaccept"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"


Q, V = QuestionState, QuestionVerb
QUESTION: StateTable[QuestionState, QuestionVerb] = StateTable(
    {
        (Q.OPEN, V.EDIT): Q.OPEN,
        (Q.OPEN, V.ANSWER): Q.ANSWERED,
        (Q.OPEN, V.CLOSE): Q.CLOSED,
        (Q.OPEN, V.WITHDRAW): Q.WITHDRAWN,
        (Q.ANSWERED, V.EDIT): Q.ANSWERED,
        (Q.ANSWERED, V.ANSWER): Q.ANSWERED,
        (Q.ANSWERED, V.EMPTY): Q.OPEN,
        (Q.ANSWERED, V.ACCEPT): Q.SETTLED,
        (Q.ANSWERED, V.CLOSE): Q.CLOSED,
        (Q.ANSWERED, V.WITHDRAW): Q.WITHDRAWN,
        (Q.SETTLED, V.ANSWER): Q.SETTLED,
        (Q.SETTLED, V.ACCEPT): Q.SETTLED,
        (Q.SETTLED, V.UNACCEPT): Q.ANSWERED,
        (Q.SETTLED, V.CLOSE): Q.CLOSED,
        (Q.CLOSED, V.REOPEN): Q.OPEN,
        (Q.CLOSED, V.WITHDRAW): Q.WITHDRAWN,
    }
)
LISTED = (QuestionState.OPEN, QuestionState.ANSWERED, QuestionState.SETTLED)


class AnswerState(StrEnum):
    """Where an answer stands."""

    FOUND = "found"  # in the group; nobody has said yet that it is one
    STANDS = "stands"
    ACCEPTED = "accepted"
    HIDDEN = "hidden"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return ANSWER_LABELS[self]

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return ANSWER_TONES.get(self, "quiet")


ANSWER_LABELS = {
    AnswerState.FOUND: N_("From the group, to be confirmed"),
    AnswerState.STANDS: N_("Answer"),
    AnswerState.ACCEPTED: N_("Accepted answer"),
    AnswerState.HIDDEN: N_("Hidden by an admin"),
    AnswerState.DISMISSED: N_("Not an answer"),
    AnswerState.WITHDRAWN: N_("Taken back"),
}
ANSWER_TONES = {
    AnswerState.FOUND: "warn",
    AnswerState.STANDS: "info",
    AnswerState.ACCEPTED: "good",
    AnswerState.HIDDEN: "bad",
}


class AnswerVerb(StrEnum):
    """What can be done with an answer."""

    CONFIRM = "confirm"
    DISMISS = "dismiss"
    EDIT = "edit"
    ACCEPT = "accept"
    UNACCEPT = "unaccept"
    HIDE = "hide"
    SHOW = "show"
    WITHDRAW = "withdraw"


A, W = AnswerState, AnswerVerb
ANSWER: StateTable[AnswerState, AnswerVerb] = StateTable(
    {
        (A.FOUND, W.CONFIRM): A.STANDS,
        (A.FOUND, W.DISMISS): A.DISMISSED,
        (A.FOUND, W.WITHDRAW): A.WITHDRAWN,
        (A.DISMISSED, W.CONFIRM): A.STANDS,
        (A.STANDS, W.EDIT): A.STANDS,
        (A.STANDS, W.ACCEPT): A.ACCEPTED,
        (A.STANDS, W.HIDE): A.HIDDEN,
        (A.STANDS, W.WITHDRAW): A.WITHDRAWN,
        (A.ACCEPTED, W.EDIT): A.ACCEPTED,
        (A.ACCEPTED, W.UNACCEPT): A.STANDS,
        (A.HIDDEN, W.SHOW): A.STANDS,
        (A.HIDDEN, W.WITHDRAW): A.WITHDRAWN,
    }
)
READ = (AnswerState.STANDS, AnswerState.ACCEPTED)  # what members read


class RequestState(StrEnum):
    """A member who was asked to answer a question."""

    WAITING = "waiting"
    ANSWERED = "answered"
    PASSED = "passed"
    LAPSED = "lapsed"  # somebody else answered, or the question is gone

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return REQUEST_LABELS[self]

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return {RequestState.WAITING: "warn", RequestState.ANSWERED: "good"}.get(self, "quiet")


REQUEST_LABELS = {
    RequestState.WAITING: N_("Asked, no answer yet"),
    RequestState.ANSWERED: N_("Has answered"),
    RequestState.PASSED: N_("Passed on"),
    RequestState.LAPSED: N_("No answer needed any more"),
}


class RequestVerb(StrEnum):
    """What becomes of a request to answer."""

    ANSWER = "answer"
    HAND_ON = "hand_on"
    LAPSE = "lapse"


R = RequestState
REQUEST: StateTable[RequestState, RequestVerb] = StateTable(
    {
        (R.WAITING, RequestVerb.ANSWER): R.ANSWERED,
        (R.WAITING, RequestVerb.HAND_ON): R.PASSED,
        (R.WAITING, RequestVerb.LAPSE): R.LAPSED,
        (R.PASSED, RequestVerb.ANSWER): R.ANSWERED,
        (R.LAPSED, RequestVerb.ANSWER): R.ANSWERED,
    }
)


class DoubtState(StrEnum):
    """A member's doubt about an answer, and what an admin found."""

    OPEN = "open"
    UPHELD = "upheld"
    CLEARED = "cleared"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return DOUBT_LABELS[self]

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return {DoubtState.OPEN: "warn", DoubtState.UPHELD: "bad"}.get(self, "quiet")


DOUBT_LABELS = {
    DoubtState.OPEN: N_("Doubted"),
    DoubtState.UPHELD: N_("Doubt found right"),
    DoubtState.CLEARED: N_("Found right as it stands"),
    DoubtState.WITHDRAWN: N_("Taken back"),
}


class DoubtVerb(StrEnum):
    """What becomes of a doubt."""

    UPHOLD = "uphold"
    CLEAR = "clear"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


D = DoubtState
DOUBT: StateTable[DoubtState, DoubtVerb] = StateTable(
    {
        (D.OPEN, DoubtVerb.UPHOLD): D.UPHELD,
        (D.OPEN, DoubtVerb.CLEAR): D.CLEARED,
        (D.OPEN, DoubtVerb.WITHDRAW): D.WITHDRAWN,
        (D.UPHELD, DoubtVerb.REOPEN): D.OPEN,
        (D.CLEARED, DoubtVerb.REOPEN): D.OPEN,
    }
)

"""The life of an application for a post, its settings, and what the applicant is told. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from qunce.kernel.options import Section, option
from qunce.kernel.states import StateTable
from qunce.kernel.text import N_

REASON_LENGTH = 32  # characters of a reason's title, as the table keeps it


class PostingState(StrEnum):
    """Where an application for a recruitment post stands."""

    WAITING = "waiting"  # for a reviewer
    ASKED = "asked"  # for the applicant's answer
    APPROVED = "approved"  # for its slot
    POSTED = "posted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # its deadline or the time for an answer passed

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return LABELS[self]

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return TONES.get(self, "quiet")


LABELS = {
    PostingState.WAITING: N_("Waiting for review"),
    PostingState.ASKED: N_("A question is open"),
    PostingState.APPROVED: N_("Approved, waiting for its hour"),
    PostingState.POSTED: N_("Posted"),
    PostingState.DECLINED: N_("Not accepted"),
    PostingState.WITHDRAWN: N_("Taken back"),
    PostingState.LAPSED: N_("Lapsed"),
}
TONES = {
    PostingState.WAITING: "info",
    PostingState.ASKED: "warn",
    PostingState.APPROVED: "good",
    PostingState.POSTED: "good",
}


class PostingVerb(StrEnum):
    """What can be done with an application for a post."""

    ASK = "ask"
    ANSWER = "answer"
    APPROVE = "approve"
    DECLINE = "decline"
    EDIT = "edit"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    LAPSE = "lapse"
    POST = "post"
    TAKE_OUT = "take_out"  # the slot was left out: it waits for the next one


S, V = PostingState, PostingVerb
POSTING: StateTable[PostingState, PostingVerb] = StateTable(
    {
        (S.WAITING, V.ASK): S.ASKED,
        (S.WAITING, V.APPROVE): S.APPROVED,
        (S.WAITING, V.DECLINE): S.DECLINED,
        (S.WAITING, V.EDIT): S.WAITING,
        (S.WAITING, V.WITHDRAW): S.WITHDRAWN,
        (S.WAITING, V.LAPSE): S.LAPSED,
        (S.ASKED, V.ANSWER): S.WAITING,
        (S.ASKED, V.APPROVE): S.APPROVED,
        (S.ASKED, V.DECLINE): S.DECLINED,
        (S.ASKED, V.EDIT): S.WAITING,
        (S.ASKED, V.WITHDRAW): S.WITHDRAWN,
        (S.ASKED, V.LAPSE): S.LAPSED,
        (S.APPROVED, V.POST): S.POSTED,
        (S.APPROVED, V.EDIT): S.WAITING,
        (S.APPROVED, V.WITHDRAW): S.WITHDRAWN,
        (S.APPROVED, V.REOPEN): S.WAITING,
        (S.APPROVED, V.LAPSE): S.LAPSED,
        (S.POSTED, V.TAKE_OUT): S.APPROVED,
        (S.DECLINED, V.REOPEN): S.WAITING,
    }
)
OPEN = (PostingState.WAITING, PostingState.ASKED)
COUNTS = (PostingState.APPROVED, PostingState.POSTED)  # towards the quota
OVER = (PostingState.DECLINED, PostingState.WITHDRAWN, PostingState.LAPSED)


class Result(StrEnum):
    """What came of a post, as its applicant says (M39)."""

    FILLED = "filled"
    SEARCHING = "searching"
    GIVEN_UP = "given_up"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return RESULT_LABELS[self]


RESULT_LABELS = {
    Result.FILLED: N_("Filled"),
    Result.SEARCHING: N_("Still searching"),
    Result.GIVEN_UP: N_("Not needed any more"),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """How recruitment posts are applied for, answered and followed up."""

    promise: timedelta = option(
        timedelta(hours=24),
        N_("We answer within"),
        low=1,
        high=336,
        unit=N_("hours"),
        manual="M45",
    )
    reasons: tuple[str, ...] = option(
        (
            "信息不完整：企业简介、岗位详情或联系方式还不够清楚，请补充后再提交",
            "不是企业自己的招聘：本群只收企业直招，不收中介和代招",
            "薪资或内容存疑：内容里有我们没法核实的地方，请补充说明后再提交",
            "与群不相关：这个岗位和群里的同行关系不大，建议发到其他渠道",
            "重复：同一个岗位最近已经发过了",
        ),
        N_("Reasons to decline"),
        N_("Title：words that the applicant reads."),
        low=1,
        high=20,
        manual="M45",
    )
    lapse_after: timedelta = option(
        timedelta(days=7),
        N_("An open question lapses after"),
        low=1,
        high=90,
        unit=N_("days"),
    )
    link_days: timedelta = option(
        timedelta(days=30),
        N_("A link to the application page is good for"),
        N_("For members without a log-in."),
        low=1,
        high=365,
        unit=N_("days"),
    )
    outcome_after: timedelta = option(
        timedelta(days=30),
        N_("Ask what came of a post after"),
        N_("Or the day after its deadline, whichever comes first."),
        low=1,
        high=180,
        unit=N_("days"),
        manual="M39",
    )
    keep: timedelta = option(
        timedelta(days=365),
        N_("Keep what was applied for"),
        N_("From the last thing that happened. Then company, text and contact are erased."),
        low=30,
        high=3650,
        unit=N_("days"),
    )


SECTION = Section("postings", N_("Recruitment posts"), Settings)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an application is declined: its title for the reviewer, words for the applicant."""

    title: str
    words: str


def reasons_of(settings: Settings) -> list[Reason]:
    """Return the reasons to decline; a line without a colon is its own words."""
    found = []
    for line in settings.reasons:
        title, _, words = line.replace(":", "：", 1).partition("：")
        found.append(Reason(title.strip()[:REASON_LENGTH], (words or title).strip()))
    return found


class Letter(StrEnum):
    """What an applicant is told about."""

    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"
    MOVED = "moved"
    HOUR_MOVED = "hour_moved"
    LEFT_OUT = "left_out"
    POSTED = "posted"
    OUTCOME = "outcome"


# Each names what the applicant has to know; the link to the application's page follows.
LETTERS: dict[Letter, str] = {
    Letter.ASKED: N_("About your post “%(title)s” we have a question: %(text)s"),
    Letter.APPROVED: N_("Your post “%(title)s” is approved and goes out on %(day)s."),
    Letter.DECLINED: N_("Your post “%(title)s” cannot be posted this time: %(text)s"),
    Letter.MOVED: N_(
        "This time there was no room for your post “%(title)s”. It goes out on %(day)s."
    ),
    Letter.HOUR_MOVED: N_(
        "The recruitment hour is at another time: your post “%(title)s” goes out on %(day)s."
    ),
    Letter.LEFT_OUT: N_("Your post “%(title)s” was left out: its deadline is past."),
    Letter.POSTED: N_("Your post “%(title)s” is in the group now."),
    Letter.OUTCOME: N_("Is “%(title)s” filled? One tap is enough, thank you."),
}

"""States of applications, evidence and arrivals, and the settings of admission. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from qunce.kernel.options import option
from qunce.kernel.states import StateTable
from qunce.kernel.text import N_, Words


class ApplicationState(StrEnum):
    """Where an application stands."""

    PROVING = "proving"  # the form was sent, no evidence yet
    WAITING = "waiting"  # complete: a reviewer decides
    ASKED = "asked"  # a question to the applicant is open
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return STATE_LABELS[self]


STATE_LABELS = {
    ApplicationState.PROVING: N_("Evidence missing"),
    ApplicationState.WAITING: N_("In review"),
    ApplicationState.ASKED: N_("Question open"),
    ApplicationState.APPROVED: N_("Approved"),
    ApplicationState.DECLINED: N_("Declined"),
    ApplicationState.WITHDRAWN: N_("Withdrawn by the applicant"),
    ApplicationState.LAPSED: N_("Lapsed"),
}

OPEN = (ApplicationState.PROVING, ApplicationState.WAITING, ApplicationState.ASKED)


class ApplicationVerb(StrEnum):
    """What can be done with an application."""

    PROVE = "prove"
    ASK = "ask"
    ANSWER = "answer"
    APPROVE = "approve"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    REOPEN = "reopen"
    TAKE_BACK = "take back"


APPLICATION: StateTable[ApplicationState, ApplicationVerb] = StateTable(
    {
        (ApplicationState.PROVING, ApplicationVerb.PROVE): ApplicationState.WAITING,
        (ApplicationState.WAITING, ApplicationVerb.ASK): ApplicationState.ASKED,
        (ApplicationState.ASKED, ApplicationVerb.ANSWER): ApplicationState.WAITING,
        # A reviewer who knows the applicant vouches: no other evidence is needed.
        (ApplicationState.PROVING, ApplicationVerb.APPROVE): ApplicationState.APPROVED,
        (ApplicationState.WAITING, ApplicationVerb.APPROVE): ApplicationState.APPROVED,
        (ApplicationState.ASKED, ApplicationVerb.APPROVE): ApplicationState.APPROVED,
        (ApplicationState.PROVING, ApplicationVerb.DECLINE): ApplicationState.DECLINED,
        (ApplicationState.WAITING, ApplicationVerb.DECLINE): ApplicationState.DECLINED,
        (ApplicationState.ASKED, ApplicationVerb.DECLINE): ApplicationState.DECLINED,
        (ApplicationState.PROVING, ApplicationVerb.WITHDRAW): ApplicationState.WITHDRAWN,
        (ApplicationState.WAITING, ApplicationVerb.WITHDRAW): ApplicationState.WITHDRAWN,
        (ApplicationState.ASKED, ApplicationVerb.WITHDRAW): ApplicationState.WITHDRAWN,
        (ApplicationState.PROVING, ApplicationVerb.LAPSE): ApplicationState.LAPSED,
        (ApplicationState.ASKED, ApplicationVerb.LAPSE): ApplicationState.LAPSED,
        (ApplicationState.DECLINED, ApplicationVerb.REOPEN): ApplicationState.WAITING,
        (ApplicationState.LAPSED, ApplicationVerb.REOPEN): ApplicationState.WAITING,
        # The undo of an approval, within a day and before the person is in a group.
        (ApplicationState.APPROVED, ApplicationVerb.TAKE_BACK): ApplicationState.WAITING,
    }
)


class EvidenceKind(StrEnum):
    """How somebody shows that they work in HR (M05)."""

    WORK_MAIL = "work_mail"
    CERTIFICATE = "certificate"
    VOUCH = "vouch"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return EVIDENCE_LABELS[self]


EVIDENCE_LABELS = {
    EvidenceKind.WORK_MAIL: N_("Code to the company mailbox"),
    EvidenceKind.CERTIFICATE: N_("Certificate"),
    EvidenceKind.VOUCH: N_("A member vouches"),
}


class EvidenceState(StrEnum):
    """Where a piece of evidence stands."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return EVIDENCE_STATE_LABELS[self]


EVIDENCE_STATE_LABELS = {
    EvidenceState.OPEN: N_("Not there yet"),
    EvidenceState.CONFIRMED: N_("Confirmed"),
    EvidenceState.REFUSED: N_("Refused"),
    EvidenceState.WITHDRAWN: N_("Taken back"),
}


OPEN_EVIDENCE = {
    EvidenceKind.WORK_MAIL: N_("Code not entered yet"),
    EvidenceKind.CERTIFICATE: N_("Not looked at yet"),
    EvidenceKind.VOUCH: N_("Not answered yet"),
}


SHEET_DELETED = N_("Deleted after the decision")


def standing_of(kind: EvidenceKind, state: EvidenceState, file: str = "") -> str:
    """Return the msgid of where a piece of evidence stands: of an open one, what it waits for.

    A certificate that lies here no more (`file` is "") was deleted.
    """
    if kind is EvidenceKind.CERTIFICATE and state is not EvidenceState.WITHDRAWN and not file:
        return SHEET_DELETED
    return OPEN_EVIDENCE[kind] if state is EvidenceState.OPEN else state.label


class EvidenceVerb(StrEnum):
    """What can be done with a piece of evidence."""

    CONFIRM = "confirm"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


EVIDENCE: StateTable[EvidenceState, EvidenceVerb] = StateTable(
    {
        (EvidenceState.OPEN, EvidenceVerb.CONFIRM): EvidenceState.CONFIRMED,
        (EvidenceState.OPEN, EvidenceVerb.REFUSE): EvidenceState.REFUSED,
        (EvidenceState.OPEN, EvidenceVerb.WITHDRAW): EvidenceState.WITHDRAWN,
        (EvidenceState.CONFIRMED, EvidenceVerb.WITHDRAW): EvidenceState.WITHDRAWN,
    }
)


class ArrivalState(StrEnum):
    """What is to be done next until somebody who was let in is in the group."""

    WAITLISTED = "waitlisted"  # the group is full
    ADDING = "adding"  # 加好友
    INVITING = "inviting"  # 拉群
    WELCOMING = "welcoming"  # 发欢迎语
    ARRIVED = "arrived"  # 已进群
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return ARRIVAL_LABELS[self]


ARRIVAL_LABELS = {
    ArrivalState.WAITLISTED: N_("Waiting for a seat"),
    ArrivalState.ADDING: N_("Add as a friend"),
    ArrivalState.INVITING: N_("Invite into the group"),
    ArrivalState.WELCOMING: N_("Post the welcome"),
    ArrivalState.ARRIVED: N_("Arrived"),
    ArrivalState.DROPPED: N_("Dropped"),
}

ON_THE_WAY = (
    ArrivalState.WAITLISTED,
    ArrivalState.ADDING,
    ArrivalState.INVITING,
    ArrivalState.WELCOMING,
)

APPLICANT_KINDS = (
    ("hr", N_("HR")),
    ("headhunter", N_("Headhunter")),
    ("supplier", N_("HR supplier")),
    ("lawyer", N_("Labour lawyer")),
    ("other", N_("Other")),
)

ASKED_FIELDS = (
    ("email", N_("E-mail for the answer")),
    ("phone", N_("Mobile number")),
    ("city", N_("City")),
    ("function", N_("Function")),
    ("groups", N_("Groups wanted")),
    ("gives", N_("What I can give")),
    ("seeks", N_("What I look for")),
)

EVIDENCE_CHOICES = tuple((kind.value, label) for kind, label in EVIDENCE_LABELS.items())


@dataclass(frozen=True, slots=True)
class Applying:
    """Who may apply, how, and how long things take."""

    kinds: tuple[str, ...] = option(
        ("hr",), N_("Who may join"), choices=APPLICANT_KINDS, low=1, manual="M04"
    )
    asks: tuple[str, ...] = option(
        ("email",),
        N_("Asked beside name, company, position, WeChat ID and years"),
        N_("Nobody has to answer these. What is not asked here can be told after joining."),
        choices=ASKED_FIELDS,
        manual="M04",
    )
    evidence: tuple[str, ...] = option(
        tuple(kind.value for kind in EvidenceKind),
        N_("Evidence that counts"),
        N_("Nothing ticked: an application is complete without evidence."),
        choices=EVIDENCE_CHOICES,
        manual="M05",
    )
    all_evidence: bool = option(
        default=False,
        label=N_("All of it is needed"),
        help=N_("Else any one of the kinds that count is enough."),
    )
    certificate_size: int = option(
        10, N_("A certificate may have"), low=1, high=10, unit=N_("MB"), manual="M05"
    )
    invitation_required: bool = option(
        default=False,
        label=N_("Only with an invitation"),
        help=N_("Who comes without one is told to ask a member."),
        manual="M03",
    )
    members_invite: bool = option(
        default=True, label=N_("Members may invite"), help=N_("Admins always may."), manual="M03"
    )
    invitation_uses: int = option(
        5, N_("An invitation of a member is good for"), low=1, high=500, unit=N_("people")
    )
    invitation_days: timedelta = option(
        timedelta(days=30), N_("An invitation is good for"), low=1, high=365, unit=N_("days")
    )
    promise: timedelta = option(
        timedelta(hours=24),
        N_("We answer within"),
        N_("Counted from when the application is complete."),
        low=1,
        high=336,
        unit=N_("hours"),
        manual="M06",
    )
    reapply_after: timedelta = option(
        timedelta(days=30),
        N_("Who was declined may apply again after"),
        low=0,
        high=365,
        unit=N_("days"),
        manual="M06",
    )
    lapse_after: timedelta = option(
        timedelta(days=14),
        N_("Without evidence or answer an application lapses after"),
        low=1,
        high=180,
        unit=N_("days"),
    )
    erase_after: timedelta = option(
        timedelta(days=90),
        N_("What did not lead to a membership is erased after"),
        N_("Declined, withdrawn and lapsed applications, with all that was sent in."),
        low=1,
        high=730,
        unit=N_("days"),
    )


TIER_CHOICES = (
    ("beginner", N_("Beginner")),
    ("senior", N_("Senior")),
    ("manager", N_("Manager")),
)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Whom a group is for: shown before the form, told to the reviewer, never a refusal (M01)."""

    words: str = option(
        "", N_("In your own words"), N_("Stands above the form."), high=400, manual="M01"
    )
    industries: tuple[str, ...] = option((), N_("Industries"), high=30, manual="M01")
    regions: tuple[str, ...] = option((), N_("Regions"), high=30, manual="M01")
    functions: tuple[str, ...] = option((), N_("Functions"), high=30, manual="M01")
    tiers: tuple[str, ...] = option((), N_("Tiers"), choices=TIER_CHOICES, manual="M25")


@dataclass(frozen=True, slots=True)
class Settings:
    """How newcomers are received."""

    welcome: str = option(
        "欢迎 {name} 加入！先把群昵称改成「姓名-企业-岗位」，再简单介绍一下自己～ 群规在群公告里。",
        N_("Welcome words"),
        N_("{name} stands for the newcomer's name."),
        low=2,
        high=500,
        manual="M07",
    )
    chase: str = option(
        "{names} 麻烦把群昵称改成「姓名-企业-岗位」，方便大家认识～",
        N_("Words to ask for the nickname"),
        N_("{names} stands for everybody concerned."),
        low=2,
        high=500,
        manual="M07",
    )


WELCOME = "%(text)s"


def welcome_words(settings: Settings, name: str) -> Words:
    """Return the words of welcome for a newcomer."""
    return Words(WELCOME, {"text": settings.welcome.replace("{name}", name)})


def chase_words(settings: Settings, names: Sequence[str]) -> Words:
    """Return one text that asks everybody on the chase list to mend the nickname."""
    called = " ".join(f"@{name}" for name in names)
    return Words(WELCOME, {"text": settings.chase.replace("{names}", called)})

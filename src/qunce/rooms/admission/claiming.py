"""认领: members who were there before say which name in the group is theirs. Pure.

Two ways: an admin gives a member a link of their own, which needs nothing but a mailbox; or one
link for the whole group, where who claims says a code word in the group. Only a nickname that fits
and the code word from that very nickname are sure together; all else is a question for a person.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from qunce.kernel.options import Section, option
from qunce.kernel.states import StateTable
from qunce.kernel.text import N_


class ClaimState(StrEnum):
    """Where a claim stands."""

    GIVEN = "given"  # an admin gave the member a link of their own
    PROVING = "proving"  # the mailbox is not confirmed yet
    WAITING = "waiting"  # for the code word in the group, or an admin
    DONE = "done"
    REFUSED = "refused"
    VOID = "void"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return STATE_LABELS[self]


STATE_LABELS = {
    ClaimState.GIVEN: N_("Link given"),
    ClaimState.PROVING: N_("Mailbox not confirmed"),
    ClaimState.WAITING: N_("To be confirmed"),
    ClaimState.DONE: N_("Claimed"),
    ClaimState.REFUSED: N_("Refused"),
    ClaimState.VOID: N_("Void"),
}
OPEN_CLAIMS = (ClaimState.GIVEN, ClaimState.PROVING, ClaimState.WAITING)


class ClaimVerb(StrEnum):
    """What can be done with a claim."""

    BEGIN = "begin"
    WAIT = "wait"
    RECOGNISE = "recognise"
    REFUSE = "refuse"
    REOPEN = "reopen"
    VOID = "void"


CLAIM: StateTable[ClaimState, ClaimVerb] = StateTable(
    {
        (ClaimState.GIVEN, ClaimVerb.BEGIN): ClaimState.PROVING,
        (ClaimState.PROVING, ClaimVerb.BEGIN): ClaimState.PROVING,
        (ClaimState.PROVING, ClaimVerb.WAIT): ClaimState.WAITING,
        (ClaimState.PROVING, ClaimVerb.RECOGNISE): ClaimState.DONE,
        (ClaimState.WAITING, ClaimVerb.RECOGNISE): ClaimState.DONE,
        (ClaimState.WAITING, ClaimVerb.REFUSE): ClaimState.REFUSED,
        (ClaimState.REFUSED, ClaimVerb.REOPEN): ClaimState.WAITING,
        (ClaimState.GIVEN, ClaimVerb.VOID): ClaimState.VOID,
        (ClaimState.PROVING, ClaimVerb.VOID): ClaimState.VOID,
        (ClaimState.WAITING, ClaimVerb.VOID): ClaimState.VOID,
    }
)


@dataclass(frozen=True, slots=True)
class Claiming:
    """How members who were there before get a log-in."""

    open_link: bool = option(
        default=True,
        label=N_("One link for the whole group"),
        help=N_("Who has it says a code word in the group. Off: only links given to one member."),
    )
    days: timedelta = option(
        timedelta(days=30),
        N_("A link or a claim is good for"),
        low=1,
        high=365,
        unit=N_("days"),
    )


SECTION = Section(
    "claiming",
    N_("Claiming one's name"),
    Claiming,
    N_("Members who were there before Qunce have no log-in: here they get one."),
    is_common=True,
)

# What a claimant is asked to say in the group; the code word is what counts.
SAY = N_("Claim %(code)s")

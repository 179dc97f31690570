"""The way into a group after the approval: steps by hand, seats, the waiting list. Pure.

By hand it takes 加好友 → 拉群 → 发欢迎语 until somebody is in the group (已进群). The state names
the step that is next; every step that was ticked stays with who did it and when, and can be undone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qunce.kernel.errors import RefusedError
from qunce.kernel.states import StateTable
from qunce.kernel.text import N_, Words
from qunce.rooms.admission.domain import ON_THE_WAY, ArrivalState

SEATED = (ArrivalState.ADDING, ArrivalState.INVITING, ArrivalState.WELCOMING)
NOTHING_TO_UNDO = N_("There is no step to take back.")


class ArrivalVerb(StrEnum):
    """What can happen to somebody on the way into a group."""

    STEP = "step"  # a person did what was next, or skipped it
    SEAT = "seat"  # a seat became free
    APPEAR = "appear"  # seen in the group: what is left is the welcome
    ENTER = "enter"  # in the group, with nothing left to do
    DROP = "drop"
    RETURN = "return"  # the undo of a drop


ARRIVAL: StateTable[ArrivalState, ArrivalVerb] = StateTable(
    {
        (ArrivalState.ADDING, ArrivalVerb.STEP): ArrivalState.INVITING,
        (ArrivalState.INVITING, ArrivalVerb.STEP): ArrivalState.WELCOMING,
        (ArrivalState.WELCOMING, ArrivalVerb.STEP): ArrivalState.ARRIVED,
        (ArrivalState.WAITLISTED, ArrivalVerb.SEAT): ArrivalState.ADDING,
        (ArrivalState.WAITLISTED, ArrivalVerb.APPEAR): ArrivalState.WELCOMING,
        (ArrivalState.ADDING, ArrivalVerb.APPEAR): ArrivalState.WELCOMING,
        (ArrivalState.INVITING, ArrivalVerb.APPEAR): ArrivalState.WELCOMING,
        (ArrivalState.WAITLISTED, ArrivalVerb.ENTER): ArrivalState.ARRIVED,
        (ArrivalState.ADDING, ArrivalVerb.ENTER): ArrivalState.ARRIVED,
        (ArrivalState.INVITING, ArrivalVerb.ENTER): ArrivalState.ARRIVED,
        (ArrivalState.WELCOMING, ArrivalVerb.ENTER): ArrivalState.ARRIVED,
        **{(state, ArrivalVerb.DROP): ArrivalState.DROPPED for state in ON_THE_WAY},
        (ArrivalState.DROPPED, ArrivalVerb.RETURN): ArrivalState.WAITLISTED,
    }
)


@dataclass(frozen=True, slots=True)
class Step:
    """A step that was ticked or skipped: which one, by whom, when.

    `joined` says that the tick made the membership, so that its undo ends it.
    """

    state: ArrivalState
    person: int | None
    name: str
    at: datetime
    skipped: bool = False
    joined: bool = False


def back_to(state: ArrivalState, steps: Sequence[Step]) -> ArrivalState:
    """Return the state before the last step; RefusedError where that step is not the last word."""
    if not steps or ARRIVAL.after(steps[-1].state, ArrivalVerb.STEP) is not state:
        raise RefusedError(Words(NOTHING_TO_UNDO))
    return steps[-1].state


def can_go_back(state: ArrivalState, steps: Sequence[Step]) -> bool:
    """Say whether the last step can be taken back."""
    return bool(steps) and ARRIVAL.after(steps[-1].state, ArrivalVerb.STEP) is state


def free_seats(capacity: int, members: int, seated: int) -> int:
    """Return how many seats of a group are free; those on the way in hold one each."""
    return max(0, capacity - members - seated)

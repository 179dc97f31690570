"""The lives of a draft of rules, and of a replay. Pure."""

import json
from enum import StrEnum
from hashlib import blake2b

from qunce.kernel.clauses import CHARTER
from qunce.kernel.states import StateTable
from qunce.kernel.text import N_
from qunce.playbook.domain import Values

RULES = "rules."  # what the keys of the rules' sections begin with


class DraftState(StrEnum):
    """Where a draft stands."""

    OPEN = "open"
    LIVE = "live"  # its settings were put in force
    DISCARDED = "discarded"
    SETTLED = "settled"  # its settings came in force by another way

    @property
    def label(self) -> str:
        """The name of the state."""
        return _DRAFT_STATES[self]


_DRAFT_STATES = {
    DraftState.OPEN: N_("being tried"),
    DraftState.LIVE: N_("in force"),
    DraftState.DISCARDED: N_("given up"),
    DraftState.SETTLED: N_("in force by another way"),
}


class DraftVerb(StrEnum):
    """What can be done with a draft."""

    GO_LIVE = "go_live"
    DISCARD = "discard"
    RESTORE = "restore"
    TAKE_BACK = "take_back"
    SETTLE = "settle"


DRAFT: StateTable[DraftState, DraftVerb] = StateTable(
    {
        (DraftState.OPEN, DraftVerb.GO_LIVE): DraftState.LIVE,
        (DraftState.OPEN, DraftVerb.DISCARD): DraftState.DISCARDED,
        (DraftState.DISCARDED, DraftVerb.RESTORE): DraftState.OPEN,
        (DraftState.LIVE, DraftVerb.TAKE_BACK): DraftState.OPEN,
        (DraftState.OPEN, DraftVerb.SETTLE): DraftState.SETTLED,
        (DraftState.SETTLED, DraftVerb.RESTORE): DraftState.OPEN,
    }
)


class ReplayState(StrEnum):
    """Where a replay stands."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        """The name of the state."""
        return _REPLAY_STATES[self]


_REPLAY_STATES = {
    ReplayState.RUNNING: N_("running"),
    ReplayState.DONE: N_("done"),
    ReplayState.STOPPED: N_("stopped"),
}


class ReplayVerb(StrEnum):
    """What can be done with a replay."""

    FINISH = "finish"
    STOP = "stop"


REPLAY: StateTable[ReplayState, ReplayVerb] = StateTable(
    {
        (ReplayState.RUNNING, ReplayVerb.FINISH): ReplayState.DONE,
        (ReplayState.RUNNING, ReplayVerb.STOP): ReplayState.STOPPED,
    }
)


def may_be_tried(section: str) -> bool:
    """Say whether a section of the playbook is one that a draft may hold."""
    return section.startswith(RULES) or section == CHARTER.key


def print_of(values: Values) -> str:
    """Return what tells settings from other ones: a replay of exactly these was looked at."""
    plain = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return blake2b(plain.encode(), digest_size=16).hexdigest()


class UndoingState(StrEnum):
    """Where the withdrawing of what a rule did stands."""

    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    TAKEN_BACK = "taken_back"

    @property
    def label(self) -> str:
        """The name of the state."""
        return _UNDOING_STATES[self]


_UNDOING_STATES = {
    UndoingState.RUNNING: N_("running"),
    UndoingState.STOPPED: N_("stopped"),
    UndoingState.DONE: N_("done"),
    UndoingState.TAKEN_BACK: N_("taken back"),
}


class UndoingVerb(StrEnum):
    """What can be done with it."""

    FINISH = "finish"
    STOP = "stop"
    CONTINUE = "continue"
    TAKE_BACK = "take_back"


UNDOING: StateTable[UndoingState, UndoingVerb] = StateTable(
    {
        (UndoingState.RUNNING, UndoingVerb.FINISH): UndoingState.DONE,
        (UndoingState.RUNNING, UndoingVerb.STOP): UndoingState.STOPPED,
        (UndoingState.STOPPED, UndoingVerb.CONTINUE): UndoingState.RUNNING,
        (UndoingState.STOPPED, UndoingVerb.TAKE_BACK): UndoingState.TAKEN_BACK,
        (UndoingState.DONE, UndoingVerb.TAKE_BACK): UndoingState.TAKEN_BACK,
    }
)

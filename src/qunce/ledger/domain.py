"""The pure part of the ledger: life cycles, pauses, and what kind of errand an effect is."""

import zlib
from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum

from qunce.kernel.effects import NEEDS, Mute, Recall, Remove, SendText, Unmute
from qunce.kernel.effects import Effect as EffectValue
from qunce.kernel.states import StateTable
from qunce.kernel.text import N_


class ErrandState(StrEnum):
    """Waiting for a worker, running under a lease, and the three ways to end."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    HUMAN = "human"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return ERRAND_LABELS[self]


ERRAND_LABELS = {
    ErrandState.WAITING: N_("Waiting"),
    ErrandState.RUNNING: N_("Being carried out"),
    ErrandState.DONE: N_("Carried out"),
    ErrandState.REFUSED: N_("Not carried out"),
    ErrandState.HUMAN: N_("Became a task"),
}
OPEN_STATES = (ErrandState.WAITING, ErrandState.RUNNING)


class ErrandVerb(StrEnum):
    CLAIM = "claim"
    FINISH = "finish"
    REFUSE = "refuse"
    HAND_OVER = "hand over"
    POSTPONE = "postpone"
    LOSE = "lose"
    REPEAT = "repeat"


ERRAND: StateTable[ErrandState, ErrandVerb] = StateTable(
    {
        (ErrandState.WAITING, ErrandVerb.CLAIM): ErrandState.RUNNING,
        (ErrandState.RUNNING, ErrandVerb.FINISH): ErrandState.DONE,
        (ErrandState.RUNNING, ErrandVerb.REFUSE): ErrandState.REFUSED,
        (ErrandState.RUNNING, ErrandVerb.HAND_OVER): ErrandState.HUMAN,
        (ErrandState.RUNNING, ErrandVerb.POSTPONE): ErrandState.WAITING,
        (ErrandState.RUNNING, ErrandVerb.LOSE): ErrandState.WAITING,
        (ErrandState.REFUSED, ErrandVerb.REPEAT): ErrandState.WAITING,
    }
)


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return TASK_LABELS[self]


TASK_LABELS = {
    TaskState.OPEN: N_("To do"),
    TaskState.DONE: N_("Done"),
    TaskState.SKIPPED: N_("Skipped"),
}


class TaskVerb(StrEnum):
    FINISH = "finish"
    SKIP = "skip"
    REOPEN = "reopen"


TASK: StateTable[TaskState, TaskVerb] = StateTable(
    {
        (TaskState.OPEN, TaskVerb.FINISH): TaskState.DONE,
        (TaskState.OPEN, TaskVerb.SKIP): TaskState.SKIPPED,
        (TaskState.DONE, TaskVerb.REOPEN): TaskState.OPEN,
        (TaskState.SKIPPED, TaskVerb.REOPEN): TaskState.OPEN,
    }
)


def task_mark(state: str, ticked: Iterable[int], person: int | None = None) -> str:
    """Return how a task stands, by which a page knows whether it shows that already.

    `ticked` are the keys of the groups in which it is done, `person` is whose it is:
    "open 3,4 of 7".
    """
    whose = f" of {person}" if person is not None else ""
    return f"{state} {','.join(map(str, sorted(ticked)))}{whose}"


REACTION = "reaction"
JOB = "job"
TASK_CALL = "task"
EFFECTS: Mapping[str, type] = {kind.__name__: kind for kind in NEEDS}

# What protects the group goes before what can wait.
URGENT = 50
URGENT_KINDS = (Recall, Mute, Unmute, Remove)


class Crew(StrEnum):
    """Who in a worker does what, so that a slow send holds up nothing but sends.

    What goes out into the world (effects, mails, hooks) is done by one thread of a worker, so
    that a worker killed at any point repeats at most one send. What protects the group has a
    thread of its own; repeating it changes nothing. The rest stays in the house.
    """

    URGENT = "urgent"
    OUTWARD = "outward"
    INWARD = "inward"


KINDS_OF = {
    Crew.URGENT: tuple(kind.__name__ for kind in URGENT_KINDS),
    Crew.INWARD: (REACTION, JOB, TASK_CALL),
}


def effect_kind(effect: EffectValue) -> str:
    """Return the errand kind of an effect: the name of its class ("Recall")."""
    return type(effect).__name__


def effect_priority(effect: EffectValue) -> int:
    """Return how soon an effect is claimed, from -100 to 100; higher is sooner."""
    return URGENT if isinstance(effect, URGENT_KINDS) else 0


def effect_lane(effect: EffectValue) -> str:
    """Return the lane of an effect: posts in one group keep their order, the rest have none."""
    return f"send:{effect.group}" if isinstance(effect, SendText) else ""


def reaction_lane(community: int | None) -> str:
    """Return the lane of a community's reactions: they run in the order of the entries."""
    return f"react:{community or ''}"


# A reaction holds up its community's lane, so it gives up within a minute (1+2+4+8+16 s);
# a send may wait out a platform's outage of about an hour.
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=10)
ATTEMPTS = 14
REACTION_ATTEMPTS = 6


def attempts_of(kind: str) -> int:
    """Return after how many failed attempts an errand of `kind` is given up."""
    return REACTION_ATTEMPTS if kind == REACTION else ATTEMPTS


def pause_after(attempt: int, key: str) -> timedelta:
    """Return how long to wait after failed attempt number `attempt` (from 1).

    Doubles up to ten minutes. Spread by ±20 %, derived from the errand's key, so that many
    errands which failed together do not come back together and a test knows what to expect.
    """
    doubled = FIRST_PAUSE * float(1 << min(attempt - 1, 20))
    spread = 0.8 + 0.4 * (zlib.crc32(f"{key}#{attempt}".encode()) / 0xFFFFFFFF)
    return min(doubled, LONGEST_PAUSE) * spread

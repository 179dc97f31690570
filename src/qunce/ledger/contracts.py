"""What rooms and the gateway hand to the ledger: reactions, jobs, executors, task drafts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qunce.facts.base import Fact
from qunce.kernel.effects import Effect, Outcome, Picture
from qunce.kernel.errors import BusyError
from qunce.kernel.messages import Role
from qunce.kernel.text import NOTHING, Words


@dataclass(frozen=True, slots=True)
class Cause:
    """Where a fact stands in the record: keys of the entry and of its community."""

    entry: int
    community: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Happened:
    """A fact to be recorded, with the effects that it asks for."""

    fact: Fact
    effects: Sequence[Effect] = ()


@dataclass(frozen=True, slots=True)
class Reaction:
    """`call(fact, cause, now)` runs in the worker after commit, once per entry.

    It only writes to the database (record an effect for anything else) and shares a transaction
    with the end of its errand: if it raises, all that it wrote is undone and it is tried again
    a few times. Reactions run in the order of entries within a community; `key` is unique in
    the house ("moderation.on_member_joined").
    """

    key: str
    fact: type[Fact]
    call: Callable[[Any, Cause, datetime], None]


@dataclass(frozen=True, slots=True)
class Job:
    """`call(slot)` runs once per time of the cron expression, whatever the number of workers.

    `zone` is an IANA name; "" runs it once per slot in Asia/Shanghai. A slot missed by more than
    `late` seconds is left out. It runs with no transaction open, and again for the same slot if
    its worker dies or it raises. Slots of one job run one after another.
    """

    key: str
    cron: str
    call: Callable[[datetime], None]
    zone: str = ""
    late: int = 3600


@dataclass(frozen=True, slots=True)
class Assignment:
    """What an executor is handed: the errand's payload and its idempotency key.

    `beat()` renews the lease of a long errand and raises LostError if another worker has it.
    """

    errand: int
    key: str
    community: int | None
    payload: Mapping[str, Any]
    attempt: int
    now: datetime
    beat: Callable[[], None]
    entry: int | None = None  # from which it follows: the cause of what it leads to


Executor = Callable[[Assignment], Outcome]

# Why what a fact asked for is not wanted any more; None while it still is.
Outdated = Callable[[Any], Words | None]


class LostError(BusyError):
    """Another worker has the errand now: stop at once, do not report anything."""


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """A task for a person of `role`, to be opened by `ledger.actions.open_task`.

    `words` is the text to copy, `hint` says how it is done, `link` is a path of the site.
    `groups` are the targets: one line on the desk, ticked group by group. `key` is unique in
    the house: a second draft of the same key opens nothing. `subjects` are `(kind, key)` pairs
    (see `facts.base.SUBJECTS`), by which the task appears in the history of a person or a case.
    `person` is the key of whose task it is, None for whoever holds the role. `pictures` go with
    the words: they are shown beside them, to be taken along.
    """

    community: int
    kind: str
    title: Words
    role: Role
    key: str
    words: Words | None = None
    hint: Words = NOTHING
    groups: tuple[int, ...] = ()
    due: datetime | None = None
    urgent: bool = False
    link: str = ""
    subjects: tuple[tuple[str, int], ...] = ()
    person: int | None = None
    pictures: tuple[Picture, ...] = ()


# Turns an effect that no channel can carry out into a task: `(effect, outcome, assignment)`.
TaskFor = Callable[[Effect, Outcome, Assignment], TaskDraft]

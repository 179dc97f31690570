"""The pure part of an import: its states, and the tally of what became of a file."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from qunce.kernel.incoming import Arrival, Incoming, Precision, Skipped
from qunce.kernel.states import StateTable
from qunce.kernel.text import N_

MOST_SKIPPED = 500
"""Skipped parts that are kept with their lines; of more only the number is told."""

GAP = timedelta(days=3)
"""Days without a single message after which an active group's export has a gap."""


class ImportState(StrEnum):
    """Where an import stands; held: a person has to say first that the group is right."""

    HELD = "held"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"

    @property
    def label(self) -> str:
        """Return the msgid of the state."""
        return _LABELS[self]


_LABELS = {
    ImportState.HELD: N_("waits for an answer"),
    ImportState.RUNNING: N_("running"),
    ImportState.STOPPED: N_("stopped"),
    ImportState.DONE: N_("done"),
    ImportState.UNDOING: N_("being undone"),
    ImportState.UNDONE: N_("undone"),
}


class ImportVerb(StrEnum):
    """What can be done with an import."""

    ACCEPT = "accept"
    DISCARD = "discard"
    STOP = "stop"
    CONTINUE = "continue"
    FINISH = "finish"
    UNDO = "undo"
    TAKE_OUT = "take_out"


_S, _V = ImportState, ImportVerb
IMPORT = StateTable(
    {
        (_S.HELD, _V.ACCEPT): _S.RUNNING,
        (_S.HELD, _V.DISCARD): _S.UNDONE,
        (_S.RUNNING, _V.STOP): _S.STOPPED,
        (_S.RUNNING, _V.FINISH): _S.DONE,
        (_S.STOPPED, _V.CONTINUE): _S.RUNNING,
        (_S.STOPPED, _V.UNDO): _S.UNDOING,
        (_S.DONE, _V.UNDO): _S.UNDOING,
        (_S.UNDOING, _V.UNDO): _S.UNDOING,  # where whoever did it has died
        (_S.UNDOING, _V.TAKE_OUT): _S.UNDONE,
    }
)


_COUNT = re.compile(r"\(\d+\)$")  # of members, which some layouts write behind the name


def same_name(name: str) -> str:
    """Return a group's name as names are compared: width, case, spaces and a count aside."""
    bare = "".join(unicodedata.normalize("NFKC", name).split()).casefold()
    return _COUNT.sub("", bare)


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a batch: messages added, and keys of persons and identities."""

    added: int
    matched: Iterable[int] = ()
    new_people: Collection[int] = ()
    unclear: Iterable[int] = ()


@dataclass(slots=True)
class Tally:
    """What a file held. `before` is how many messages an earlier run of the import added.

    `new_people` begin with those whom an earlier run made known.
    """

    before: int = 0
    read: int = 0
    fresh: int = 0
    skipped: int = 0
    where: list[Skipped] = field(default_factory=list)
    first: datetime | None = None
    last: datetime | None = None
    days: set[date] = field(default_factory=set)
    matched: set[int] = field(default_factory=set)
    new_people: set[int] = field(default_factory=set)
    unclear: set[int] = field(default_factory=set)

    @property
    def added(self) -> int:
        """Return how many messages the import has added, over all its runs."""
        return self.before + self.fresh

    @property
    def known(self) -> int:
        """Return how many of the messages were there before the import."""
        return max(self.read - self.added, 0)

    def take(self, batch: Sequence[Arrival], became: Became, zone: ZoneInfo) -> None:
        """Count a batch."""
        self.fresh += became.added
        self.matched.update(became.matched)
        self.new_people.update(became.new_people)
        self.unclear.update(became.unclear)
        for each in batch:
            if isinstance(each, Incoming):
                self._message(each, zone)
            elif isinstance(each, Skipped):
                self.skipped += 1
                if len(self.where) < MOST_SKIPPED:
                    self.where.append(each)

    def _message(self, each: Incoming, zone: ZoneInfo) -> None:
        self.read += 1
        if each.precision is Precision.NONE:
            return
        at = each.sent_at
        if self.first is None or at < self.first:
            self.first = at
        if self.last is None or at > self.last:
            self.last = at
        self.days.add(at.astimezone(zone).date())

    def gaps(self) -> list[tuple[date, date]]:
        """Return the first and the last of the days without a message, for each gap."""
        days = sorted(self.days)
        return [
            (before + timedelta(days=1), after - timedelta(days=1))
            for before, after in pairwise(days)
            if after - before > GAP
        ]

"""A test group on which stories take place: people speak, and the house works.

Everything runs in the test's own thread and at the stage's own time, so that a story says what
happens and when. Where pages must change by themselves, `worker` runs a real one beside it.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from qunce.chat import stream
from qunce.chat.intake import ingest
from qunce.chat.models import Message
from qunce.gateway.channels.web import actions as web
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import Source
from qunce.ledger.models import Task
from qunce.ledger.worker import Worker, run_due
from qunce.people.models import Group, Membership, Person
from qunce.shell.house import house

ROUNDS = 20  # more than any chain of causes is long


def read_stream(now: datetime) -> int:
    """Hand new messages to all listeners once; return how many there were."""
    listeners = [listener for card in house.cards for listener in card.listeners]
    return stream.read_once(listeners, now)


@dataclass
class Stage:
    """A group and its time. `now` moves only by `later`."""

    group: Group
    now: datetime
    keys: Iterator[int] = field(default_factory=itertools.count)

    def say(self, person: Person, text: str) -> Message:
        """Let a member say something in the web group, as from its page."""
        membership = Membership.objects.get(group=self.group, person=person)
        return web.post(membership, text, key=f"stage-{next(self.keys)}", now=self.now)

    def hear(self, name: str, text: str, *, source: Source = Source.LIVE) -> Message:
        """Let the channel hand in a message that somebody wrote elsewhere."""
        said = f"stage-{next(self.keys)}"
        arrival = Incoming(Speaker(name=name), text, self.now, platform_id=said)
        ingest(self.group, [arrival], source=source, now=self.now)
        return Message.objects.get(group=self.group, platform_id=said)

    def work(self) -> None:
        """Do all that is due: read the stream, carry out errands, and what follows from them."""
        for _ in range(ROUNDS):
            if not read_stream(self.now) + run_due(self.now):
                return
        raise AssertionError("the house does not come to rest")

    def later(self, **length: float) -> None:
        """Let time pass, e.g. `later(minutes=5)`, and do what falls due."""
        self.now += timedelta(**length)
        self.work()

    def tasks(self) -> list[Task]:
        """Return the tasks on the desk of the group's community, oldest first."""
        return list(Task.objects.filter(community=self.group.community, state="open"))


@contextmanager
def undone() -> Iterator[None]:
    """Undo in the end all that is stored meanwhile, for a scene that the tests of a module share.

    As within a test, what asks to be the outermost transaction is content with this one.
    """
    whole = transaction.atomic()
    whole._from_testcase = True  # type: ignore[attr-defined]
    with whole:
        yield
        transaction.set_rollback(True)


@contextmanager
def at_work() -> Iterator[None]:
    """Run a worker in threads of this process, at the real time."""
    worker = Worker(threads=1, pumps=(read_stream,), poll=0.05)
    worker.start()
    try:
        yield
    finally:
        assert worker.stop()

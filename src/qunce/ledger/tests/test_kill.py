"""Workers in processes of their own, killed without warning."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from needs import database_url
from qunce import clock
from qunce.facts.people import MemberLeft
from qunce.kernel.actors import MACHINE
from qunce.ledger import actions as ledger
from qunce.ledger import registry
from qunce.ledger.contracts import Reaction
from qunce.ledger.domain import ErrandState
from qunce.ledger.lease import LEASE
from qunce.ledger.models import Entry, Errand
from qunce.ledger.worker import POLL, ROUND
from qunce.people.models import Community

pytestmark = pytest.mark.django_db(transaction=True)

SCRIPT = Path(__file__).with_name("worker_process.py")
LONGEST = 30.0  # seconds to wait for anything


Start = Callable[[float], int]


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Return the file in which the workers note what they carry out."""
    place = tmp_path / "notes"
    place.touch()
    return place


@pytest.fixture
def start(notes: Path) -> Iterator[Start]:
    """Return a function that starts a worker with a lease of so many seconds: its process id."""
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "QUNCE_DATABASE_URL": database_url(),
        "QUNCE_HOME": str(settings.HOME),
    }
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    started: list[int] = []
    with subprocess.Popen([sys.executable, str(SCRIPT)], env=env, **pipes) as starter:  # type: ignore[call-overload]

        def begin(lease: float) -> int:
            starter.stdin.write(f"{lease} {notes}\n")
            starter.stdin.flush()
            started.append(int(starter.stdout.readline()))
            return started[-1]

        yield begin
        for process in started:
            kill(process)


def kill(process: int) -> None:
    """End a worker without warning, if it still lives."""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def noted(notes: Path) -> list[list[str]]:
    """Return `[process, key]` of everything carried out so far."""
    return [line.split(" ", 1) for line in notes.read_text().splitlines()]


def wait_until(is_so: Callable[[], bool]) -> float:
    """Return after how many seconds something was so; fail after LONGEST."""
    begin = time.monotonic()
    while not is_so():
        assert time.monotonic() - begin < LONGEST
        time.sleep(0.01)
    return time.monotonic() - begin


def test_kill_at_any_point_loses_nothing_and_repeats_at_most_one(
    community: Community, notes: Path, start: Start
) -> None:
    count, kills, now = 160, 3, clock.now()
    with registry.handed_out(reactions=[Reaction("merge", MemberLeft, lambda *_: None)]):
        for n in range(count):
            ledger.enqueue("note", {}, community=None, now=now, key=f"n{n}")
        for person in range(count // 4):
            with transaction.atomic():
                fact = MemberLeft(person, 1, "Ben")
                ledger.record(fact, by=MACHINE, now=now, community=community)
    for round_ in range(kills):
        process, goal = start(0.7), count * (round_ + 1) // (kills + 1)
        wait_until(lambda goal=goal: len(noted(notes)) >= goal)  # type: ignore[misc]  # bound early
        time.sleep(random.uniform(0, 0.03))  # noqa: S311  (any point)
        kill(process)
    start(0.7)
    wait_until(lambda: not Errand.objects.exclude(state=ErrandState.DONE).exists())

    times = Counter(key for _, key in noted(notes))
    assert set(times) == {f"n{n}" for n in range(count)}
    assert sum(times.values()) - count <= kills
    merged = Entry.objects.filter(fact="people.PersonsMerged").values_list("payload", flat=True)
    assert sorted(each["person"][0] for each in merged) == list(range(count // 4))


def test_a_dead_workers_errand_runs_again_as_soon_as_its_lease_is_over(
    notes: Path, start: Start
) -> None:
    assert timedelta(seconds=ROUND + POLL) + LEASE < timedelta(seconds=20)
    lease = 2.0
    ledger.enqueue("sleep", {}, community=None, now=clock.now(), key="long")
    first, second = start(lease), start(lease)
    wait_until(lambda: len(noted(notes)) == 1)
    busy = int(noted(notes)[0][0])
    survivor = first if busy == second else second
    time.sleep(lease * 1.5)
    assert len(noted(notes)) == 1  # renewed: started once while its worker lives
    kill(busy)
    assert wait_until(lambda: len(noted(notes)) == 2) < lease + ROUND + 2
    assert noted(notes)[1] == [str(survivor), "long"]

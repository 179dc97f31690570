"""The worker's threads: how soon they start, what they keep apart, and how they stop."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections
from pytest_django import DjangoAssertNumQueries

from qunce import clock
from qunce.kernel.effects import Outcome, Status
from qunce.ledger import actions as ledger
from qunce.ledger import registry
from qunce.ledger.contracts import Assignment, Job
from qunce.ledger.domain import ErrandState
from qunce.ledger.lease import Lookout
from qunce.ledger.models import Errand
from qunce.ledger.worker import Pump, Worker

pytestmark = pytest.mark.django_db(transaction=True)

DONE = Outcome(Status.DONE)
SHORT = timedelta(seconds=0.6)


@contextmanager
def working(count: int = 1, pumps: tuple[Pump, ...] = ()) -> Iterator[list[Worker]]:
    """Run so many workers with a short lease in this process."""
    workers = [Worker(lease=SHORT, pumps=pumps) for _ in range(count)]
    for worker in workers:
        worker.start()
    try:
        yield workers
    finally:
        assert all(worker.stop() for worker in workers)


def wait_until(is_so: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until something is so; fail if it takes too long."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)


def put(kind: str, key: str, at: datetime | None = None) -> None:
    """Queue an errand as another process would: without the bell of this one."""
    now = clock.now()
    Errand.objects.create(kind=kind, payload={}, key=key, not_before=at or now, created_at=now)


def in_another_thread(act: Callable[[], None]) -> None:
    """Do something on a connection of its own, and close it."""

    def run() -> None:
        act()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_an_idle_worker_starts_within_150_ms() -> None:
    started: dict[str, float] = {}

    def note(assignment: Assignment) -> Outcome:
        started[assignment.key] = time.monotonic()
        return DONE

    delays = []
    with registry.handed_out(executors={"note": note}), working():
        for n in range(12):
            time.sleep(0.03)
            put("note", str(n))
            begin = time.monotonic()
            wait_until(lambda n=n: str(n) in started)  # type: ignore[misc]  # bound early
            delays.append(started[str(n)] - begin)
    # The quick ones: the slow ones say how busy the machine is that runs the tests.
    assert sorted(delays)[2] < 0.15


def test_a_lookout_asks_for_errands_only_when_somebody_wrote_or_the_time_has_come(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    now, later = clock.now(), clock.now() + timedelta(minutes=5)
    lookout = Lookout()
    assert not lookout.is_anything_due(now)
    with django_assert_num_queries(0 if connection.vendor == "sqlite" else 1):
        assert not lookout.is_anything_due(now)
    in_another_thread(lambda: put("note", "later", later))
    assert not lookout.is_anything_due(now)
    with django_assert_num_queries(0 if connection.vendor == "sqlite" else 1):
        assert not lookout.is_anything_due(later - timedelta(seconds=1))
    assert lookout.is_anything_due(later)
    assert lookout.is_anything_due(later)  # until somebody has taken it
    in_another_thread(lambda: put("note", "now", now))
    assert lookout.is_anything_due(now)


def test_a_long_errand_renews_its_lease_and_starts_once() -> None:
    starts: list[str] = []

    def slow(assignment: Assignment) -> Outcome:
        starts.append(assignment.key)
        time.sleep(SHORT.total_seconds() * 4)
        return DONE

    with registry.handed_out(executors={"slow": slow}), working(2):
        put("slow", "once")
        wait_until(lambda: Errand.objects.get().state == ErrandState.DONE)
    assert starts == ["once"]
    assert Errand.objects.get().attempts == 1


def test_two_workers_share_the_work_and_do_each_piece_once() -> None:
    times: Counter[str] = Counter()

    def note(assignment: Assignment) -> Outcome:
        times[assignment.key] += 1
        return DONE

    now = clock.now()
    for n in range(120):
        ledger.enqueue("note", {}, community=None, now=now, key=str(n), lane=f"lane {n % 7}")
    with registry.handed_out(executors={"note": note}), working(2):
        wait_until(lambda: not Errand.objects.exclude(state=ErrandState.DONE).exists())
    assert times == Counter(str(n) for n in range(120))


def test_two_workers_fire_a_time_once() -> None:
    fired: list[datetime] = []
    job = Job("every second", "* * * * * *", fired.append)
    with registry.handed_out(jobs=[job]), working(2):
        wait_until(lambda: len(fired) >= 3)
    assert fired == sorted(set(fired))


def test_a_slow_send_holds_up_nothing_but_sends() -> None:
    order: list[str] = []
    release = threading.Event()

    def executor(name: str, *, waits: bool) -> Callable[[Assignment], Outcome]:
        def call(assignment: Assignment) -> Outcome:
            if waits:
                release.wait(10)
            order.append(name)
            return DONE

        return call

    executors = {
        "SendText": executor("send", waits=True),
        "mail": executor("mail", waits=False),
        "Recall": executor("recall", waits=False),
    }
    with registry.handed_out(executors=executors), working():
        for kind in ("SendText", "mail", "Recall"):
            put(kind, kind)
        wait_until(lambda: order == ["recall"])
        release.set()
        wait_until(lambda: len(order) == 3)
    assert order == ["recall", "send", "mail"]


def test_a_pump_is_called_again_and_again_even_if_it_fails() -> None:
    calls: list[datetime] = []

    def pump(now: datetime) -> int:
        calls.append(now)
        if len(calls) == 2:
            raise LookupError("broken")
        return int(len(calls) < 10)

    begin = time.monotonic()
    with working(pumps=(pump,)):
        wait_until(lambda: len(calls) >= 10)
    assert time.monotonic() - begin < 5


def test_stopping_waits_for_what_is_being_carried_out() -> None:
    begun, ended = threading.Event(), threading.Event()

    def slow(assignment: Assignment) -> Outcome:
        begun.set()
        time.sleep(0.5)
        ended.set()
        return DONE

    with registry.handed_out(executors={"slow": slow}), working() as workers:
        put("slow", "last")
        assert begun.wait(10)
        put("slow", "left")
        assert workers[0].stop()
        assert ended.is_set()
    states = Errand.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == [ErrandState.DONE, ErrandState.WAITING]

"""Deliveries that are disturbed: a worker that is killed, a move at the same moment, odd clocks."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connections

from needs import database_url
from qunce import clock
from qunce.chat.models import Message
from qunce.facts.programme import PostSent
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError, StaleError
from qunce.ledger import queries as record
from qunce.ledger.domain import ErrandState
from qunce.ledger.models import Errand, TaskTarget
from qunce.ledger.worker import run_due
from qunce.people.models import Community, Group
from qunce.playbook import actions as playbook
from qunce.rooms.programme import jobs, laying, moving, planning, posting, queries
from qunce.rooms.programme.domain import ItemState
from qunce.rooms.programme.models import Item
from qunce.rooms.programme.moving import Extra
from stage import Stage

SCRIPT = Path(__file__).with_name("delivering_process.py")
LONGEST = 60.0  # seconds to wait for anything
GROUPS = 40
TEXT = "【HR早报】今天三条，详见群公告"
Start = Callable[[], int]


@pytest.fixture
def start() -> Iterator[Start]:
    """Return a function that starts a worker of the house: its process id."""
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "QUNCE_DATABASE_URL": database_url(),
        "QUNCE_HOME": str(settings.HOME),
    }
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    started: list[int] = []
    with subprocess.Popen([sys.executable, str(SCRIPT)], env=env, **pipes) as starter:  # type: ignore[call-overload]

        def begin() -> int:
            starter.stdin.write("0.7\n")
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


def wait_until(is_so: Callable[[], bool]) -> None:
    """Return once something is so; fail after LONGEST."""
    begin = time.monotonic()
    while not is_so():
        assert time.monotonic() - begin < LONGEST
        time.sleep(0.02)


def ready(community: Community, now: datetime) -> Item:
    """Return a post that is ready and lies on the desk, due now at any hour of the night."""
    item = Item.objects.create(
        community=community,
        slot="extra",
        title="早报",
        text=TEXT,
        version=1,
        at=now,
        ready_at=now - timedelta(minutes=15),
        until=now + timedelta(hours=2),
        state=ItemState.REVIEWED,
        is_allowed=True,
        created_at=now,
    )
    laying.lay_down(item, queries.known_of(community), now=now)
    return item


def said() -> int:
    return Message.objects.filter(text=TEXT).count()


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_a_delivery_posts_nothing_twice_and_misses_no_group(
    community: Community, start: Start
) -> None:
    now = clock.now()
    Group.objects.bulk_create(
        Group(
            community=community,
            key=f"g{number}",
            name=f"G{number}",
            kind="general",
            channel="web",
            created_at=now,
        )
        for number in range(GROUPS)
    )
    item = ready(community, now)
    for part in (1, 2, 3):
        process = start()
        wait_until(lambda goal=GROUPS * part // 4: said() >= goal)  # type: ignore[misc]  # bound early
        time.sleep(random.uniform(0, 0.03))  # noqa: S311  (at any point)
        kill(process)
    assert said() < GROUPS
    start()
    waiting = Errand.objects.filter(kind="SendText").exclude(state=ErrandState.DONE)
    wait_until(lambda: said() >= GROUPS and not waiting.exists())
    by_group = Message.objects.filter(text=TEXT).values_list("group", flat=True)
    assert len(by_group) == len(set(by_group)) == GROUPS
    item.refresh_from_db()
    assert item.state == ItemState.POSTED
    assert record.list_entries(community.pk, kinds=(PostSent,)).count() == 1
    assert not TaskTarget.objects.filter(task__community=community, ticked_at=None).exists()


# --- moved at the same moment -------------------------------------------------------------------


def test_what_was_moved_while_its_delivery_began_is_left_alone(web_stage: Stage) -> None:
    item = ready(web_stage.group.community, web_stage.now)
    known = queries.known_of(item.community)
    before = Item.objects.get(pk=item.pk)  # as the delivery has read it
    moving.move_to(item, web_stage.now + timedelta(hours=3), known, by=SHELL, now=web_stage.now)
    posting.deliver(before, known, now=web_stage.now)
    web_stage.work()
    assert said() == 0
    assert Item.objects.get(pk=item.pk).state == ItemState.REVIEWED


def test_what_is_on_its_way_cannot_be_moved_any_more_and_stands_there_once(
    web_stage: Stage,
) -> None:
    item = ready(web_stage.group.community, web_stage.now)
    known = queries.known_of(item.community)
    posting.deliver(item, known, now=web_stage.now)  # handed over, not yet carried out
    assert said() == 0
    with pytest.raises(RefusedError):
        moving.move_to(item, web_stage.now + timedelta(hours=3), known, by=SHELL, now=web_stage.now)
    web_stage.work()
    assert said() == 1


def moved_beside(item: Item, at: datetime, work: Callable[[], object], now: datetime) -> bool:
    """Move an item in a thread of its own while `work` runs; say whether it was moved."""
    known, both = queries.known_of(item.community), threading.Barrier(2)
    moved = threading.Event()

    def move() -> None:
        both.wait()
        with suppress(RefusedError, StaleError):
            moving.move_to(item, at, known, by=SHELL, now=now)
            moved.set()
        connections.close_all()

    mover = threading.Thread(target=move)
    mover.start()
    both.wait()
    work()
    mover.join()
    return moved.is_set()


def test_of_a_move_and_a_delivery_at_once_one_comes_first_and_the_other_sees_it(
    web_stage: Stage,
) -> None:
    for number in range(4):
        Message.objects.all().delete()
        now = web_stage.now + timedelta(seconds=number)
        item, later = ready(web_stage.group.community, now), now + timedelta(hours=3)
        is_moved = moved_beside(item, later, lambda now=now: run_due(now), now)  # type: ignore[misc]  # bound early
        web_stage.work()
        assert said() == (0 if is_moved else 1)
        Item.objects.all().delete()


# --- clocks that are put forward and back -------------------------------------------------------

NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def abroad(community: Community, web_group: Group) -> Community:
    """Return a community in New York, whose briefing comes at half past two in the night."""
    Community.objects.filter(pk=community.pk).update(zone=NEW_YORK.key)
    community.refresh_from_db()
    early = datetime(2026, 1, 1, tzinfo=NEW_YORK)
    about = {"cron": "30 2 * * *", "holidays": "keep"}
    playbook.change(community, "slots.briefing", about, by=SHELL, now=early)
    return community


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "times"),
    [
        # There is no 02:30 on 14 March 2027: as far behind the gap.
        (datetime(2027, 3, 13, tzinfo=NEW_YORK), ["13 02:30", "14 03:30", "15 02:30"]),
        # 01:30 comes twice on 7 November 2027, 02:30 once.
        (datetime(2027, 11, 6, tzinfo=NEW_YORK), ["06 02:30", "07 02:30", "08 02:30"]),
    ],
)
def test_an_hour_that_does_not_exist_or_comes_twice_brings_one_post_a_day(
    abroad: Community, day: datetime, times: list[str]
) -> None:
    known = queries.known_of(abroad)
    end = datetime(day.year, day.month, day.day + 3, tzinfo=NEW_YORK)
    planning.plan(known, day, end, now=day)
    planning.plan(known, day, end, now=day + timedelta(hours=30))
    found = Item.objects.filter(slot="briefing").order_by("at")
    assert [f"{known.local(each.at):%d %H:%M}" for each in found] == times


@pytest.mark.django_db
def test_a_post_keeps_its_hour_when_it_is_moved_over_the_change_of_the_clock(
    abroad: Community,
) -> None:
    known = queries.known_of(abroad)
    at = datetime(2027, 3, 12, 15, 0, tzinfo=NEW_YORK)
    now = at - timedelta(days=2)
    item = moving.add(Extra("Salon", at), known, by=SHELL, now=now)
    moving.move_to(item, datetime(2027, 3, 15, 15, 0, tzinfo=NEW_YORK), known, by=SHELL, now=now)
    item.refresh_from_db()
    assert known.said(item.at) == "2027-03-15 15:00"
    assert item.at - item.ready_at == timedelta(minutes=15)
    assert moving.move_back(item, known, by=SHELL, now=now) == at


@pytest.mark.django_db
def test_an_outage_over_the_change_of_the_clock_says_what_was_missed_once(
    abroad: Community,
) -> None:
    before = datetime(2027, 3, 13, 20, 0, tzinfo=NEW_YORK)
    jobs.fill(before)
    for hour in (12, 13):
        jobs.tick(datetime(2027, 3, 14, hour, 0, tzinfo=NEW_YORK))
    missed = Item.objects.filter(state=ItemState.MISSED)
    assert [f"{each.at.astimezone(NEW_YORK):%d %H:%M}" for each in missed] == ["14 03:30"]

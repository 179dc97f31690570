"""Jobs by the clock: time zones, standstills, and once whoever looks."""

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

import pytest

from qunce.ledger import registry
from qunce.ledger.contracts import Job
from qunce.ledger.domain import ErrandState
from qunce.ledger.models import Errand, Slot
from qunce.ledger.schedule import Timetable, slot_before, slots_after
from qunce.ledger.worker import run_due


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year, month, day, …


def nothing(slot: datetime) -> None:
    """Do nothing."""


def first_slots(cron: str, zone: str, since: datetime, count: int) -> list[datetime]:
    return list(islice(slots_after(Job("j", cron, nothing, zone), since), count))


def test_a_job_without_a_zone_follows_the_clock_of_shanghai() -> None:
    slots = first_slots("30 8 * * 1-5", "", utc(2026, 11, 20, 12), 2)
    assert slots == [utc(2026, 11, 23, 0, 30), utc(2026, 11, 24, 0, 30)]


def test_a_fixed_hour_comes_once_where_clocks_go_back() -> None:
    slots = first_slots("30 1 * * *", "America/New_York", utc(2026, 11, 1, 0), 2)
    assert slots == [utc(2026, 11, 1, 5, 30), utc(2026, 11, 2, 6, 30)]


def test_a_fixed_hour_that_does_not_exist_comes_right_after_the_gap() -> None:
    slots = first_slots("30 2 * * *", "America/New_York", utc(2026, 3, 8, 0), 2)
    assert slots == [utc(2026, 3, 8, 7), utc(2026, 3, 9, 6, 30)]


def test_every_twenty_minutes_goes_on_where_clocks_go_back() -> None:
    slots = first_slots("*/20 * * * *", "America/New_York", utc(2026, 11, 1, 4, 30), 6)
    assert {later - slot for slot, later in pairwise(slots)} == {timedelta(minutes=20)}


def test_the_slot_before_a_moment_may_be_the_moment() -> None:
    job = Job("j", "0 12 * * *", nothing)
    assert slot_before(job, utc(2026, 11, 23, 4)) == utc(2026, 11, 23, 4)
    assert slot_before(job, utc(2026, 11, 23, 3, 59)) == utc(2026, 11, 22, 4)


def fire(job: Job, now: datetime) -> int:
    return Timetable({job.key: job}).fire_due(now)


@pytest.mark.django_db
def test_a_new_job_starts_with_its_next_time(noon: datetime) -> None:
    job = Job("j", "0 * * * *", nothing)
    table = Timetable({job.key: job})
    assert table.fire_due(noon) == 0
    assert table.fire_due(noon + timedelta(minutes=59)) == 0
    assert table.fire_due(noon + timedelta(minutes=60)) == 1
    assert table.fire_due(noon + timedelta(minutes=61)) == 0


@pytest.mark.django_db
def test_a_time_fires_once_whatever_the_number_of_workers(noon: datetime) -> None:
    job = Job("j", "0 * * * *", nothing)
    fire(job, noon)
    workers = [Timetable({job.key: job}) for _ in range(3)]
    fired = [table.fire_due(noon + timedelta(hours=1)) for table in workers]
    assert (fired, Errand.objects.count()) == ([1, 0, 0], 1)


@pytest.mark.django_db
def test_after_a_standstill_what_is_not_too_late_is_made_up_for(noon: datetime) -> None:
    job = Job("j", "*/10 * * * *", nothing, late=1800)
    fire(job, noon)
    assert fire(job, noon + timedelta(hours=5, minutes=1)) == 3
    assert Slot.objects.filter(job="j").latest("at").at == noon + timedelta(hours=5)


@pytest.mark.django_db
def test_a_job_runs_for_its_slot_and_is_left_out_when_it_is_too_late(noon: datetime) -> None:
    slots: list[datetime] = []
    job = Job("j", "0 * * * *", slots.append, late=600)
    with registry.handed_out(jobs=[job]):
        fire(job, noon)
        for hour, minutes in ((1, 5), (2, 11)):
            fire(job, noon + timedelta(hours=hour))
            run_due(noon + timedelta(hours=hour, minutes=minutes))
    assert slots == [noon + timedelta(hours=1)]
    assert set(Errand.objects.values_list("state", flat=True)) == {ErrandState.DONE}


@pytest.mark.django_db
def test_a_job_that_nobody_knows_any_more_is_done(noon: datetime) -> None:
    job = Job("j", "0 * * * *", nothing)
    fire(job, noon)
    fire(job, noon + timedelta(hours=1))
    with registry.handed_out():
        run_due(noon + timedelta(hours=1))
    assert Errand.objects.get().state == ErrandState.DONE

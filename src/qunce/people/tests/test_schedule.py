"""When something comes back: whatever the zone, the clock's jumps, and the holidays."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from qunce.kernel.schedule import Holidays, Schedule, in_zone, is_workday
from qunce.people import festivals

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
CHINA = festivals.exceptional("Asia/Shanghai")
ZONES = some.sampled_from(
    ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
).map(ZoneInfo)
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
MOMENTS = some.integers(0, 15 * 366 * 24 * 60).map(lambda n: FIRST + timedelta(minutes=n))
CRONS = some.builds(
    "{} {} * * {}".format,
    some.integers(0, 59),
    some.integers(0, 23),
    some.sampled_from(["*", "1-5", "0", "3", "1,4", "3#1", "L5"]),
)


def days(schedule: Schedule, start: str, count: int) -> list[str]:
    after = datetime.fromisoformat(start).replace(tzinfo=SHANGHAI)
    return [f"{each:%m-%d}" for each in islice(schedule.times(after, SHANGHAI, CHINA), count)]


# --- whatever comes -----------------------------------------------------------------------------


@given(CRONS, MOMENTS, ZONES, some.sampled_from(Holidays))
def test_times_ascend_and_are_later(
    cron: str, after: datetime, zone: ZoneInfo, holidays: Holidays
) -> None:
    times = list(islice(Schedule(cron, holidays).times(after, zone, CHINA), 12))
    moments = [after, *(each.astimezone(UTC) for each in times)]
    assert all(one < other for one, other in pairwise(moments))
    assert all(each.tzinfo is zone for each in times)


@given(CRONS, MOMENTS, ZONES, some.sampled_from(Holidays), some.integers(1, 40))
def test_it_does_not_matter_from_when_one_asks(
    cron: str, after: datetime, zone: ZoneInfo, holidays: Holidays, gap: int
) -> None:
    schedule, until = Schedule(cron, holidays), after + timedelta(days=80)
    later = after + timedelta(days=gap)
    whole = schedule.between(after, until, zone, CHINA)
    parts = schedule.between(after, later, zone, CHINA) + schedule.between(
        later, until, zone, CHINA
    )
    assert whole == parts


@given(some.integers(0, 59), some.integers(0, 23), MOMENTS, ZONES)
def test_a_daily_time_comes_once_on_each_local_day(
    minute: int, hour: int, after: datetime, zone: ZoneInfo
) -> None:
    times = list(islice(Schedule(f"{minute} {hour} * * *").times(after, zone), 400))
    found = [each.date() for each in times]
    assert found == [found[0] + timedelta(days=n) for n in range(400)]


@given(CRONS, MOMENTS, some.sampled_from([Holidays.SKIP, Holidays.NEXT, Holidays.BEFORE]))
def test_no_time_falls_on_a_public_holiday(cron: str, after: datetime, holidays: Holidays) -> None:
    for each in islice(Schedule(cron, holidays).times(after, SHANGHAI, CHINA), 20):
        assert CHINA(each.date()) is not False


# --- dates and hours that do not exist ----------------------------------------------------------


@pytest.mark.parametrize("cron", ["", "soon", "61 9 * * *", "0 9 * * * *", "0 9 30 2 *"])
def test_what_never_comes_yields_nothing(cron: str) -> None:
    after = datetime(2026, 11, 23, tzinfo=SHANGHAI)
    for holidays in Holidays:
        assert list(Schedule(cron, holidays).times(after, SHANGHAI, CHINA)) == []


def test_an_hour_that_the_clock_leaves_out_comes_behind_the_gap() -> None:
    spring = datetime(2026, 3, 28, 12, tzinfo=BERLIN)
    first, second = islice(Schedule("30 2 * * *").times(spring, BERLIN), 2)
    assert first.isoformat() == "2026-03-29T03:30:00+02:00"
    assert second.isoformat() == "2026-03-30T02:30:00+02:00"


def test_an_hour_that_comes_twice_counts_once() -> None:
    autumn = datetime(2026, 10, 24, 12, tzinfo=BERLIN)
    first, second = islice(Schedule("30 2 * * *").times(autumn, BERLIN), 2)
    assert first.isoformat() == "2026-10-25T02:30:00+02:00"
    assert second.isoformat() == "2026-10-26T02:30:00+01:00"


def test_the_thirty_first_comes_where_there_is_one() -> None:
    assert days(Schedule("0 9 31 * *"), "2026-02-01", 3) == ["03-31", "05-31", "07-31"]


def test_a_leap_day_comes_every_four_years() -> None:
    after = datetime(2026, 1, 1, tzinfo=SHANGHAI)
    (found,) = islice(Schedule("0 9 29 2 *").times(after, SHANGHAI), 1)
    assert found.date() == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("local", "shown"),
    [("2026-03-29T02:00", "03:00"), ("2026-03-29T01:59", "01:59"), ("2026-03-29T03:00", "03:00")],
)
def test_a_clock_that_jumps(local: str, shown: str) -> None:
    assert f"{in_zone(datetime.fromisoformat(local), BERLIN):%H:%M}" == shown


# --- the National Day week of 2026 --------------------------------------------------------------
# 1 October (Thursday) to 7 October are off; 20 September and 10 October are worked on.


@pytest.mark.parametrize(
    ("cron", "holidays", "found"),
    [
        ("0 9 * * 1-5", Holidays.KEEP, ["09-29", "09-30", "10-01", "10-02"]),
        ("0 9 * * 1-5", Holidays.SKIP, ["09-29", "09-30", "10-08", "10-09"]),
        ("0 9 * * 1-5", Holidays.WORKDAYS, ["09-29", "09-30", "10-08", "10-09", "10-10"]),
        ("0 20 * * 5", Holidays.WORKDAYS, ["10-09", "10-16"]),
        ("0 20 * * 5", Holidays.NEXT, ["10-08", "10-09", "10-16"]),
        ("0 20 * * 5", Holidays.BEFORE, ["09-30", "10-09", "10-16"]),
        ("0 20 * * 0", Holidays.NEXT, ["10-08", "10-11"]),
        ("0 9 * * 1-5", Holidays.NEXT, ["09-29", "09-30", "10-08", "10-09", "10-12"]),
        ("0 20 * * 4#1", Holidays.NEXT, ["10-08", "11-05"]),
        ("0 20 * * L5", Holidays.KEEP, ["10-30", "11-27"]),
    ],
)
def test_what_a_moved_week_does(cron: str, holidays: Holidays, found: list[str]) -> None:
    assert days(Schedule(cron, holidays), "2026-09-28T21:00", len(found)) == found


def test_people_work_on_a_working_weekend_and_not_on_a_holiday() -> None:
    days = ("2026-10-01", "2026-10-10", "2026-10-11", "2026-10-12")
    told = [is_workday(date.fromisoformat(day), CHINA) for day in days]
    assert told == [False, True, False, True]

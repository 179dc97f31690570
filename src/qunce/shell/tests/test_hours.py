"""When a slot is open: by its settings, or as the calendar of posts has it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from qunce.kernel.schedule import Schedule
from qunce.shell.hours import Hour

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEDNESDAY = datetime(2026, 11, 25, 20, tzinfo=SHANGHAI)
LENGTH = timedelta(hours=1)
HOUR = Hour(Schedule("0 20 * * 3"), LENGTH)


@pytest.mark.parametrize(
    ("minutes", "is_open"), [(-1, False), (0, True), (59, True), (60, False), (24 * 60, False)]
)
def test_a_slot_is_open_from_its_time_on_for_its_length(minutes: int, is_open: bool) -> None:
    at = (WEDNESDAY + timedelta(minutes=minutes)).astimezone(ZoneInfo("UTC"))
    assert HOUR.is_open(at, SHANGHAI) is is_open


def test_what_is_no_cron_expression_is_never_open() -> None:
    assert not Hour(Schedule("soon"), LENGTH).is_open(WEDNESDAY, SHANGHAI)


def test_the_calendar_is_asked_where_there_is_one() -> None:
    thursday = WEDNESDAY + timedelta(days=1)

    def moved(times: Sequence[datetime], since: datetime, until: datetime) -> list[datetime]:
        assert all(since <= each < until for each in times)
        return [thursday] if since <= thursday < until else []

    hour = Hour(HOUR.schedule, LENGTH, moved)
    assert not hour.is_open(WEDNESDAY, SHANGHAI)
    assert hour.is_open(thursday + timedelta(minutes=59), SHANGHAI)

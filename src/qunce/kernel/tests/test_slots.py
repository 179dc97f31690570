"""Slots of the programme: when they come, and whether one is open."""

from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from qunce.kernel.schedule import Schedule
from qunce.kernel.slots import is_open_at, next_times

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEDNESDAY = datetime(2026, 11, 25, 20, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)
CRON = "0 20 * * 3"


def test_the_times_of_a_slot_are_those_of_the_zone_and_later_than_now() -> None:
    assert list(islice(next_times(CRON, WEDNESDAY, SHANGHAI), 2)) == [
        WEDNESDAY + timedelta(days=7),
        WEDNESDAY + timedelta(days=14),
    ]
    assert list(next_times("not a cron", WEDNESDAY, SHANGHAI)) == []


@pytest.mark.parametrize(
    ("minutes", "is_open"), [(-1, False), (0, True), (59, True), (60, False), (24 * 60, False)]
)
def test_a_slot_is_open_from_its_time_on_for_its_length(minutes: int, is_open: bool) -> None:
    at = (WEDNESDAY + timedelta(minutes=minutes)).astimezone(ZoneInfo("UTC"))
    assert is_open_at(Schedule(CRON), HOUR, at, SHANGHAI) is is_open


def test_what_is_no_cron_expression_is_never_open() -> None:
    assert not is_open_at(Schedule("soon"), HOUR, WEDNESDAY, SHANGHAI)

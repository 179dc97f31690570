"""Slots of the programme: when they come."""

from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from qunce.kernel.slots import next_times

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEDNESDAY = datetime(2026, 11, 25, 20, tzinfo=SHANGHAI)
CRON = "0 20 * * 3"


def test_the_times_of_a_slot_are_those_of_the_zone_and_later_than_now() -> None:
    assert list(islice(next_times(CRON, WEDNESDAY, SHANGHAI), 2)) == [
        WEDNESDAY + timedelta(days=7),
        WEDNESDAY + timedelta(days=14),
    ]
    assert list(next_times("not a cron", WEDNESDAY, SHANGHAI)) == []

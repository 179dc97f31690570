"""Days, weeks and quiet hours in the community's time zone; intervals are half open."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` (included) to `end` (not included)."""

    start: datetime
    end: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the calendar day that `moment` falls on in `zone`."""
    return moment.astimezone(zone).date()


def day_interval(day: date, zone: ZoneInfo) -> Interval:
    """Return the local day from midnight to the next midnight (23 to 25 hours long)."""
    start = datetime.combine(day, time(), zone)
    return Interval(start, datetime.combine(day + timedelta(days=1), time(), zone))


def week_interval(day: date, zone: ZoneInfo) -> Interval:
    """Return the local week, Monday to Monday, that holds `day`."""
    monday = day - timedelta(days=day.weekday())
    start = datetime.combine(monday, time(), zone)
    return Interval(start, datetime.combine(monday + timedelta(days=7), time(), zone))


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local hours in which nobody is disturbed, over midnight if `start` > `end` (M53)."""

    start: time = time(22, 0)
    end: time = time(8, 30)

    def covers(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Say whether `moment` is in the quiet hours; equal ends mean never."""
        clock = moment.astimezone(zone).time()
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

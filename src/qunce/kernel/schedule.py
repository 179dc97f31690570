"""When something comes back: a cron expression on the local clock, and what holidays do to it."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from croniter import CroniterBadDateError, croniter

from qunce.kernel.text import N_
from qunce.kernel.weekly import is_cron

WEEKEND = 5  # date.weekday() from here on is a weekend
REACH = timedelta(days=16)  # no holiday moves a time further than this
LONGEST_REST = 15  # days: the longest row of days off that is looked over
MARGIN = timedelta(hours=3)  # no clock is put forward or back by more

# What is special about a day: True for a weekend on which people work 调休, False for a public
# holiday, None for a day that is what its weekday says.
Exceptional = Callable[[date], bool | None]


class Holidays(StrEnum):
    """What becomes of a time that falls on a public holiday."""

    KEEP = "keep"
    SKIP = "skip"
    WORKDAYS = "workdays"
    NEXT = "next"
    BEFORE = "before"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return HOLIDAY_LABELS[self]


HOLIDAY_LABELS = {
    Holidays.KEEP: N_("As on any other day"),
    Holidays.SKIP: N_("Left out"),
    Holidays.WORKDAYS: N_("Left out; made up on working weekends"),
    Holidays.NEXT: N_("On the next working day"),
    Holidays.BEFORE: N_("On the last working day before"),
}


def ordinary(_day: date) -> bool | None:
    """Say of each day that it is what its weekday says: the calendar without holidays."""
    return None


def is_workday(day: date, exceptional: Exceptional) -> bool:
    """Say whether people work on a day."""
    special = exceptional(day)
    return day.weekday() < WEEKEND if special is None else special


def in_zone(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment at which a clock in `zone` shows `local` (without a zone of its own).

    Where the clock is put forward over it, the moment as far behind the gap; where it comes
    twice, the first of both.
    """
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A cron expression on the local clock, and what becomes of it on public holidays.

    Its five fields may say `3#1` (the first Wednesday of a month) and `L5` (the last Friday).
    """

    cron: str
    holidays: Holidays = Holidays.KEEP

    def times(
        self, after: datetime, zone: ZoneInfo, exceptional: Exceptional = ordinary
    ) -> Iterator[datetime]:
        """Yield the times later than `after`, ascending, in `zone`; each moment once.

        There is no last one unless no date fits (30 February): take as many as are needed. What
        is no cron expression yields nothing.
        """
        last = after
        start = after.astimezone(zone).replace(tzinfo=None) - MARGIN
        for local in self._moved(start, exceptional):
            moment = in_zone(local, zone)
            if moment.astimezone(UTC) > last.astimezone(UTC):
                last = moment
                yield moment

    def between(
        self,
        start: datetime,
        end: datetime,
        zone: ZoneInfo,
        exceptional: Exceptional = ordinary,
    ) -> list[datetime]:
        """Return the times from `start` (included) to `end` (not included), in `zone`."""
        found = []
        for moment in self.times(start - timedelta(microseconds=1), zone, exceptional):
            if moment.astimezone(UTC) >= end.astimezone(UTC):
                break
            found.append(moment)
        return found

    def _moved(self, start: datetime, exceptional: Exceptional) -> Iterator[datetime]:
        """Yield local times from a little before `start` on, after what holidays do to them."""
        if self.holidays not in {Holidays.NEXT, Holidays.BEFORE}:
            yield from self._kept(start, exceptional)
            return
        waiting: list[datetime] = []
        for local in _local(self.cron, start - REACH):
            while waiting and waiting[0] < local - REACH:
                yield heapq.heappop(waiting)
            heapq.heappush(waiting, self._moved_to(local, exceptional))
        while waiting:
            yield heapq.heappop(waiting)

    def _kept(self, start: datetime, exceptional: Exceptional) -> Iterator[datetime]:
        """Yield those local times that no holiday takes out, with working weekends put in."""
        every_weekday = self.holidays is Holidays.WORKDAYS and _names_all_weekdays(self.cron)
        for local in _local(_on_any_day(self.cron) if every_weekday else self.cron, start):
            if every_weekday:
                is_kept = is_workday(local.date(), exceptional)
            else:
                is_kept = self.holidays is Holidays.KEEP or exceptional(local.date()) is not False
            if is_kept:
                yield local

    def _moved_to(self, local: datetime, exceptional: Exceptional) -> datetime:
        if exceptional(local.date()) is not False:
            return local
        step = timedelta(days=1 if self.holidays is Holidays.NEXT else -1)
        for number in range(1, LONGEST_REST):
            if is_workday((local + step * number).date(), exceptional):
                return local + step * number
        return local


def _local(cron: str, start: datetime) -> Iterator[datetime]:
    """Yield the times of a cron expression later than `start`, all on one clock without a zone."""
    if not is_cron(cron):
        return
    times = croniter(cron, start)
    try:
        while True:
            yield times.get_next(datetime)
    except CroniterBadDateError:  # no date fits within fifty years
        return


def _names_all_weekdays(cron: str) -> bool:
    """Say whether a cron expression comes on Monday to Friday, and on no day of the month."""
    fields = cron.split()
    return len(fields) == 5 and fields[2] == "*" and fields[4] in {"*", "?", "1-5", "1,2,3,4,5"}


def _on_any_day(cron: str) -> str:
    return " ".join([*cron.split()[:4], "*"])

"""The seeded dice of the demo, and the clock times at which people are at their phones."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T")
ZONE = ZoneInfo("Asia/Shanghai")

# One weight per hour of the day, from 0 to 23.
HOURS: Mapping[str, tuple[int, ...]] = {
    "early": (0, 0, 0, 0, 0, 1, 4, 8, 9, 9, 8, 6, 7, 4, 5, 5, 5, 5, 4, 4, 3, 1, 0, 0),
    "office": (0, 0, 0, 0, 0, 0, 0, 1, 4, 9, 9, 8, 7, 6, 8, 8, 8, 7, 4, 2, 2, 2, 1, 0),
    "lunch": (0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 3, 5, 10, 9, 4, 2, 2, 3, 3, 3, 4, 4, 2, 0),
    "evening": (0, 0, 0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 6, 4, 2, 2, 3, 4, 6, 8, 10, 9, 5, 1),
    "night": (1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4, 4, 6, 4, 3, 3, 4, 4, 4, 6, 8, 10, 8, 4),
    "all": (0, 0, 0, 0, 0, 0, 0, 2, 5, 6, 6, 5, 7, 5, 5, 5, 5, 5, 5, 5, 6, 5, 3, 1),
}


def dice(*name: object) -> Random:
    """Return dice of their own for a part of the story: a change in one part moves no other."""
    return Random("/".join(map(str, name)))  # noqa: S311  (a story, not a secret)


def weighted(rng: Random, things: Sequence[T], weights: Sequence[float]) -> T:
    """Return one of the things by its weight; at least one weight is above zero."""
    sums = list(accumulate(weights))
    return things[min(bisect(sums, rng.random() * sums[-1]), len(things) - 1)]


def some_time(rng: Random, hours: str) -> time:
    """Return a local time of day at which such a person writes."""
    hour = weighted(rng, range(24), HOURS[hours])
    return time(hour, rng.randrange(60), rng.randrange(60))


def at(day: date, clock: time) -> datetime:
    """Return the moment of a local day and time."""
    return datetime.combine(day, clock, ZONE)


def around(rng: Random, day: date, clock: time, minutes: float) -> datetime:
    """Return a moment on a local day at `clock`, or up to so many minutes after it."""
    return at(day, clock) + timedelta(seconds=rng.randrange(int(minutes * 60) + 1))


def awake(moment: datetime) -> datetime:
    """Return the moment, or where people sleep, the evening before it at the same minute."""
    local = moment.astimezone(ZONE)
    if 8 <= local.hour < 23:
        return local
    day = local.date() if local.hour == 23 else local.date() - timedelta(days=1)
    return at(day, time(21, local.minute, local.second))

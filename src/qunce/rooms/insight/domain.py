"""Counting talk: pure functions from messages to figures."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

Spoken = tuple[datetime, int | None]  # when, and the key of the author's identity

HOURS = 24


@dataclass(frozen=True, slots=True)
class DayCount:
    """A local day of a group: messages by hour, and by author (identity's key)."""

    day: date
    hours: tuple[int, ...]
    authors: tuple[tuple[int, int], ...]

    @property
    def messages(self) -> int:
        """Return how many messages the day has."""
        return sum(self.hours)


def count_days(spoken: Iterable[Spoken], zone: ZoneInfo) -> list[DayCount]:
    """Return the counts of every local day that has a message, in order."""
    hours: dict[date, list[int]] = defaultdict(lambda: [0] * HOURS)
    authors: dict[date, Counter[int]] = defaultdict(Counter)
    for at, author in spoken:
        local = at.astimezone(zone)
        hours[local.date()][local.hour] += 1
        if author is not None:
            authors[local.date()][author] += 1
    return [
        DayCount(day, tuple(hours[day]), tuple(sorted(authors[day].items())))
        for day in sorted(hours)
    ]


def fill_days(counts: Sequence[DayCount], start: date, end: date) -> list[DayCount]:
    """Return one count per day from `start` to before `end`; days without talk have zeros."""
    known = {count.day: count for count in counts}
    days = (start + timedelta(days=n) for n in range((end - start).days))
    return [known.get(day, DayCount(day, (0,) * HOURS, ())) for day in days]


def by_weekday_and_hour(counts: Sequence[DayCount]) -> list[list[int]]:
    """Return seven rows (Monday first) of 24 sums."""
    table = [[0] * HOURS for _ in range(7)]
    for count in counts:
        row = table[count.day.weekday()]
        for hour, messages in enumerate(count.hours):
            row[hour] += messages
    return table


def most_active(counts: Sequence[DayCount], limit: int = 10) -> list[tuple[int, int, int]]:
    """Return (identity, messages, days with talk) of those who talk most."""
    messages: Counter[int] = Counter()
    days: Counter[int] = Counter()
    for count in counts:
        for author, said in count.authors:
            messages[author] += said
            days[author] += 1
    ranked = sorted(messages, key=lambda author: (-messages[author], author))
    return [(author, messages[author], days[author]) for author in ranked[:limit]]

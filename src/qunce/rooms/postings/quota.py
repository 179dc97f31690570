"""How many posts of a company stood in a week (M39), and where the next one still fits. Pure.

One job in several groups counts once; the same job a second time in a group counts again, with
whatever words. So of each job counts the group in which it stood most often.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from qunce.kernel.calendar import local_day, week_interval
from qunce.rooms.postings.jobs_named import core_of
from qunce.rooms.postings.rules.recruitment import Week

SEVEN_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Shown:
    """A post of a company in one group: the job (normal form of its title), and when."""

    job: str
    group: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Quota:
    """How many posts a company may have in a week; `limit` 0 means no limit."""

    limit: int
    week: Week
    zone: ZoneInfo

    def fits(self, taken: Iterable[Shown], new: Sequence[Shown]) -> bool:
        """Say whether a post (one of `new` per group, all at one time) keeps to the quota.

        `taken` are those of the same company, also later ones: what is planned counts as well.
        """
        return not self.limit or self.most(taken, new) <= self.limit

    def most(self, taken: Iterable[Shown], new: Sequence[Shown]) -> int:
        """Return the number of posts in the fullest week that holds `new`, `new` counted."""
        every, at = [*taken, *new], new[0].at
        if self.week is Week.CALENDAR:
            week = week_interval(local_day(at, self.zone), self.zone)
            return count(each for each in every if each.at in week)
        starts = {each.at for each in every if at - SEVEN_DAYS < each.at <= at}
        return max(
            count(each for each in every if start <= each.at < start + SEVEN_DAYS)
            for start in starts
        )


def count(shown: Iterable[Shown]) -> int:
    """Return how many posts of one company these are; a reworded title is the same job."""
    each_group = Counter((core_of(each.job), each.group) for each in shown)
    most: dict[str, int] = {}
    for (job, _group), times in each_group.items():
        most[job] = max(times, most.get(job, 0))
    return sum(most.values())


@dataclass(frozen=True, slots=True)
class Room:
    """What the coming slots have room for: at most `cap` posts each; `load` are those planned."""

    times: Sequence[datetime]
    cap: int
    load: Mapping[datetime, int] = field(default_factory=dict)


def place(
    job: str, groups: Sequence[int], taken: Sequence[Shown], room: Room, quota: Quota
) -> datetime | None:
    """Return the first slot in which a post has room and keeps to the quota, None in none."""
    for at in room.times:
        new = [Shown(job, group, at) for group in groups]
        if room.load.get(at, 0) < room.cap and quota.fits(taken, new):
            return at
    return None

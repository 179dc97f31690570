"""The slots of the programme that a community has: when each comes and how long it lasts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from qunce.facts.reads import WhenOn
from qunce.kernel.schedule import Schedule
from qunce.kernel.weekly import is_cron
from qunce.people import festivals
from qunce.playbook.basics import BASICS
from qunce.playbook.queries import effective_all
from qunce.shell.house import house

Moved = Callable[[Sequence[datetime], datetime, datetime], list[datetime]]


@dataclass(frozen=True, slots=True)
class Hour:
    """When a slot comes, and for how long it is open.

    `moved` asks the calendar of posts for the real times; None where only the settings count.
    """

    schedule: Schedule
    length: timedelta
    moved: Moved | None = None

    def is_open(self, at: datetime, zone: ZoneInfo) -> bool:
        """Say whether the slot is open at a moment."""
        last = timedelta(microseconds=1)
        return bool(self.starts(at - self.length + last, at + last, zone))

    def starts(self, since: datetime, until: datetime, zone: ZoneInfo) -> list[datetime]:
        """Return the times at which the slot comes in a half-open time."""
        exceptional = festivals.exceptional(zone.key)
        times = self.schedule.between(since, until, zone, exceptional)
        return times if self.moved is None else self.moved(times, since, until)

    def times(self, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """Yield the times of the slot later than `after`; there is no last one."""
        return self.schedule.times(after, zone, festivals.exceptional(zone.key))


def hours_of(community_id: int) -> Mapping[str, Hour]:
    """Return the slots that a community has switched on now, by key: as its calendar has them."""
    found = hours_in(effective_all(community_id))
    when_on = house.ask(WhenOn)
    if when_on is None:
        return found
    return {
        key: replace(hour, moved=partial(when_on, community_id, key)) for key, hour in found.items()
    }


def hours_in(settings: Mapping[str, Any]) -> Mapping[str, Hour]:
    """Return the slots that are switched on under some settings (sections by key)."""
    switched_on = settings[BASICS.key].switched_on
    found = {}
    for card in house.cards:
        for slot in card.slots if card.switch is None or card.switch.key in switched_on else ():
            config = settings[f"slots.{slot.key}"]
            if config.is_on and is_cron(config.cron):
                schedule = Schedule(config.cron, config.holidays)
                found[slot.key] = Hour(schedule, getattr(config, "length", slot.late))
    return found

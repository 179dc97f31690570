"""The slots of the programme that a community has: when each comes and how long it lasts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from qunce.kernel.schedule import Schedule
from qunce.kernel.slots import is_open_at
from qunce.kernel.weekly import is_cron
from qunce.people import festivals
from qunce.playbook.basics import BASICS
from qunce.playbook.queries import effective_all
from qunce.shell.house import house


@dataclass(frozen=True, slots=True)
class Hour:
    """When a slot comes, and for how long it is open."""

    schedule: Schedule
    length: timedelta

    def is_open(self, at: datetime, zone: ZoneInfo) -> bool:
        """Say whether the slot is open at a moment."""
        return is_open_at(self.schedule, self.length, at, zone, festivals.exceptional(zone.key))

    def times(self, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """Yield the times of the slot later than `after`; there is no last one."""
        return self.schedule.times(after, zone, festivals.exceptional(zone.key))


def hours_of(community_id: int) -> Mapping[str, Hour]:
    """Return the slots that a community has switched on now, by key."""
    return hours_in(effective_all(community_id))


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

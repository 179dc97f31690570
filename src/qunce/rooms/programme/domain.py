"""When a slot is due: pure calendar arithmetic."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from croniter import croniter

from qunce.kernel.slots import Slot
from qunce.kernel.weekly import is_cron


@dataclass(frozen=True, slots=True)
class Occasion:
    """A slot falls due; `key` is unique per community, slot and local minute."""

    slot: str
    due: datetime

    @property
    def key(self) -> str:
        """Return the part of a task's key that names the occasion."""
        return f"{self.slot}@{self.due:%Y-%m-%dT%H:%M}"

    @property
    def day(self) -> date:
        """Return the local day of the occasion."""
        return self.due.date()


def occasions(slot: Slot, cron: str, now: datetime, zone: ZoneInfo) -> Iterator[Occasion]:
    """Yield the occasions that are open now: from `slot.lead` before to `slot.late` after.

    `due` is in `zone`. An expression that is no cron expression yields nothing: the settings
    page refuses it.
    """
    if not is_cron(cron):
        return
    local = now.astimezone(zone)
    times = croniter(cron, local - slot.late - timedelta(seconds=1))
    while True:
        due: datetime = times.get_next(datetime)
        if due > local + slot.lead:
            return
        yield Occasion(slot.key, due)

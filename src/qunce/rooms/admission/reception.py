"""How those who were let in are received: settings of what follows the approval. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from qunce.kernel.options import Section, option
from qunce.kernel.text import N_

MORNING = time(10, 0)  # nobody is reminded of a nickname before


@dataclass(frozen=True, slots=True)
class Reception:
    """What follows an approval, and how the list of members is kept in order."""

    evening: time = option(
        time(20, 0),
        N_("Evening count at"),
        N_("From then on the desk says how many seats are free and who is next."),
        manual="M06",
    )
    nickname_day: int = option(
        1,
        N_("Nicknames are checked on day"),
        N_("Once a month the desk has one text for all whose nickname differs from the record."),
        low=1,
        high=28,
        manual="M07",
    )


SECTION = Section("reception", N_("After the approval"), Reception, is_common=True)


def is_evening(settings: Reception, now: datetime, zone: ZoneInfo) -> bool:
    """Say whether the evening's count is due: from its hour to midnight."""
    return now.astimezone(zone).time() >= settings.evening


def is_nickname_day(settings: Reception, now: datetime, zone: ZoneInfo) -> bool:
    """Say whether nicknames are checked now: on the day of the month, from the morning on."""
    local = now.astimezone(zone)
    return local.day == settings.nickname_day and local.time() >= MORNING


def portions(names: Sequence[str], size: int) -> list[Sequence[str]]:
    """Cut a list into parts of at most `size`, so that one text calls no more people."""
    return [names[start : start + size] for start in range(0, len(names), size)]

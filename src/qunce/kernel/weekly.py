"""Times that come back every week, as people set them, to cron expressions and back."""

import re
from dataclasses import dataclass
from datetime import time

from croniter import CroniterError, croniter

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
SUNDAY = 7  # of ISO; cron writes it 0 or 7
SIMPLE = re.compile(r"(\d{1,2}) (\d{1,2}) \* \* (\*|[0-7](?:-[0-7])?(?:,[0-7](?:-[0-7])?)*)")


def is_cron(text: str) -> bool:
    """Say whether a text is a cron expression of five fields."""
    try:
        return len(text.split()) == 5 and croniter.is_valid(text)
    except (CroniterError, ValueError):
        return False


@dataclass(frozen=True, slots=True)
class Weekly:
    """Days of the week (ISO: Monday is 1) and the local time at which something comes."""

    days: tuple[int, ...]
    at: time


def read_cron(cron: str) -> Weekly | None:
    """Return the days and the time of a cron expression, None where it says more than these."""
    found = SIMPLE.fullmatch(cron.strip())
    if found is None or int(found[1]) > 59 or int(found[2]) > 23:
        return None
    days: set[int] = set(EVERY_DAY) if found[3] == "*" else set()
    for part in found[3].split(",") if not days else ():
        first, _, last = part.partition("-")
        days |= {day or SUNDAY for day in range(int(first), int(last or first) + 1)}
    return Weekly(tuple(sorted(days)), time(int(found[2]), int(found[1]))) if days else None


def write_cron(weekly: Weekly) -> str:
    """Return the cron expression; days in a row are written as a range."""
    days = sorted(set(weekly.days))
    if days == list(EVERY_DAY):
        told = "*"
    elif len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        told = f"{days[0]}-{days[-1]}"
    else:
        told = ",".join(map(str, days))
    return f"{weekly.at.minute} {weekly.at.hour} * * {told}"

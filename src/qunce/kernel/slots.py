"""The contract between the programme and its slots, whichever room brings them (DESIGN 2)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from croniter import croniter

from qunce.kernel.messages import Role
from qunce.kernel.options import option
from qunce.kernel.text import N_, NOTHING, Words
from qunce.kernel.weekly import is_cron


def cron_option(default: str, manual: str) -> Any:
    """Return the option that says when a slot is due; `manual` is its row of the manual."""
    return option(
        default,
        N_("Time"),
        N_("Cron expression in the community's time zone: minute, hour, day, month, weekday."),
        low=9,
        high=60,
        manual=manual,
        is_cron=True,
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """One occasion of a slot: when it is due and for which groups (keys of people.Group)."""

    community: int
    groups: tuple[int, ...]
    due: datetime
    facts: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What a slot composed: the text to post, and a hint for the person who posts it.

    `groups` are those that it goes to, none for all.
    """

    text: Words
    hint: Words = NOTHING
    groups: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot of the programme. `config` is a frozen dataclass of options with a `cron` field.

    `gather(moment)` brings what the text is composed of (`Moment.facts`). `compose` returns one
    text for all groups, or several, each with its groups. `after(moment, tasks, now)` runs in the
    same transaction once the texts lie on the desk; `tasks` are the keys of their lines.
    """

    key: str
    title: str
    help: str
    config: Any
    compose: Callable[[Moment, Any], Draft | Sequence[Draft]]
    role: Role = Role.CONTENT
    lead: timedelta = timedelta(minutes=15)
    late: timedelta = timedelta(hours=2)
    gather: Callable[[Moment], tuple[Any, ...]] | None = None
    after: Callable[[Moment, Sequence[int], datetime], None] | None = None


def next_times(cron: str, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Yield the times of a slot later than `after`, in `zone`; none of what is no cron expression.

    There is no last one: take as many as are needed.
    """
    if not is_cron(cron):
        return
    times = croniter(cron, after.astimezone(zone))
    while True:
        yield times.get_next(datetime)


def is_open_at(cron: str, length: timedelta, at: datetime, zone: ZoneInfo) -> bool:
    """Say whether a slot that lasts for `length` is open at a moment (half open)."""
    first = next(next_times(cron, at - length, zone), None)
    return first is not None and first <= at

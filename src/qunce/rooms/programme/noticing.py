"""Notices by hand: what is on, when and where, with reminders the day and the hour before (M22)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db import transaction

from qunce.kernel.actors import Actor
from qunce.kernel.errors import RefusedError
from qunce.kernel.schedule import in_zone
from qunce.kernel.text import N_, Words
from qunce.people.audience import EVERYBODY, Audience
from qunce.rooms.programme import moving, writing
from qunce.rooms.programme.models import Item
from qunce.rooms.programme.moving import Extra
from qunce.rooms.programme.queries import Known
from qunce.shell.words import render

FIRST, DAY_BEFORE, HOUR_BEFORE = "first_at", "day_before", "hour_before"  # fields of the form
EVENING = time(18, 0)  # of the day before
HOUR = timedelta(hours=1)

WHEN = N_("%(year)s-%(month)s-%(day)s %(time)s")
FRAMES = {
    FIRST: N_("[Notice] %(title)s"),
    DAY_BEFORE: N_("[Tomorrow] %(title)s"),
    HOUR_BEFORE: N_("[In an hour] %(title)s"),
}
TITLE = N_("Notice: %(title)s")
TIME_LINE, PLACE_LINE = N_("Time: %(when)s"), N_("Place: %(place)s")
LINK_LINE = N_("Details: %(link)s")
LATE = N_("It begins before that: choose an earlier time for the notice.")
SOON = N_("It is too soon for this reminder: leave it out.")
NOTHING = N_("Choose when the notice goes out, or a reminder.")


class PartError(RefusedError):
    """One of the posts of a notice cannot be planned; nothing of it was stored."""

    def __init__(self, words: Words, part: str) -> None:
        super().__init__(words)
        self.part = part


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that is on: when it begins, where, and how the groups hear of it.

    `first_at` is when the notice goes out, None for reminders only.
    """

    title: str
    starts: datetime
    place: str = ""
    link: str = ""
    words: str = ""
    first_at: datetime | None = None
    reminders: frozenset[str] = field(default_factory=frozenset)
    audience: Audience = EVERYBODY


@transaction.atomic
def announce(notice: Notice, known: Known, *, by: Actor, now: datetime) -> list[Item]:
    """Plan the notice and its reminders, each with its text and ready to go.

    PartError, with the field of the form, where one of them has no room in the calendar; then
    none is planned.
    """
    if notice.starts <= now:
        raise PartError(Words(moving.PAST), "starts")
    planned = []
    for part, at in _times(notice, known):
        _check(part, at, notice, now)
        text = text_of(notice, part, known)
        title = render(Words(TITLE, {"title": notice.title}))
        try:
            item = moving.add(Extra(title, at, text, notice.audience), known, by=by, now=now)
        except RefusedError as error:
            raise PartError(error.words, part) from None
        writing.write(item, text, known, base=0, by=by, now=now)
        item.refresh_from_db()
        writing.approve(item, known, by=by, now=now)
        planned.append(item)
    if not planned:
        raise PartError(Words(NOTHING), FIRST)
    return planned


def _times(notice: Notice, known: Known) -> Iterator[tuple[str, datetime]]:
    """Yield the posts of a notice with their times."""
    if notice.first_at is not None:
        yield FIRST, notice.first_at
    if DAY_BEFORE in notice.reminders:
        day = known.local(notice.starts).date() - timedelta(days=1)
        yield DAY_BEFORE, in_zone(datetime.combine(day, EVENING), known.zone)
    if HOUR_BEFORE in notice.reminders:
        yield HOUR_BEFORE, notice.starts - HOUR


def _check(part: str, at: datetime, notice: Notice, now: datetime) -> None:
    if part == FIRST and at >= notice.starts:
        raise PartError(Words(LATE), part)
    if part != FIRST and at <= now:
        raise PartError(Words(SOON), part)


def text_of(notice: Notice, part: str, known: Known) -> str:
    """Return what a group reads: what, when, where, more of it, and the link; empty lines not."""
    local = known.local(notice.starts)
    date = {"year": local.year, "month": local.month, "day": local.day}
    when = Words(WHEN, {**date, "time": f"{local:%H:%M}"})
    lines = [
        render(Words(FRAMES[part], {"title": notice.title})),
        render(Words(TIME_LINE, {"when": when})),
        render(Words(PLACE_LINE, {"place": notice.place})) if notice.place else "",
        notice.words if part == FIRST else "",
        render(Words(LINK_LINE, {"link": notice.link})) if notice.link else "",
    ]
    return "\n".join(line for line in lines if line)

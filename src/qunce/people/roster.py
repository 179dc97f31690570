"""Who is on duty on which day for which duty: a weekly pattern, and days that differ (M14)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from qunce.facts.people import RosterChanged
from qunce.kernel.actors import Actor
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.models import Appointment, Community, Person, Shift
from qunce.people.queries import holders

WEEK = 7
NOT_STAFF = N_("Only people with a role can be put on the roster.")
Cells = Mapping[tuple[str, int], int | None]  # (duty, weekday) -> a person's key, None for nobody


@dataclass(frozen=True, slots=True)
class Roster:
    """The shifts as they stand: `weekly` by (duty, weekday), `days` by (duty, day)."""

    weekly: Mapping[tuple[str, int], int] = field(default_factory=dict)
    days: Mapping[tuple[str, date], int | None] = field(default_factory=dict)

    def on(self, duty: str, day: date) -> int | None:
        """Return the key of who is named for a duty on a day, None for nobody.

        What is said of the day goes before what is said of its weekday.
        """
        if (duty, day) in self.days:
            return self.days[duty, day]
        return self.weekly.get((duty, day.weekday()))


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def days_of(first: date) -> list[date]:
    """Return the seven days from a Monday on."""
    return [first + timedelta(days=number) for number in range(WEEK)]


# --- reads --------------------------------------------------------------------------------------


def roster_of(community: Community | int, first: date, last: date) -> Roster:
    """Return the weekly pattern and the days from `first` to `last`, both included.

    Whoever holds no role any more is not on it.
    """
    staff = Appointment.objects.filter(community=community, until__isnull=True).values("person")
    weekly, days = {}, {}
    rows = Shift.objects.filter(community=community)
    rows = rows.filter(Q(person__isnull=True) | Q(person__in=staff))
    rows = rows.filter(Q(weekday__isnull=False) | Q(day__gte=first, day__lte=last))
    for duty, person, weekday, day in rows.values_list("duty", "person", "weekday", "day"):
        if weekday is not None and person is not None:
            weekly[duty, weekday] = person
        elif day is not None:
            days[duty, day] = person
    return Roster(weekly, days)


def on_duty(community: Community, duty: str, day: date) -> Person | None:
    """Return who is named on the roster for a duty on a day, None where nobody is."""
    key = roster_of(community, day, day).on(duty, day)
    return None if key is None else Person.objects.select_related("account").get(pk=key)


def responsible(community: Community, duty: str, role: Role, day: date) -> list[Person]:
    """Return who has to do a duty on a day: who is on the roster, else all holders of the role."""
    named = on_duty(community, duty, day) if duty else None
    return holders(community, role) if named is None else [named]


# --- writes -------------------------------------------------------------------------------------


@transaction.atomic
def set_pattern(community: Community, cells: Cells, *, by: Actor, now: datetime) -> int:
    """Set who is on duty every week; None takes a weekday out. Return how many cells changed."""
    _check(community, cells.values())
    before = {
        (row.duty, row.weekday): row
        for row in Shift.objects.filter(community=community, weekday__isnull=False)
    }
    changed = 0
    for (duty, weekday), person in cells.items():
        row = before.get((duty, weekday))
        if (row.person_id if row else None) == person:
            continue
        changed += 1
        if person is None:
            Shift.objects.filter(community=community, duty=duty, weekday=weekday).delete()
        else:
            Shift.objects.update_or_create(
                community=community, duty=duty, weekday=weekday, defaults={"person_id": person}
            )
    if changed:
        rows = [_row(row.duty, row.weekday, row.person_id) for row in before.values()]
        _record(community, "", rows, changed, by=by, now=now)
    return changed


@transaction.atomic
def set_week(community: Community, first: date, cells: Cells, *, by: Actor, now: datetime) -> int:
    """Set a week from its Monday on; a cell as in the weekly pattern is no exception.

    Return how many cells are different now. RefusedError for somebody without a role.
    """
    _check(community, cells.values())
    roster = roster_of(community, first, first + timedelta(days=WEEK - 1))
    changed = {
        (duty, first + timedelta(days=weekday)): person
        for (duty, weekday), person in cells.items()
        if roster.on(duty, first + timedelta(days=weekday)) != person
    }
    if not changed:
        return 0
    before = _stored(community, first)
    for (duty, day), person in changed.items():
        Shift.objects.filter(community=community, duty=duty, day=day).delete()
        if roster.weekly.get((duty, day.weekday())) != person:
            Shift.objects.create(community=community, duty=duty, day=day, person_id=person)
    _record(community, first.isoformat(), before, len(changed), by=by, now=now)
    return len(changed)


def copy_last_week(
    community: Community, first: date, duties: Iterable[str], *, by: Actor, now: datetime
) -> int:
    """Set a week as the one before it really was; return how many cells are different now."""
    last = first - timedelta(days=WEEK)
    roster = roster_of(community, last, first)
    cells = {
        (duty, day.weekday()): roster.on(duty, day) for duty in duties for day in days_of(last)
    }
    return set_week(community, first, cells, by=by, now=now)


@transaction.atomic
def clear_week(community: Community, first: date, *, by: Actor, now: datetime) -> int:
    """Take all exceptions of a week away, so that the weekly pattern counts; return how many."""
    before = _stored(community, first)
    if before:
        _days(community, first).delete()
        _record(community, first.isoformat(), before, len(before), by=by, now=now)
    return len(before)


@transaction.atomic
def put_back(
    community: Community, first: date, rows: Sequence[Sequence[str]], *, by: Actor, now: datetime
) -> None:
    """Make the exceptions of a week what they were: the undo, from the entry of the change."""
    before = _stored(community, first)
    _days(community, first).delete()
    known = set(Person.objects.filter(community=community).values_list("pk", flat=True))
    for duty, day, person in rows:
        key = int(person) if person else None
        if key is None or key in known:
            Shift.objects.create(
                community=community, duty=duty, day=date.fromisoformat(day), person_id=key
            )
    _record(community, first.isoformat(), before, len(rows), by=by, now=now)


def _days(community: Community, first: date) -> QuerySet[Shift]:
    return Shift.objects.filter(
        community=community, day__gte=first, day__lt=first + timedelta(WEEK)
    )


def _stored(community: Community, first: date) -> list[tuple[str, str, str]]:
    rows = _days(community, first).order_by("duty", "day")
    return [_row(row.duty, row.day, row.person_id) for row in rows]


def _row(duty: str, place: date | int | None, person: int | None) -> tuple[str, str, str]:
    return duty, str(place), "" if person is None else str(person)


def _check(community: Community, persons: Iterable[int | None]) -> None:
    staff = Appointment.objects.filter(community=community, until__isnull=True)
    if {each for each in persons if each is not None} - set(
        staff.values_list("person_id", flat=True)
    ):
        raise RefusedError(Words(NOT_STAFF))


def _record(
    community: Community,
    first: str,
    before: Sequence[tuple[str, str, str]],
    count: int,
    *,
    by: Actor,
    now: datetime,
) -> None:
    fact = RosterChanged(first=first, before=tuple(before), count=count)
    ledger.record(fact, by=by, now=now, community=community)

"""The roster: a weekly pattern, days that differ, weeks that are copied, cleared and put back."""

from datetime import date, datetime, timedelta

import pytest

from cast import as_actor
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.ledger.models import Entry
from qunce.people import actions as people
from qunce.people import festivals, roster
from qunce.people.models import Appointment, Person, Shift
from qunce.people.queries import holders
from qunce.people.roster import Roster

MONDAY = date(2026, 11, 23)
NEXT = MONDAY + timedelta(days=7)
PATROL = "console.patrol"


@pytest.mark.parametrize(
    ("weekly", "days", "day", "who"),
    [
        ({}, {}, MONDAY, None),
        ({("p", 0): 1}, {}, MONDAY, 1),
        ({("p", 0): 1}, {}, NEXT, 1),
        ({("p", 0): 1}, {}, MONDAY + timedelta(days=1), None),
        ({("q", 0): 1}, {}, MONDAY, None),
        ({("p", 0): 1}, {("p", MONDAY): 2}, MONDAY, 2),
        ({("p", 0): 1}, {("p", MONDAY): 2}, NEXT, 1),
        ({("p", 0): 1}, {("p", MONDAY): None}, MONDAY, None),
        ({}, {("p", MONDAY): 2}, MONDAY, 2),
    ],
)
def test_a_day_goes_before_its_weekday(
    weekly: dict[tuple[str, int], int],
    days: dict[tuple[str, date], int | None],
    day: date,
    who: int | None,
) -> None:
    assert Roster(weekly, days).on("p", day) == who


@pytest.mark.parametrize("offset", range(7))
def test_every_day_of_a_week_has_the_same_monday(offset: int) -> None:
    assert roster.monday_of(MONDAY + timedelta(days=offset)) == MONDAY


def shown(person: Person, first: date = MONDAY) -> str:
    """Return the week of a duty as the first letters of who is on duty, "-" for nobody."""
    stored = roster.roster_of(person.community, first, first + timedelta(days=6))
    keys = [stored.on(PATROL, day) for day in roster.days_of(first)]
    names = dict(Person.objects.values_list("pk", "name"))
    return "".join(names[key][0] if key else "-" for key in keys)


def cells(*persons: Person | None) -> dict[tuple[str, int], int | None]:
    return {(PATROL, day): person.pk if person else None for day, person in enumerate(persons)}


@pytest.mark.django_db
def test_a_week_is_set_copied_cleared_and_put_back(
    wang: Person, mia: Person, hal: Person, noon: datetime
) -> None:
    community, by = wang.community, as_actor(wang)
    weekly = cells(mia, mia, mia, mia, mia, None, None)
    assert roster.set_pattern(community, weekly, by=by, now=noon) == 5
    assert roster.set_pattern(community, weekly, by=by, now=noon) == 0
    assert (shown(wang), shown(wang, NEXT)) == ("MMMMM--", "MMMMM--")
    week = cells(mia, hal, None, mia, mia, hal, None)
    assert roster.set_week(community, MONDAY, week, by=by, now=noon) == 3
    assert (shown(wang), shown(wang, NEXT)) == ("MH-MMH-", "MMMMM--")
    assert Shift.objects.filter(day__isnull=False).count() == 3, "only what differs is stored"
    assert roster.copy_last_week(community, NEXT, [PATROL], by=by, now=noon) == 3
    assert shown(wang, NEXT) == "MH-MMH-"
    assert roster.clear_week(community, NEXT, by=by, now=noon) == 3
    assert (shown(wang), shown(wang, NEXT)) == ("MH-MMH-", "MMMMM--")
    before = Entry.objects.latest("id").payload["before"]
    roster.put_back(community, NEXT, before, by=by, now=noon)
    assert shown(wang, NEXT) == "MH-MMH-"
    back = roster.set_week(community, MONDAY, weekly, by=by, now=noon)
    assert (back, Shift.objects.filter(day__lt=NEXT).count()) == (3, 0)


@pytest.mark.django_db
def test_nobody_without_a_role_is_on_the_roster(
    wang: Person, mia: Person, ben: Person, olga: Person, noon: datetime
) -> None:
    community, by = wang.community, as_actor(wang)
    for stranger in (ben, olga):
        with pytest.raises(RefusedError):
            roster.set_pattern(community, cells(stranger), by=by, now=noon)
        with pytest.raises(RefusedError):
            roster.set_week(community, MONDAY, cells(stranger), by=by, now=noon)
    roster.set_pattern(community, cells(mia), by=by, now=noon)
    assert roster.on_duty(community, PATROL, MONDAY) == mia
    people.dismiss(Appointment.objects.get(person=mia), by=by, now=noon)
    assert roster.on_duty(community, PATROL, MONDAY) is None


@pytest.mark.django_db
def test_where_nobody_is_named_the_role_is_responsible(
    wang: Person, mia: Person, hal: Person, noon: datetime
) -> None:
    community = wang.community
    assert roster.responsible(community, PATROL, Role.OPS, MONDAY) == [mia]
    roster.set_pattern(community, cells(hal), by=as_actor(wang), now=noon)
    assert roster.responsible(community, PATROL, Role.OPS, MONDAY) == [hal]
    assert roster.responsible(community, PATROL, Role.OPS, NEXT - timedelta(days=1)) == [mia]
    assert roster.responsible(community, "", Role.CONTENT, MONDAY) == [wang]


@pytest.mark.django_db
def test_who_held_a_role_once_holds_it_no_more(wang: Person, mia: Person, noon: datetime) -> None:
    people.appoint(mia, Role.CONTENT, by=as_actor(wang), now=noon)
    people.dismiss(Appointment.objects.get(person=mia, role=Role.OPS), by=as_actor(wang), now=noon)
    assert holders(wang.community, Role.OPS) == [wang]
    assert holders(wang.community, Role.CONTENT) == [mia]


@pytest.mark.parametrize(
    ("day", "zone", "language", "name", "is_off"),
    [
        (date(2026, 10, 1), "Asia/Shanghai", "zh-hans", "国庆节", True),
        (date(2026, 10, 1), "Asia/Shanghai", "en", "National Day", True),
        (date(2026, 10, 10), "Asia/Shanghai", "zh-hans", "", False),
        (date(2026, 12, 25), "Asia/Hong_Kong", "zh-hans", "圣诞节", True),
    ],
)
def test_a_holiday_has_its_name(
    day: date, zone: str, language: str, name: str, is_off: bool
) -> None:
    found = festivals.of(day, zone, language)
    assert found is not None
    assert (found.name, found.is_off) == (name, is_off)


@pytest.mark.parametrize(
    ("day", "zone"), [(MONDAY, "Asia/Shanghai"), (date(2026, 10, 1), "Europe/Berlin")]
)
def test_other_days_have_none(day: date, zone: str) -> None:
    assert festivals.of(day, zone, "zh-hans") is None

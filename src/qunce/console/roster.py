"""The roster 排班: who is on duty on which day, by week, with a weekly pattern below it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.facts.people import RosterChanged
from qunce.kernel.calendar import local_day
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import queries as record
from qunce.people import festivals, roster
from qunce.people.queries import list_staff, names_of, zone_of
from qunce.shell.access import QunceRequest, console_page, holds
from qunce.shell.card import Duty
from qunce.shell.house import house
from qunce.shell.times import WEEKDAYS
from qunce.shell.words import render as say
from qunce.shell.words import role_name

NO_WEEK = N_("There is no such week.")
NOBODY = "-"
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the week as a column of the roster."""

    weekday: int
    name: str
    day: date | None = None
    festival: str = ""
    is_off: bool = False
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One duty on one day. `chosen` is the value of the form: a person's key, NOBODY, or ""."""

    day: Day
    name: str
    field: str
    chosen: str
    usual: str = ""  # who it is by the weekly pattern, where this day differs
    is_mine: bool = False
    lacks_role: bool = False  # some pages of the duty are closed to whoever is named


@dataclass(frozen=True, slots=True)
class Row:
    """One duty over the week."""

    duty: Duty
    title: str
    role: str
    cells: tuple[Cell, ...]
    options: tuple[tuple[str, str], ...]  # who can be named: keys as text, and names


@require_GET
@console_page()
def index(request: QunceRequest) -> HttpResponse:
    """Show a week: who is on duty for what, and how to change it."""
    first = _week(request.GET.get("week", ""), request)
    return render(request, "console/roster.html", _known(request, first))


@require_http_methods(["GET", "POST"])
@console_page(Role.OWNER)
def change(request: QunceRequest, first: str) -> HttpResponse:
    """Set a week day by day."""
    monday = _week(first, request)
    if request.method == "POST":
        try:
            cells = dict(_given(request))
            count = roster.set_week(
                request.community, monday, cells, by=request.actor, now=request.now
            )
        except RefusedError as error:
            messages.error(request, say(error.words))
        else:
            _tell(request, count)
            return _back(request, monday)
    return render(request, "console/roster.html", _known(request, monday) | {"is_form": True})


@require_http_methods(["GET", "POST"])
@console_page(Role.OWNER)
def weekly(request: QunceRequest) -> HttpResponse:
    """Set who is on duty every week."""
    if request.method == "POST":
        try:
            cells = dict(_given(request))
            count = roster.set_pattern(request.community, cells, by=request.actor, now=request.now)
        except RefusedError as error:
            messages.error(request, say(error.words))
        else:
            _tell(request, count)
            return redirect("console_roster", key=request.community.key)
    days = [Day(number, say(name)) for number, name in enumerate(WEEKDAYS)]
    stored = roster.roster_of(request.community, date.min, date.min).weekly
    known = {
        "rows": list(_rows(request, days, lambda duty, day: stored.get((duty, day.weekday)))),
        "days": days,
        "is_form": True,
        "is_weekly": True,
        "is_owner": True,
    }
    return render(request, "console/roster.html", known)


@require_POST
@console_page(Role.OWNER)
def copy(request: QunceRequest, first: str) -> HttpResponse:
    """Set a week as the one before it was."""
    monday = _week(first, request)
    duties = [duty.key for duty in daily()]
    count = roster.copy_last_week(
        request.community, monday, duties, by=request.actor, now=request.now
    )
    _tell(request, count)
    return _back(request, monday)


@require_POST
@console_page(Role.OWNER)
def clear(request: QunceRequest, first: str) -> HttpResponse:
    """Take all that is special about a week away: the weekly pattern counts again."""
    monday = _week(first, request)
    count = roster.clear_week(request.community, monday, by=request.actor, now=request.now)
    _tell(request, count)
    return _back(request, monday)


@require_POST
@console_page(Role.OWNER)
def undo(request: QunceRequest, first: str) -> HttpResponse:
    """Put back what a week was before its last change."""
    monday = _week(first, request)
    before = _last_change(request, monday)
    if before is not None:
        roster.put_back(request.community, monday, before, by=request.actor, now=request.now)
        messages.success(request, _("The week is as it was before."))
    return _back(request, monday)


def today_panel(request: HttpRequest, _subject: object) -> str:
    """Return who is on duty today for what: a part of the desk, "" where nobody is named."""
    viewer = cast("QunceRequest", request)
    today = local_day(viewer.now, zone_of(viewer.community))
    stored = roster.roster_of(viewer.community, today, today)
    named = [(duty, stored.on(duty.key, today)) for duty in daily()]
    names = names_of(key for _duty, key in named if key is not None)
    lines = [
        {"duty": say(duty.title), "name": names.get(key, ""), "is_mine": key == viewer.person.pk}
        for duty, key in named
        if key is not None
    ]
    if not lines:
        return ""
    return render_to_string("console/parts/on_duty.html", {"named": lines}, request)


def daily() -> list[Duty]:
    """Return the duties that stand on the roster."""
    return [duty for duty in house.duties() if duty.daily]


# --- what a page shows --------------------------------------------------------------------------


def _week(text: str, request: QunceRequest) -> date:
    """Return the Monday of the week of a date, of today's for ""; NotFoundError for no date."""
    if not text:
        return roster.monday_of(local_day(request.now, zone_of(request.community)))
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotFoundError(Words(NO_WEEK)) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotFoundError(Words(NO_WEEK))
    return roster.monday_of(day)


def _known(request: QunceRequest, first: date) -> dict[str, object]:
    today = local_day(request.now, zone_of(request.community))
    week = timedelta(days=roster.WEEK)
    days = [_day(day, today, request) for day in roster.days_of(first)]
    stored = roster.roster_of(request.community, first, first + week)

    def on(duty: str, day: Day) -> int | None:
        return stored.on(duty, day.day) if day.day else None

    return {
        "rows": list(_rows(request, days, on, stored.weekly)),
        "days": days,
        "first": first,
        "last": first + week - timedelta(days=1),
        "before": first - week,
        "after": first + week,
        "is_this_week": first == roster.monday_of(today),
        "is_owner": Role.OWNER in request.roles,
        "exceptions": sum(
            duty in _keys() and first <= day < first + week for duty, day in stored.days
        ),
        "can_undo": _last_change(request, first) is not None,
    }


def _keys() -> set[str]:
    return {duty.key for duty in daily()}


def _day(day: date, today: date, request: QunceRequest) -> Day:
    festival = festivals.of(day, request.community.zone, get_language() or "")
    return Day(
        day.weekday(),
        say(WEEKDAYS[day.weekday()]),
        day,
        (festival.name or _("working day")) if festival else "",
        is_off=festival.is_off if festival else day.weekday() >= 5,
        is_today=day == today,
    )


def _rows(
    request: QunceRequest,
    days: list[Day],
    on: Callable[[str, Day], int | None],
    weekly: Mapping[tuple[str, int], int] | None = None,
) -> Iterator[Row]:
    staff = _staff(request)
    names = {key: name for key, (name, _roles) in staff.items()}
    for duty in daily():
        cells = []
        able = {key for key, (_name, roles) in staff.items() if holds(roles, duty.role)}
        for day in days:
            person = on(duty.key, day)
            usual = weekly.get((duty.key, day.weekday)) if weekly is not None else person
            cells.append(
                Cell(
                    day,
                    names.get(str(person), ""),
                    field=f"{duty.key}:{day.weekday}",
                    chosen=NOBODY if person is None else str(person),
                    usual=names.get(str(usual), _("nobody")) if usual != person else "",
                    is_mine=person == request.person.pk,
                    lacks_role=person is not None and str(person) not in able,
                )
            )
        options = tuple(
            (key, name if key in able else _("%(name)s (without this role)") % {"name": name})
            for key, name in names.items()
        )
        yield Row(duty, say(duty.title), role_name(duty.role), tuple(cells), options)


def _staff(request: QunceRequest) -> dict[str, tuple[str, set[Role]]]:
    """Return who can be put on the roster, by name: keys as text, with names and roles."""
    found: dict[str, tuple[str, set[Role]]] = {}
    for each in sorted(list_staff(request.community), key=lambda held: held.person.name):
        _name, roles = found.setdefault(str(each.person_id), (each.person.name, set()))
        roles.add(Role(each.role))
    return found


# --- what a form brings -------------------------------------------------------------------------


def _given(request: QunceRequest) -> Iterator[tuple[tuple[str, int], int | None]]:
    """Yield the cells that the form told; what is not in it, or no key, is left as it is."""
    for duty in daily():
        for weekday in range(roster.WEEK):
            value = request.POST.get(f"{duty.key}:{weekday}", "")
            if value == NOBODY:
                yield (duty.key, weekday), None
            elif value.isdecimal() and len(value) < 19:
                yield (duty.key, weekday), int(value)


def _last_change(request: QunceRequest, first: date) -> list[list[str]] | None:
    """Return the exceptions of a week before its last change, None where nothing was changed."""
    changed = record.list_entries(request.community.pk, kinds=(RosterChanged,))
    for entry in changed[:50]:
        if entry.payload["first"] == first.isoformat():
            return list(entry.payload["before"])
    return None


def _tell(request: QunceRequest, count: int) -> None:
    said = _("Saved.") if count else _("Nothing was different.")
    messages.success(request, said)


def _back(request: QunceRequest, first: date) -> HttpResponse:
    response = redirect("console_roster", key=request.community.key)
    response["Location"] += f"?week={first.isoformat()}"
    return response


URLS = [
    path("c/<slug:key>/roster/", index, name="console_roster"),
    path("c/<slug:key>/roster/weekly/", weekly, name="console_roster_weekly"),
    path("c/<slug:key>/roster/<str:first>/", change, name="console_roster_week"),
    path("c/<slug:key>/roster/<str:first>/copy/", copy, name="console_roster_copy"),
    path("c/<slug:key>/roster/<str:first>/clear/", clear, name="console_roster_clear"),
    path("c/<slug:key>/roster/<str:first>/undo/", undo, name="console_roster_undo"),
]

"""群内容日历: what goes out when, by week and by month, with gaps, overlaps and budgets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qunce.kernel.calendar import day_interval, local_day
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.schedule import in_zone, is_workday
from qunce.kernel.text import N_, Words
from qunce.people import festivals
from qunce.people.queries import list_groups
from qunce.people.roster import monday_of
from qunce.rooms.programme import moving, planning, queries, writing
from qunce.rooms.programme.domain import DONE, OPEN, OVER, ItemState, Load, overlaps
from qunce.rooms.programme.models import Item
from qunce.rooms.programme.moving import Extra, OverBudgetError
from qunce.rooms.programme.queries import Known
from qunce.rooms.programme.web.forms import AddForm
from qunce.shell.access import QunceRequest, console_page, holds
from qunce.shell.audience import audience_labels, read_audience
from qunce.shell.forms import refuse
from qunce.shell.lists import Filter, key_of
from qunce.shell.times import WEEKDAYS
from qunce.shell.words import render as say

NO_DAY = N_("There is no such day.")
FIRST_YEAR, LAST_YEAR = 2000, 2100
DAY, WEEK = timedelta(days=1), timedelta(days=7)
MOST_GROUPS = 12  # rows of the budget's table
STATES = {"open": OPEN, "done": DONE, "over": OVER}


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as the calendar shows it; without one, an occasion that is not planned yet."""

    title: str
    at: datetime
    item: Item | None = None
    state: ItemState = ItemState.PLANNED
    labels: Sequence[str] = ()
    is_close: bool = False
    host: str = ""

    @property
    def is_over(self) -> bool:
        """Say whether it is more than the budget, and nobody has allowed it."""
        found = self.item
        return found is not None and found.is_over and not found.is_allowed and self.can_move

    @property
    def can_move(self) -> bool:
        """Say whether it can go on another day."""
        return self.item is not None and self.item.state in OPEN


@dataclass(slots=True)
class Day:
    """A day of the calendar."""

    day: date
    name: str
    festival: str = ""
    is_off: bool = False
    is_today: bool = False
    is_past: bool = False
    is_other: bool = False  # of another month
    entries: list[Entry] = field(default_factory=list)

    @property
    def is_gap(self) -> bool:
        """Say whether nothing goes out on a working day to come."""
        live = [each for each in self.entries if each.state not in OVER]
        return not live and not self.is_off and not self.is_past


@require_GET
@console_page()
def index(request: QunceRequest) -> HttpResponse:
    """Show a week or a month."""
    known = queries.known_of(request.community)
    today = local_day(request.now, known.zone)
    day = _day_of(request.GET.get("day", ""), today)
    is_month = request.GET.get("view") == "month"
    first, last = _span(day, is_month=is_month)
    days = _days(request, known, (first, last))
    items = _items(request, known, first, last)
    for entry in _entries(request, known, items, (first, last)):
        place = (known.local(entry.at).date() - first).days
        days[place].entries.append(entry)
    if is_month:
        for each in days:
            each.is_other = each.day.month != day.month
    shown = {
        "weeks": [days[start : start + 7] for start in range(0, len(days), 7)],
        "is_month": is_month,
        "view": "month" if is_month else "week",
        "day": day,
        "before": _step(day, -1, is_month=is_month),
        "after": _step(day, 1, is_month=is_month),
        "first": first,
        "last": last,
        "is_now": first <= today <= last,
        "filters": _filters(request),
        "budget": [] if is_month else _budget(known, days),
        "per_day": known.settings.per_day,
        "may_edit": holds(request.roles, Role.CONTENT),
        "marks": _marks(days),
        "moved": _moved(request),
        "is_alone": known.is_alone,
    }
    return render(request, "programme/calendar.html", shown)


def _marks(days: Sequence[Day]) -> dict[str, int]:
    """Return how many gaps, overlaps and posts over the budget the days to come have."""
    entries = [entry for each in days if not each.is_past for entry in each.entries]
    return {
        "gaps": sum(each.is_gap for each in days),
        "close": sum(each.is_close for each in entries),
        "over": sum(each.is_over for each in entries),
    }


def _moved(request: QunceRequest) -> Item | None:
    """Return the entry that was moved just now, to offer its undoing."""
    key = key_of(request.GET.get("moved", ""))
    if key is None or not holds(request.roles, Role.CONTENT):
        return None
    return Item.objects.filter(community=request.community, pk=key, state__in=OPEN).first()


def _day_of(text: str, today: date) -> date:
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotFoundError(Words(NO_DAY)) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotFoundError(Words(NO_DAY))
    return day


def _span(day: date, *, is_month: bool) -> tuple[date, date]:
    """Return the first and the last day that are shown: whole weeks."""
    if not is_month:
        return monday_of(day), monday_of(day) + WEEK - DAY
    next_month = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return monday_of(day.replace(day=1)), monday_of(next_month - DAY) + WEEK - DAY


def _step(day: date, direction: int, *, is_month: bool) -> date:
    if not is_month:
        return monday_of(day) + WEEK * direction
    first = day.replace(day=1)
    return (first - DAY).replace(day=1) if direction < 0 else (first + DAY * 32).replace(day=1)


def _days(request: QunceRequest, known: Known, span: tuple[date, date]) -> list[Day]:
    today = local_day(request.now, known.zone)
    found = []
    for number in range((span[1] - span[0]).days + 1):
        day = span[0] + DAY * number
        festival = festivals.of(day, request.community.zone, get_language() or "")
        told = (festival.name or _("working day")) if festival else ""
        is_off = not is_workday(day, known.exceptional)
        name = say(WEEKDAYS[day.weekday()])
        found.append(Day(day, name, told, is_off, day == today, day < today))
    return found


def _items(request: QunceRequest, known: Known, first: date, last: date) -> list[Item]:
    start = day_interval(first, known.zone).start
    end = day_interval(last, known.zone).end
    rows = queries.list_items(request.community, start, end).select_related("merged_into")
    for each in _filters(request):
        if each["value"]:
            rows = each["filter"].apply(rows, each["value"])
    return list(rows)


def _filters(request: QunceRequest) -> list[dict[str, Any]]:
    groups = [(each.key, each.name) for each in list_groups(request.community)]
    slots = [(key, say(plan.slot.title)) for key, plan in _plans(request).items() if plan.is_on]
    states = [("open", _("To come")), ("done", _("Posted")), ("over", _("Not posted"))]
    found = (
        Filter("group", _("Group"), groups, _of_group),
        Filter("slot", _("Which slot"), [*slots, ("extra", _("Added by hand"))], "slot"),
        Filter("state", _("State"), states, _of_state),
    )
    return [
        {"filter": each, "name": each.name, "label": each.label, "choices": each.choices}
        | {"value": _chosen(request, each)}
        for each in found
    ]


def _chosen(request: QunceRequest, each: Filter) -> str:
    value = request.GET.get(each.name, "")
    return value if value in {key for key, _label in each.choices} else ""


def _plans(request: QunceRequest) -> dict[str, queries.Plan]:
    return dict(queries.known_of(request.community).plans)


def _of_group(rows: Any, key: str) -> Any:
    return rows.filter(groups=None) | rows.filter(groups__key=key)


def _of_state(rows: Any, value: str) -> Any:
    return rows.filter(state__in=STATES[value])


def _entries(
    request: QunceRequest, known: Known, items: list[Item], span: tuple[date, date]
) -> Iterator[Entry]:
    live = [each for each in items if each.state not in OVER and each.merged_into_id is None]
    loads = [queries.load_of(each, known) for each in live]
    for item in items:
        load = queries.load_of(item, known)
        near = overlaps(load, loads, known.settings.gap) if item in live else []
        host = say(queries.title_of(item.merged_into)) if item.merged_into else ""
        title, state = say(queries.title_of(item)), ItemState(item.state)
        labels = audience_labels(item)[:3]
        yield Entry(title, item.at, item, state, labels, bool(near), host)
    if not any(each["value"] for each in _filters(request)):
        end = day_interval(span[1], known.zone).end
        for title, at in planning.foreseen(known, request.now + planning.AHEAD, end):
            if known.local(at).date() >= span[0]:
                yield Entry(say(title), at)


def _budget(known: Known, days: Sequence[Day]) -> list[dict[str, Any]]:
    """Return for each group how many posts it gets on which day."""
    start = day_interval(days[0].day, known.zone).start
    end = day_interval(days[-1].day, known.zone).end
    loads = queries.loads_of(known, start, end)
    rows = []
    for group in list_groups(known.community)[:MOST_GROUPS]:
        counts = [_count(loads, group.pk, each.day, known) for each in days]
        cells = [(count, count > known.settings.per_day) for count in counts]
        rows.append({"group": group, "cells": cells})
    return rows


def _count(loads: Sequence[Load], group: int, day: date, known: Known) -> int:
    return sum(group in each.groups and known.local(each.at).date() == day for each in loads)


# --- an entry of one's own ----------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@console_page(Role.CONTENT)
def add(request: QunceRequest) -> HttpResponse:
    """Plan something beside the slots."""
    known = queries.known_of(request.community)
    day = _day_of(request.GET.get("day", ""), local_day(request.now + DAY, known.zone))
    at = in_zone(datetime.combine(day, time(15, 0)), known.zone)
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and data.get("instead"):
        data["at"] = str(data["instead"])
    form = AddForm(request.community, known.zone, at, data)
    offers: dict[str, Any] = {}
    if data is not None and form.is_valid():
        try:
            item = _add(request, known, form)
        except RefusedError as error:
            refuse(form, error.words, "at")
            offers = offers_of(error, known) if isinstance(error, OverBudgetError) else {}
        else:
            messages.success(request, _("It stands in the calendar."))
            return redirect("programme_item", key=request.community.key, pk=item.pk)
    return render(request, "programme/add.html", {"form": form, "day": day, **offers})


@transaction.atomic
def _add(request: QunceRequest, known: Known, form: AddForm) -> Item:
    """Plan what a form says, inside another entry where one was chosen."""
    said, by, now = form.cleaned_data, request.actor, request.now
    extra = Extra(said["title"], said["at"], said["text"], read_audience(form))
    key = key_of(request.POST.get("into", ""))
    host = queries.access_item(request.community, key) if key else None
    item = moving.add(extra, known, by=by, now=now, into=host)
    if extra.text:
        writing.write(item, extra.text, known, base=0, by=by, now=now)
    return item


def offers_of(error: OverBudgetError, known: Known) -> dict[str, Any]:
    """Return what could be done instead: into which entries, and at which times."""
    times = [(known.local(each).strftime("%Y-%m-%dT%H:%M"), each) for each in error.times]
    hosts = [(each, say(queries.title_of(each))) for each in error.hosts]
    return {"times": times, "hosts": hosts}


URLS = [
    path("c/<slug:key>/calendar/", index, name="programme_calendar"),
    path("c/<slug:key>/calendar/new/", add, name="programme_add"),
]

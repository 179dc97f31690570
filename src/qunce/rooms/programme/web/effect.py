"""发帖效果: which hours, slots and topics people take up; the table, and a file to take along."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qunce.people.queries import list_groups
from qunce.rooms.programme import effect, queries
from qunce.rooms.programme.domain import EXTRA
from qunce.rooms.programme.effect import Average, Posted
from qunce.rooms.programme.models import Item
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.charts import Chart, ChartKind, Series
from qunce.shell.downloads import as_xlsx
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say

DAYS = {str(days): days for days in effect.SPANS}
USUAL = "90"


def _days(request: QunceRequest) -> str:
    value = request.GET.get("days", USUAL)
    return value if value in DAYS else USUAL


def _setup(request: QunceRequest) -> ListSetup:
    slots = [(key, say(each.slot.title)) for key, each in _plans(request).items()]
    groups = [(each.key, each.name) for each in list_groups(request.community)]
    return ListSetup(
        search=("topic__icontains", "title__icontains", "text__icontains"),
        filters=(
            Filter("slot", _("Which slot"), [*slots, (EXTRA, _("Added by hand"))], "slot"),
            Filter("group", _("Group"), groups, _of_group),
        ),
        sorts=(
            ("new", _("Newest first"), ("-posted_at", "-id")),
            ("people", _("Most people"), ("-people", "-id")),
            ("messages", _("Most messages"), ("-messages", "-id")),
        ),
        size=25,
        placeholder=_("Topic or words of the post"),
        keep=("days",),
    )


def _of_group(rows: Any, _key: str) -> Any:
    return rows  # the sums are those of the group already


def _page(request: QunceRequest) -> ListPage[Item]:
    """Return the list as the address asks for it."""
    since, group = effect.since_of(DAYS[_days(request)], request.now), request.GET.get("group", "")
    known = list_groups(request.community).filter(key=group).exists()
    rows = effect.list_posts(request.community, since, group if known else "")
    return ListPage(request, rows, _setup(request))


def _plans(request: QunceRequest) -> dict[str, queries.Plan]:
    return dict(queries.known_of(request.community).plans)


@require_GET
@console_page()
def index(request: QunceRequest) -> HttpResponse:
    """Show what the posts of some time brought, as bars and as a table."""
    days = _days(request)
    since = effect.since_of(DAYS[days], request.now)
    page = _page(request)
    chosen = {each.name: each.value for each in page.filters}
    zone = queries.known_of(request.community).zone
    posts = effect.measured(request.community, since, zone, **chosen)
    hours, slots = effect.by_hour(posts), effect.averages(posts, _slot_namer(request))
    topics = effect.by_topic(posts)
    shown = {
        "page": page,
        "lines": list(_lines(page)),
        "days": days,
        "spans": list(DAYS),
        "count": len(posts),
        "charts": list(_charts(hours, slots, topics)),
        "best_hour": effect.best(hours),
        "best_slot": effect.best(slots),
        "enough": effect.ENOUGH,
        "window": queries.known_of(request.community).settings.window,
        "query": request.GET.urlencode(),
    }
    return render(request, "programme/effect.html", shown)


def _slot_namer(request: QunceRequest) -> Any:
    names = {key: say(each.slot.title) for key, each in _plans(request).items()}

    def name(posted: Posted) -> str:
        return names.get(posted.slot, _("Added by hand"))

    return name


def _charts(*all_of: Sequence[Average]) -> Iterator[Chart]:
    titles = (_("By hour of the day"), _("By kind of post"), _("By topic"))
    for title, found, flat in zip(titles, all_of, (False, True, True), strict=True):
        labels = [_("%(label)s (%(count)s posts)") % _told(each) for each in found]
        people = Series(_("People per post"), [each.people for each in found])
        said = Series(_("Messages per post"), [each.messages for each in found])
        if found:
            height = max(260, 70 + 36 * len(found)) if flat else 260
            more = {"horizontal": flat}
            yield Chart(title, labels, [people, said], ChartKind.BAR, height=height, more=more)


def _told(each: Average) -> dict[str, object]:
    return {"label": each.label, "count": each.count}


def _lines(page: ListPage[Item]) -> Iterator[dict[str, Any]]:
    for each in page:
        row: Any = each  # with the sums of effect.list_posts
        names = (_("People"), _("Messages"), _("Answers"), _("Signs"))
        figures = zip(names, (row.people, row.messages, row.answers, row.signs), strict=True)
        yield {"item": each, "title": say(queries.title_of(each)), "figures": figures}


@require_GET
@console_page()
def export(request: QunceRequest) -> HttpResponse:
    """Return the table as an Excel file: what the list shows now, all of its pages."""
    known = queries.known_of(request.community)
    heads = (
        *(_("Posted at"), _("Which slot"), _("Topic"), _("Groups"), _("Groups with a record")),
        *(_("People"), _("Messages"), _("Answers"), _("Signs")),
    )
    rows: Any = _page(request).page.paginator.object_list  # with the sums of effect.list_posts
    table = [
        (
            known.said(each.posted_at),
            *(say(queries.title_of(each)), each.topic, each.shown, each.known),
            *("" if n is None else n for n in (each.people, each.messages)),
            *("" if n is None else n for n in (each.answers, each.signs)),
        )
        for each in rows
    ]
    return as_xlsx(_("Effect of posts"), heads, table)


URLS = [
    path("c/<slug:key>/calendar/effect/", index, name="programme_effect"),
    path("c/<slug:key>/calendar/effect/xlsx/", export, name="programme_effect_file"),
]

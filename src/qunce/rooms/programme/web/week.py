"""The week's summary: choose its lines; and its page for members, each line with its source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.kernel.errors import NotFoundError, RefusedError, StaleError
from qunce.kernel.messages import Role
from qunce.kernel.screens import lines_of
from qunce.kernel.slots import Moment
from qunce.kernel.text import Words
from qunce.people.audience import for_person
from qunce.people.domain import Tier
from qunce.people.models import Group
from qunce.rooms.programme import digest, picking, queries
from qunce.rooms.programme.domain import DONE, OPEN
from qunce.rooms.programme.models import Item, Picks
from qunce.rooms.programme.picking import LONGEST_LINE, LONGEST_OPENING
from qunce.rooms.programme.queries import NO_ITEM, Known
from qunce.rooms.programme.slots import week
from qunce.rooms.programme.slots.week import COMING, Line, Part, Picked, Week
from qunce.shell.access import QunceRequest, console_page, holds, member_page
from qunce.shell.lists import ListPage, ListSetup
from qunce.shell.words import render as say


@dataclass(slots=True)
class Row:
    """A line as the page of the editor shows it."""

    line: Line
    title: str
    words: str
    is_in: bool
    labels: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Preview:
    """How the summary reads in some groups."""

    groups: Sequence[str]
    text: str
    rows: int


def _access(request: QunceRequest, pk: int) -> Item:
    found = queries.access_item(request.community, pk)
    if found.slot != week.SLOT.key:
        raise NotFoundError(Words(NO_ITEM))
    return found


# --- choosing the lines -------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@console_page(Role.CONTENT)
def choose(request: QunceRequest, pk: int) -> HttpResponse:
    """Show what is on record of the week, with what goes into its summary; save what was chosen."""
    found, known = _access(request, pk), queries.known_of(request.community)
    if request.method != "POST":
        return _page(request, found, known)
    said = _read(request)
    typed = request.POST.get("base", "")
    base = int(typed) if typed.isdecimal() and len(typed) < 10 else -1
    if {"up", "down"} & set(request.POST):
        return _page(request, found, known, said=said, base=base)
    try:
        kept = picking.pick(
            found,
            said.lines,
            said.opening,
            known,
            base=base,
            by=request.actor,
            now=request.now,
        )
    except (RefusedError, StaleError) as error:
        return _page(request, found, known, said=said, fault=say(error.words))
    messages.success(request, _("Saved: so it goes out."))
    if kept:
        told = ngettext(
            "%(count)s line of the desk keeps its words: its groups would not read the same now.",
            "%(count)s lines of the desk keep their words: their groups would not read the same.",
            kept,
        )
        messages.warning(request, told % {"count": kept})
    return redirect("programme_week", key=request.community.key, pk=found.pk)


def _read(request: QunceRequest) -> Picked:
    """Return what was ticked and written, in the order of the lines on the page.

    A line without words of its own keeps those it has; the button for up or down moves one.
    """
    order = list(dict.fromkeys(request.POST.getlist("order") + request.POST.getlist("line")))
    for name, step in (("up", -1), ("down", 1)):
        order = week.moved(order, request.POST.get(name, ""), step)
    ticked = set(request.POST.getlist("line"))
    lines = {}
    for ref in (each for each in order if each in ticked):
        words = " ".join(request.POST.get(f"words:{ref}", "").split())
        plain = request.POST.get(f"plain:{ref}", "")
        lines[ref] = words[:LONGEST_LINE] if words != plain else ""
    opening = request.POST.get("opening", "").replace("\r\n", "\n").strip()
    return Picked(lines, opening[:LONGEST_OPENING], tuple(order))


def _page(
    request: QunceRequest, found: Item, known: Known, said: Picked | None = None, **more: Any
) -> HttpResponse:
    """Show the lines; `said` is what was ticked and typed and is not saved yet."""
    config = digest.config_of(request.community)
    groups = queries.groups_of(found, known)
    whole = digest.week_of(request.community, groups, known.local(found.at), config, found)
    whole = replace(whole, picked=said) if said is not None else whole
    picks = Picks.objects.filter(item=found).first()
    shown = {
        "item": found,
        "parts": list(_parts(whole, groups, config)),
        "opening": (whole.picked or Picked({})).opening,
        "base": picks.version if picks else 0,
        "is_chosen": picks is not None,
        "is_open": found.state in OPEN,
        "previews": list(_previews(whole, found, known, config)),
        "most": config.rows,
        "first": whole.since,
        "last": whole.until,
        "longest": LONGEST_LINE,
        "is_before": whole.until > request.now,
        "more_than_one": len(groups) > 1,
    }
    return render(request, "programme/week.html", shown | more)


def _parts(whole: Week, groups: Sequence[int], config: Any) -> Iterator[tuple[str, list[Row]]]:
    """Yield the parts that at least one group may read, with what is in the summary now."""
    picked = whole.picked
    names = dict(Group.objects.filter(pk__in=groups).values_list("pk", "name"))
    shown = [week.seen_in(whole, group) for group in groups]
    refs = {line.ref for parts in shown for part in parts for line in part.lines}
    auto = {ref for group in groups for ref in week.refs_of(whole, group, config)}
    for part in whole.parts:
        rows = [
            _row(line, names, picked, is_in=line.ref in (picked.lines if picked else auto))
            for line in week.in_order(part.lines, picked.order if picked else ())
            if line.ref in refs
        ]
        if rows:
            yield say(part.title), rows


def _row(line: Line, names: dict[int, str], picked: Picked | None, *, is_in: bool) -> Row:
    title = " ".join(said_of(line).split())
    words = (picked.lines.get(line.ref) if picked else "") or ""
    labels = [names[each] for each in sorted(line.groups) if each in names]
    labels += [say(Tier(each).label) for each in line.tiers if each in set(Tier)]
    return Row(line, title[:LONGEST_LINE], words or title[:LONGEST_LINE], is_in, labels)


def said_of(line: Line) -> str:
    """Return a line's title as shown."""
    return line.title if isinstance(line.title, str) else say(line.title)


def _previews(whole: Week, found: Item, known: Known, config: Any) -> Iterator[Preview]:
    names = dict(Group.objects.filter(pk__in=known.groups.values()).values_list("pk", "name"))
    moment = Moment(
        known.community.pk, queries.groups_of(found, known), known.local(found.at), (whole,)
    )
    for draft in week.compose(moment, config):
        text = say(draft.text)
        yield Preview([names[each] for each in draft.groups], text, lines_of(text))


@require_POST
@console_page(Role.CONTENT)
def again(request: QunceRequest, pk: int) -> HttpResponse:
    """Let the house choose the lines again."""
    found, known = _access(request, pk), queries.known_of(request.community)
    picking.pick_none(found, known, by=request.actor, now=request.now)
    messages.success(request, _("The best lines are chosen by themselves again."))
    return redirect("programme_week", key=request.community.key, pk=found.pk)


# --- for members --------------------------------------------------------------------------------


@require_GET
@member_page
def index(request: QunceRequest) -> HttpResponse:
    """List the weeks that were summed up."""
    setup = ListSetup(sorts=(("new", _("Newest first"), "-at"),), size=20)
    page = ListPage(request, _list_for(request), setup)
    cut = digest.config_of(request.community).cut
    lines = [(each, *_span(each, cut)) for each in page]
    return render(request, "programme/weeks.html", {"page": page, "lines": lines})


def _list_for(request: QunceRequest) -> Any:
    rows = Item.objects.filter(slot=week.SLOT.key, state__in=DONE)
    return for_person(rows, request.person).select_related("community")


def _span(item: Item, cut: timedelta) -> tuple[Any, Any]:
    return item.at - cut - week.WEEK, item.at - cut - timedelta(seconds=1)


@require_GET
@member_page
def summary(request: QunceRequest, pk: int) -> HttpResponse:
    """Show a week with all that a member may see of it, each line with where it comes from.

    Those who run the group see the summary before it goes out as well.
    """
    found = _list_for(request).filter(pk=pk).first()
    if found is None and holds(request.roles, Role.CONTENT):
        found = Item.objects.filter(community=request.community, slot=week.SLOT.key, pk=pk).first()
    if found is None:
        raise NotFoundError(Words(NO_ITEM))
    known = queries.known_of(request.community)
    mine = digest.groups_of(request.person) & set(queries.groups_of(found, known))
    config = digest.config_of(request.community)
    whole = digest.week_of(request.community, sorted(mine), known.local(found.at), config, found)
    parts = week.chosen(week.seen_by(whole, mine, request.person.tier or ""), whole.picked)
    names = dict(Group.objects.filter(pk__in=mine).values_list("pk", "name"))
    first, last = _span(found, config.cut)
    shown = {
        "item": found,
        "first": first,
        "last": last,
        "opening": whole.picked.opening if whole.picked else "",
        "parts": [_shown(part) for part in parts],
        "figures": [
            (names.get(group, ""), say(week.said(each)))
            for group, each in sorted((whole.figures or {}).items())
        ],
        "is_preview": found.state not in DONE,
    }
    return render(request, "programme/summary.html", shown)


def _shown(part: Part) -> dict[str, Any]:
    lines = [{"line": each, "title": said_of(each)} for each in part.lines]
    return {"title": say(part.title), "lines": lines, "is_coming": part.key == COMING}


URLS = [
    path("c/<slug:key>/calendar/<int:pk>/lines/", choose, name="programme_week"),
    path("c/<slug:key>/calendar/<int:pk>/lines/again/", again, name="programme_week_again"),
    path("m/<slug:key>/weeks/", index, name="programme_weeks"),
    path("m/<slug:key>/weeks/<int:pk>/", summary, name="programme_week_page"),
]

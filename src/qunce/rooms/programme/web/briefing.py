"""Putting a briefing together: pick, order and shorten, on the phone, without scripts too."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qunce.kernel import screens
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.kernel.tidy import tidy
from qunce.rooms.programme import domain_news, laying, news, queries, writing
from qunce.rooms.programme.domain import OPEN
from qunce.rooms.programme.domain_news import LONGEST_LINE, MOST_LINES, Line, News
from qunce.rooms.programme.models import Item, Reserve
from qunce.rooms.programme.queries import Known
from qunce.rooms.programme.slots import briefing
from qunce.rooms.programme.writing import Saved
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.lists import key_of
from qunce.shell.words import render as say

FIELDS = ("text", "source", "link", "part", "key")

NO_BRIEFING = N_("There is no such briefing.")
TOO_LONG = N_("Line %(number)s has %(count)s characters; at most %(most)s are possible.")
TOO_MANY = N_("There are %(count)s lines; at most %(most)s are possible.")
NO_LINE = N_("Pick a piece of news, or write a line of your own.")
NO_LINK = N_("The link of line %(number)s is no address of a page.")
LATER = N_(
    "Somebody else has saved a text since you opened this page. Both are kept: put in what you "
    "want from the other one, and save again."
)


@dataclass(frozen=True, slots=True)
class Table:
    """What lies before whoever puts a briefing together."""

    item: Item
    known: Known
    found: Sequence[News]


@require_http_methods(["GET", "POST"])
@console_page(Role.CONTENT)
def edit(request: QunceRequest, pk: int) -> HttpResponse:
    """Show the lines of a briefing with what else could be picked; do what a button says."""
    item = queries.access_item(request.community, pk)
    if item.slot != briefing.SLOT.key:
        raise NotFoundError(Words(NO_BRIEFING))
    known = queries.known_of(request.community)
    if item.state not in OPEN or item.merged_into_id is not None:
        return redirect("programme_item", key=request.community.key, pk=pk)
    found = news.find(item.community_id, item.at, item=item.pk, search=_search(request))
    table = Table(item, known, found)
    if request.method == "GET":
        return _page(request, table, _lines_now(table))
    lines = _read(request.POST)
    verb, _colon, value = request.POST.get("do", "").partition(":")
    if verb in {"save", "ready"}:
        return _save(request, table, lines)
    return _page(request, table, _done(verb, value, lines, found, request.POST))


def _search(request: QunceRequest) -> str:
    return (request.POST.get("q") or request.GET.get("q") or "").strip()[:60]


def _lines_now(table: Table) -> list[Line]:
    """Return the lines to begin with: those that were picked, else those chosen by themselves."""
    picked = news.picked_of(table.item)
    if picked is not None:
        return picked
    config = table.known.plans[table.item.slot].config
    return domain_news.choose(table.found, config.count, config.parts)


def _read(data: QueryDict) -> list[Line]:
    """Return the lines as they stand in the form, in their order."""
    columns = [data.getlist(name) for name in FIELDS]
    rows = list(zip(*columns, strict=False))[: MOST_LINES * 2]
    return [
        Line(**{name: tidy(value) for name, value in zip(FIELDS, row, strict=True)}) for row in rows
    ]


def _done(
    verb: str, value: str, lines: list[Line], found: Sequence[News], data: QueryDict
) -> list[Line]:
    """Return the lines after a button was pressed; what no button says changes nothing."""
    place = key_of(value)
    if verb in {"up", "down"} and place is not None:
        return domain_news.moved(lines, place, -1 if verb == "up" else 1)
    if verb == "drop" and place is not None:
        return [each for number, each in enumerate(lines) if number != place]
    if verb == "take" and all(each.key != value for each in lines):
        return [*lines, *(domain_news.line_of(each) for each in found if each.key == value)]
    if verb == "own":
        own = [tidy(data.get(f"own_{name}", "")) for name in ("text", "source", "link", "part")]
        return [*lines, Line(*own)] if own[0] else lines
    return lines


# --- saving -------------------------------------------------------------------------------------


def _faults(lines: Sequence[Line]) -> list[Words]:
    """Return what is wrong with the lines."""
    found = []
    if not lines:
        found.append(Words(NO_LINE))
    if len(lines) > MOST_LINES:
        found.append(Words(TOO_MANY, {"count": len(lines), "most": MOST_LINES}))
    for number, each in enumerate(lines, 1):
        count = len(each.text)
        if count > LONGEST_LINE:
            about: dict[str, str | int | float | Words] = {"number": number, "count": count}
            found.append(Words(TOO_LONG, {**about, "most": LONGEST_LINE}))
        if each.link and not each.is_web:
            found.append(Words(NO_LINK, {"number": number}))
    return found


def _save(request: QunceRequest, table: Table, lines: list[Line]) -> HttpResponse:
    lines, known = domain_news.tidied(lines), table.known
    if faults := _faults(lines):
        return _page(request, table, lines, faults)
    text = _text(table, lines)
    about: dict[str, Any] = {"by": request.actor, "now": request.now}
    try:
        base = key_of(request.POST.get("base", "")) or 0
        done = writing.write(table.item, text, known, base=base, **about)
        table = replace(table, item=queries.access_item(request.community, table.item.pk))
        if done.saved is Saved.ASIDE:
            return _page(request, table, lines, [Words(LATER)])
        news.keep(table.item, lines)
        if request.POST.get("do") == "ready":
            writing.approve(table.item, known, **about)
    except RefusedError as error:
        table = replace(table, item=queries.access_item(request.community, table.item.pk))
        return _page(request, table, lines, [error.words])
    is_ready = request.POST.get("do") == "ready"
    messages.success(
        request, _("It is ready and goes out at its time.") if is_ready else _("Saved.")
    )
    return redirect("programme_item", key=request.community.key, pk=table.item.pk)


def _text(table: Table, lines: Sequence[Line]) -> str:
    """Return the lines as the text that goes out, with what was taken into it already."""
    item, known = table.item, table.known
    config = known.plans[item.slot].config
    own = briefing.text_of(domain_news.tidied(lines), known.local(item.at), config)
    inside = laying.texts_inside(item) if item.laid_at is not None else []
    return laying.BETWEEN.join([own, *inside])


def _reserve(item: Item) -> Reserve | None:
    """Return the text in reserve that would be next."""
    rows = Reserve.objects.filter(community=item.community_id, slot=item.slot, used_at=None)
    return rows.order_by("id").first()


# --- the page -----------------------------------------------------------------------------------


def _page(
    request: QunceRequest, table: Table, lines: list[Line], faults: Sequence[Words] = ()
) -> HttpResponse:
    item, known, found = table.item, table.known, table.found
    picked = {each.key for each in lines if each.key}
    text = _text(table, lines) if lines else ""
    is_own = bool(item.text) and not item.composed and news.picked_of(item) is None
    is_later = bool(faults) and faults[0].msgid == LATER
    shown = {
        "item": item,
        "base": item.version if is_later else request.POST.get("base") or item.version,
        "lines": lines,
        "rest": [each for each in found if each.key not in picked],
        "parts": known.plans[item.slot].config.parts,
        "text": text,
        "size": len(text),
        "rows": screens.lines_of(text) if text else 0,
        "screens": -(-screens.lines_of(text) // screens.ROWS) if text else 0,
        "faults": [say(each) for each in faults],
        "is_own": is_own,
        "reserve": None if found else _reserve(item),
        "search": _search(request),
        "most": LONGEST_LINE,
        "needs_review": known.needs_review(item),
        "is_late": item.at <= request.now,
        "other": item.text if is_later else "",
    }
    return render(request, "programme/briefing.html", shown)


URLS = [path("c/<slug:key>/calendar/<int:pk>/briefing/", edit, name="programme_briefing")]

"""The library as members read it, on the phone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.rooms.library import calls, feedback, find, queries
from qunce.rooms.library.domain import Kind, Permission
from qunce.rooms.library.web.reading import pictures_of, search_in
from qunce.shell.access import QunceRequest, member_page
from qunce.shell.markdown import as_html

NEWEST, BEST = 6, 4


@require_GET
@member_page
def home(request: QunceRequest) -> HttpResponse:
    """Show the way into the library: search, categories, what is new, what others found useful."""
    mine = queries.list_for(request.person)
    shelves = [each for each in queries.list_shelves(request.community, mine) if each.count]
    known = {
        "shelves": [each for each in shelves if each.depth == 0],
        "tags": queries.list_tags(request.community, mine, 12),
        "newest": [(each, Kind(each.kind)) for each in queries.list_newest(request.person, NEWEST)],
        "best": [(each, Kind(each.kind)) for each in queries.list_best(request.person, BEST)],
        "count": mine.count(),
        "calls": calls.list_open(request.person, request.now),
    }
    return render(request, "library/home.html", known)


@require_GET
@member_page
def search(request: QunceRequest) -> HttpResponse:
    """Find by words, initials and filters."""
    page, hits, found = search_in(request, request.person)
    known = {"page": page, "hits": hits, "found": found, "most": find.MOST}
    return render(request, "library/search.html", known)


@require_GET
@member_page
def read(request: QunceRequest, pk: int) -> HttpResponse:
    """Show an item."""
    found = queries.access_for(request.person, pk)
    newer = found.replaced_by
    related = queries.related_to(found, request.person)
    known = {
        "item": found,
        "kind": Kind(found.kind),
        "permission": Permission(found.permission),
        "html": as_html(found.body, pictures_of(found)),
        "files": found.attachments.all(),
        "said": queries.feedback_of(found, request.person),
        "related": [(each, Kind(each.kind)) for each in related],
        "newer": queries.list_for(request.person).filter(pk=newer.pk).first() if newer else None,
    }
    return render(request, "library/read.html", known)


@require_POST
@member_page
def vote(request: QunceRequest, pk: int) -> HttpResponse:
    """Note whether an item was useful."""
    found = queries.access_for(request.person, pk)
    said = request.POST.get("useful", "")
    if said in {"1", "0"}:
        feedback.say(found, request.person, is_useful=said == "1", now=request.now)
        messages.success(request, _("Thank you for telling us."))
    return redirect("library_read", key=request.community.key, pk=pk)


URLS = [
    path("m/<slug:key>/library/", home, name="library_home"),
    path("m/<slug:key>/library/search/", search, name="library_search"),
    path("m/<slug:key>/library/<int:pk>/", read, name="library_read"),
    path("m/<slug:key>/library/<int:pk>/useful/", vote, name="library_vote"),
]

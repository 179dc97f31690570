"""The feeds that the briefing draws on: the list, the look before one is added, its page."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.people.models import Community
from qunce.rooms.programme.feeds import fetching, keeping
from qunce.rooms.programme.feeds.keeping import Listed
from qunce.rooms.programme.models_feeds import Feed
from qunce.rooms.programme.web.feed_forms import FeedForm
from qunce.shell.access import QunceRequest, console_page, holds
from qunce.shell.forms import refuse
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say
from qunce.store.codecs import decode

NO_FEED = N_("There is no such feed.")
NO_VERB = N_("This cannot be done with a feed.")
SHOWN = 20  # entries on a feed's page
FOUND = 5  # entries that show what stands at an address


def access_feed(community: Community, pk: int) -> Feed:
    """Return a feed of the community, also one that was removed, or raise NotFoundError."""
    feed = Feed.objects.filter(community=community, pk=pk).first()
    if feed is None:
        raise NotFoundError(Words(NO_FEED))
    return feed


def _state(feed: Feed) -> tuple[str, str]:
    """Return how a feed stands, and how that is coloured."""
    if feed.removed_at:
        return _("Removed"), "quiet"
    if feed.paused_at:
        return _("Paused"), "quiet"
    if feed.faults:
        return _("Cannot be read"), "bad"
    return (_("Is read"), "good") if feed.read_at else (_("Read within a minute"), "info")


def _setup() -> ListSetup:
    there = Q(removed_at=None)
    states = {
        "read": (_("Is read"), there & Q(paused_at=None, faults=0)),
        "faulty": (_("Cannot be read"), there & Q(faults__gt=0, paused_at=None)),
        "paused": (_("Paused"), there & Q(paused_at__isnull=False)),
        "removed": (_("Removed"), Q(removed_at__isnull=False)),
    }
    choices = [(key, label) for key, (label, _rows) in states.items()]
    return ListSetup(
        search=("name__icontains", "url__icontains", "part__icontains"),
        filters=(
            Filter("state", _("State"), choices, lambda rows, key: rows.filter(states[key][1])),
        ),
        sorts=(
            ("name", _("By name"), ("name", "id")),
            ("last", _("Last read first"), ("-read_at", "id")),
        ),
        placeholder=_("Name, address, part"),
    )


@require_GET
@console_page()
def index(request: QunceRequest) -> HttpResponse:
    """List the feeds: when each was read, what it brought, and what is wrong with it."""
    rows = Feed.objects.filter(community=request.community)
    if request.GET.get("state") != "removed":
        rows = rows.filter(removed_at=None)
    page = ListPage(request, rows.annotate(brought=Count("entries")), _setup())
    known = {
        "page": page,
        "lines": [(each, *_state(each), _fault(each)) for each in page],
        "may_edit": holds(request.roles, Role.CONTENT),
    }
    return render(request, "programme/feeds.html", known)


def _fault(feed: Feed) -> str:
    return say(decode(Words, feed.fault)) if feed.fault else ""


@require_http_methods(["GET", "POST"])
@console_page(Role.CONTENT)
def add(request: QunceRequest) -> HttpResponse:
    """Look at what stands at an address, and list it as a feed once somebody has seen that."""
    form = FeedForm(request.community, request.POST or None)
    shown: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            shown["told"] = told = keeping.look(form.cleaned_data["url"], now=request.now)[1]
            if "add" in request.POST:
                name = form.cleaned_data["name"] or told.title or form.host
                return _list(request, form, name)
        except RefusedError as error:
            refuse(form, error.words, "url")
    if "told" in shown:
        told = shown["told"]
        shown |= {"entries": told.entries[:FOUND], "count": len(told.entries)}
        if not form.cleaned_data["name"]:
            known = {**form.cleaned_data, "name": told.title or form.host}
            shown["form"] = FeedForm(request.community, initial=known)
    return render(request, "programme/feed_add.html", shown)


def _list(request: QunceRequest, form: FeedForm, name: str) -> HttpResponse:
    listed = Listed(form.cleaned_data["url"], name, form.cleaned_data["part"])
    feed = keeping.add(request.community, listed, by=request.actor, now=request.now)
    messages.success(request, _("Added. It is read within a minute, and regularly from then on."))
    return redirect("programme_feed", key=request.community.key, pk=feed.pk)


@require_http_methods(["GET", "POST"])
@console_page()
def feed(request: QunceRequest, pk: int) -> HttpResponse:
    """Show a feed with what it said last; whoever may, changes it."""
    found = access_feed(request.community, pk)
    may_edit = holds(request.roles, Role.CONTENT)
    initial = {"url": found.url, "name": found.name, "part": found.part}
    data = request.POST if request.method == "POST" and may_edit else None
    form = FeedForm(request.community, data, initial=initial)
    if data is not None and form.is_valid():
        said = form.cleaned_data
        listed = Listed(said["url"], said["name"] or found.name, said["part"])
        try:
            keeping.change(found, listed, by=request.actor, now=request.now)
        except RefusedError as error:
            refuse(form, error.words, "url")
        else:
            messages.success(request, _("Saved."))
            return redirect("programme_feed", key=request.community.key, pk=pk)
    state, tone = _state(found)
    known = {
        "feed": access_feed(request.community, pk),
        "state": state,
        "tone": tone,
        "fault": _fault(found),
        "form": form if may_edit and not found.removed_at else None,
        "may_edit": may_edit,
        "entries": found.entries.filter(erased_at=None).select_related("same_as__feed")[:SHOWN],
    }
    return render(request, "programme/feed.html", known)


@require_POST
@console_page(Role.CONTENT)
def act(request: QunceRequest, pk: int) -> HttpResponse:
    """Do with a feed what one button says."""
    found = access_feed(request.community, pk)
    verb = request.POST.get("verb", "")
    if verb == "read":
        return _read_now(request, found)
    if verb not in VERBS:
        raise RefusedError(Words(NO_VERB))
    VERBS[verb](found, by=request.actor, now=request.now)
    if verb == "remove":
        said = _("Removed. Under “Removed” it can be put back.")
        messages.success(request, said)
        return redirect("programme_feeds", key=request.community.key)
    messages.success(request, _("Done."))
    return redirect("programme_feed", key=request.community.key, pk=pk)


VERBS: dict[str, Any] = {
    "pause": keeping.pause,
    "resume": keeping.resume,
    "remove": keeping.remove,
    "back": keeping.put_back,
}


def _read_now(request: QunceRequest, found: Feed) -> HttpResponse:
    """Read a feed while somebody waits, and say what came of it."""
    if found.removed_at or found.paused_at:
        messages.error(request, _("It is not read at the moment: let it go on first."))
    else:
        new = keeping.read(found, now=request.now, limits=fetching.ON_PAGE)
        again = access_feed(request.community, found.pk)
        if again.fault:
            messages.error(request, _fault(again))
        else:
            messages.success(request, _("Read: %(count)s new.") % {"count": new})
    return redirect("programme_feed", key=request.community.key, pk=found.pk)


BASE = "c/<slug:key>/feeds/"
URLS = [
    path(BASE, index, name="programme_feeds"),
    path(f"{BASE}add/", add, name="programme_feed_add"),
    path(f"{BASE}<int:pk>/", feed, name="programme_feed"),
    path(f"{BASE}<int:pk>/act/", act, name="programme_feed_act"),
]

"""Noting for several members at once that they said in the chat that they accept; and its undo."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import Words
from qunce.people.models import Person
from qunce.rooms.charter import noting, queries
from qunce.rooms.charter.models import CharterVersion
from qunce.shell.access import QunceRequest, console_page

MOST_AT_ONCE = 200


@require_POST
@console_page(Role.OPS)
def preview(request: QunceRequest) -> HttpResponse:
    """Show of whom it would be noted, and what that means. Nothing is written."""
    version, chosen = _chosen(request)
    if not chosen:
        messages.info(request, _("Tick who has told you. Nobody is ticked at first."))
        return redirect("charter_acceptances", key=request.community.key)
    return render(request, "charter/noting.html", {"version": version, "persons": chosen})


@require_POST
@console_page(Role.OPS)
def note_all(request: QunceRequest) -> HttpResponse:
    """Note it of those of the preview; who accepted meanwhile is left as they are."""
    version, chosen = _chosen(request)
    noted = noting.note_all(chosen, version, by=request.actor, now=request.now)
    said = ngettext(
        "Noted: %(n)s accepted version %(number)s.",
        "Noted: %(n)s accepted version %(number)s.",
        noted,
    )
    messages.success(request, said % {"n": noted, "number": version.number})
    return redirect("charter_acceptances", key=request.community.key)


@require_POST
@console_page(Role.OPS)
def undo(request: QunceRequest) -> HttpResponse:
    """Take back what was noted a moment ago."""
    rows = queries.list_just_noted(request.community.pk, request.now)
    chosen = list(rows.filter(pk__in=_keys(request, "acceptance")))
    noting.take_back(chosen, by=request.actor, now=request.now)
    said = ngettext("Taken back: %(n)s.", "Taken back: %(n)s.", len(chosen))
    messages.success(request, said % {"n": len(chosen)})
    return redirect("charter_acceptances", key=request.community.key)


def _chosen(request: QunceRequest) -> tuple[CharterVersion, Sequence[Person]]:
    """Return the version to be noted, and who was ticked and has not accepted yet."""
    community = request.community.pk
    asked, newest = queries.find_asked(community), queries.find_newest(community)
    if asked is None or newest is None:
        raise RefusedError(Words(queries.NOTHING_ASKED))
    rows = queries.still_open(queries.list_members(community), asked)
    chosen = rows.filter(pk__in=_keys(request, "person")).order_by("name", "id")
    return newest, list(chosen)


def _keys(request: QunceRequest, name: str) -> list[int]:
    return [int(pk) for pk in request.POST.getlist(name) if pk.isdecimal()][:MOST_AT_ONCE]


URLS = [
    path("c/<slug:key>/charter/accepted/note/", preview, name="charter_note_preview"),
    path("c/<slug:key>/charter/accepted/note/all/", note_all, name="charter_note_all"),
    path("c/<slug:key>/charter/accepted/undo/", undo, name="charter_note_undo"),
]

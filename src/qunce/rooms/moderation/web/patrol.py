"""The daily round on one page, its record, and good shares (M13, M40)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce import clock
from qunce.chat import queries as chat
from qunce.kernel.clauses import Charter
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.ledger.models import Task
from qunce.people.models import Community, Group
from qunce.people.queries import list_groups
from qunce.playbook.queries import effective
from qunce.rooms.moderation import patrol, praise
from qunce.rooms.moderation.models_patrol import Essence, Round
from qunce.rooms.moderation.web.wording import rule_title
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say

RECENT = 14  # rounds beside the page
ON_PANEL = 5


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def index(request: QunceRequest) -> HttpResponse:
    """Show what today's round shows, and note that it was done."""
    found = patrol.round_of(request.community, request.now)
    sight = patrol.look(found, request.now)
    if request.method == "POST":
        note = request.POST.get("note", "")[:500].strip()
        try:
            patrol.finish(
                found, request.person, sight, by=request.actor, now=request.now, note=note
            )
            messages.success(request, _("Noted: today's round is done."))
        except RefusedError as error:
            messages.error(request, say(error.words))
        where = "console_desk" if request.POST.get("back") == "desk" else "moderation_patrol"
        return redirect(where, key=request.community.key)
    charter = effective(request.community.pk, Charter)
    titles = {each.key: say(each.title) for each in charter.clauses}
    known = {
        "round": found,
        "sight": sight,
        "counts": sight.counts,
        "looks": [_shown(each, titles) for each in sight.looks],
        "recent": patrol.list_days(request.community, found.day, RECENT),
        "today": found.day,
    }
    return render(request, "moderation/patrol.html", known)


def _shown(look: patrol.Look, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "look": look,
        "found": [
            {
                "row": row,
                "rules": sorted({rule_title(hit.rule) for hit in hits}),
                "clauses": sorted({titles.get(hit.clause, hit.clause) for hit in hits}),
            }
            for row, hits in look.found
        ],
    }


@require_POST
@console_page(Role.OPS)
def take_back(request: QunceRequest, pk: int) -> HttpResponse:
    """Open a round again."""
    found = get_object_or_404(Round, community=request.community, pk=pk)
    patrol.take_back(found, by=request.actor, now=request.now)
    messages.success(request, _("The round is open again."))
    return redirect("moderation_patrol", key=request.community.key)


# --- good shares --------------------------------------------------------------------------------


@require_GET
@console_page()
def essences(request: QunceRequest) -> HttpResponse:
    """List the good shares, newest first."""
    groups = [(each.key, each.name) for each in list_groups(request.community, archived=True)]
    setup = ListSetup(
        search=("message__text__icontains", "message__author_name__icontains"),
        filters=(Filter("group", _("Group"), groups, "group__key"),),
        placeholder=_("Name or words"),
    )
    page = ListPage(request, praise.list_marked(request.community), setup)
    return render(request, "moderation/essences.html", {"page": page})


@require_http_methods(["GET", "POST"])
@console_page()
def mark(request: QunceRequest, message: int) -> HttpResponse:
    """Mark a message as a good share, or take the mark back."""
    row = chat.access_message(request.community, message)
    known = Essence.objects.filter(message=row).first()
    if request.method == "POST":
        try:
            if known is not None and request.POST.get("mark") == "0":
                praise.unmark(known, by=request.actor, now=request.now)
                messages.success(request, _("The mark is taken back."))
            else:
                praise.mark(row, by=request.actor, now=request.now)
                messages.success(request, _("Marked. Its author hears a friendly word."))
        except RefusedError as error:
            messages.error(request, say(error.words))
        back = request.POST.get("back") == "patrol"
        where = "moderation_patrol" if back else "moderation_essences"
        return redirect(where, key=request.community.key)
    return render(request, "moderation/mark.html", {"row": row, "known": known})


def panel(request: HttpRequest, group: Group) -> str:
    """Return the newest good shares of a group."""
    found = praise.newest_of(group, ON_PANEL)
    if not found:
        return ""
    return render_to_string("moderation/essence_panel.html", {"found": found}, request)


def line(request: HttpRequest, task: Task) -> str:
    """Return how the round is done, inside its line on the desk: one tap where nothing waits."""
    community = Community.objects.get(pk=task.community_id)
    known = {"community": community, "is_quiet": patrol.is_quiet(community, clock.now())}
    return render_to_string("moderation/patrol_line.html", known, request)


URLS = (
    path("c/<slug:key>/patrol/", index, name="moderation_patrol"),
    path("c/<slug:key>/patrol/<int:pk>/back/", take_back, name="moderation_patrol_back"),
    path("c/<slug:key>/essence/", essences, name="moderation_essences"),
    path("c/<slug:key>/messages/<int:message>/essence/", mark, name="moderation_mark"),
)

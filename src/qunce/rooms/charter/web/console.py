"""The charter on the console: what counts, its versions, and who has accepted it."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import Words
from qunce.people.queries import access_person, list_groups
from qunce.rooms.charter import actions as charter
from qunce.rooms.charter import queries
from qunce.rooms.charter.domain import WAY_LABELS, Way, accept_by, differences
from qunce.rooms.charter.wording import frozen
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.downloads import as_csv, as_xlsx
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say

SIZE = 10  # versions on a page
MOST_SHOWN = 200  # of what was noted just now


@require_GET
@console_page()
def index(request: QunceRequest) -> HttpResponse:
    """Show what counts, what waits, how far the members have come, and all versions."""
    community = request.community
    asked = queries.find_asked(community.pk)
    rows = queries.list_versions(community.pk)
    known = {
        "current": queries.find_in_force(community.pk),
        "waiting": queries.find_scheduled(community.pk),
        "draft": queries.find_draft(community.pk),
        "asked": asked,
        "count": queries.count_of(asked, request.now) if asked else None,
        "settings": queries.settings_of(community.pk),
        "page": ListPage(request, rows, ListSetup(size=SIZE)),
        "may_edit": Role.OWNER in request.roles,
    }
    return render(request, "charter/console.html", known)


@require_GET
@console_page()
def version(request: QunceRequest, number: int) -> HttpResponse:
    """Show a version and what it changed."""
    found = queries.access_version(request.community, number)
    before = queries.find_before(found)
    known = {
        "version": found,
        "before": before,
        "sheet": frozen(found),
        "changes": differences(frozen(before), frozen(found)) if before else [],
        "may_edit": Role.OWNER in request.roles,
    }
    return render(request, "charter/version.html", known)


@require_POST
@console_page(Role.OWNER)
def withdraw(request: QunceRequest, number: int) -> HttpResponse:
    """Take a version back before it counts."""
    found = queries.access_version(request.community, number)
    charter.withdraw(found, by=request.actor, now=request.now)
    messages.success(request, _("Withdrawn. What counts stays as it is."))
    return redirect("charter_console", key=request.community.key)


# --- who has accepted ---------------------------------------------------------------------------


@require_GET
@console_page()
def acceptances(request: QunceRequest) -> HttpResponse:
    """List the members with what they accepted."""
    asked = queries.find_asked(request.community.pk)
    known: dict[str, Any] = {
        "asked": asked,
        "may_note": bool(request.roles & {Role.OWNER, Role.OPS}),
        "noted": queries.list_just_noted(request.community.pk, request.now)[:MOST_SHOWN],
    }
    if asked is not None:
        rows = queries.list_members(request.community.pk).distinct()
        page = ListPage(request, rows, _setup(request))
        settings = queries.settings_of(request.community.pk)
        known["page"] = page
        known["count"] = queries.count_of(asked, request.now)
        known["lines"] = [
            {
                "person": each,
                "is_open": (each.accepted_number or 0) < asked.number,
                "way": WAY_LABELS[Way(each.accepted_way)] if each.accepted_way else "",
                "until": accept_by(asked.in_force_from, each.joined, settings),
            }
            for each in page
        ]
    return render(request, "charter/acceptances.html", known)


def _setup(request: QunceRequest) -> ListSetup:
    states = [
        ("accepted", _("Has accepted")),
        ("open", _("Not accepted yet")),
        ("late", _("Not accepted in time")),
    ]
    groups = [(each.key, each.name) for each in list_groups(request.community)]

    def by_state(rows: Any, state: str) -> Any:
        asked = queries.find_asked(request.community.pk)
        if asked is None:
            return rows
        if state == "accepted":
            return queries.having_accepted(rows, asked)
        if state == "open":
            return queries.still_open(rows, asked)
        settings = queries.settings_of(request.community.pk)
        return queries.overdue(rows, asked, settings, request.now)

    return ListSetup(
        search=("name__icontains", "company__icontains", "memberships__nickname__icontains"),
        filters=(
            Filter("state", _("State"), states, by_state),
            Filter("group", _("Group"), groups, _in_group),
        ),
        sorts=(
            ("name", _("By name"), ("name", "id")),
            ("accepted", _("Last accepted first"), ("-accepted_at", "id")),
            ("joined", _("Longest here first"), ("joined", "id")),
        ),
        placeholder=_("Name, company, nickname"),
    )


def _in_group(rows: Any, key: str) -> Any:
    inside = Q(memberships__group__key=key, memberships__state="active")
    return rows.filter(pk__in=rows.model.objects.filter(inside).values("pk"))


@require_GET
@console_page(Role.OPS)
def export(request: QunceRequest) -> HttpResponse:
    """Download who has accepted what, as CSV or (`?format=xlsx`) for Excel."""
    heads = (
        *(_("Full name"), _("Company"), _("Position"), _("Joined")),
        *(_("Version accepted"), _("Accepted on"), _("How it is known")),
    )
    rows = [
        (
            *(row["name"], row["company"], row["position"], _moment(row["joined"])),
            *(row["accepted_number"], _moment(row["accepted_at"])),
            say(WAY_LABELS[Way(row["accepted_way"])]) if row["accepted_way"] else "",
        )
        for row in queries.rows_for_export(request.community.pk)
    ]
    name = f"{request.community.name}-{_('Charter')}"
    make = as_xlsx if request.GET.get("format") == "xlsx" else as_csv
    return make(name, heads, rows)


def _moment(value: Any) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


@require_POST
@console_page(Role.OPS)
def note(request: QunceRequest, pk: int) -> HttpResponse:
    """Note that a member said in the chat that they accept."""
    person = access_person(request.community, pk)
    asked = queries.find_asked(request.community.pk)
    newest = queries.find_newest(request.community.pk)
    if asked is None or newest is None:
        raise RefusedError(Words(queries.NOTHING_ASKED))
    now = request.now
    charter.accept(person, newest, way=Way.TOLD, by=request.actor, at=now, now=now)
    said = _("Noted: %(name)s accepted version %(number)s.")
    messages.success(request, said % {"name": person.name, "number": newest.number})
    return redirect("console_member", key=request.community.key, pk=pk)


URLS = [
    path("c/<slug:key>/charter/", index, name="charter_console"),
    path("c/<slug:key>/charter/versions/<int:number>/", version, name="charter_version"),
    path("c/<slug:key>/charter/versions/<int:number>/withdraw/", withdraw, name="charter_withdraw"),
    path("c/<slug:key>/charter/accepted/", acceptances, name="charter_acceptances"),
    path("c/<slug:key>/charter/accepted/file/", export, name="charter_export"),
    path("c/<slug:key>/members/<int:pk>/charter/", note, name="charter_note"),
]

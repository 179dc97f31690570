"""Invitations on the console and on a member's own pages; who brought whom (M03)."""

from typing import Any, cast

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.kernel.errors import NotAllowedError
from qunce.kernel.messages import Role
from qunce.people.models import Group, Person
from qunce.people.queries import list_groups
from qunce.playbook.basics import is_on
from qunce.playbook.queries import effective
from qunce.rooms.admission import finding, invitations
from qunce.rooms.admission.domain import Applying
from qunce.rooms.admission.invitations import Validity, validity
from qunce.rooms.admission.models import Invitation
from qunce.rooms.admission.web.codes import qr
from qunce.rooms.admission.web.forms import InvitationForm
from qunce.rooms.admission.web.join import invited_link
from qunce.rooms.admission.web.visiting import check_open
from qunce.shell.access import QunceRequest, console_page, member_page
from qunce.shell.forms import submit
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say

BROUGHT_SHOWN = 20


# --- the console --------------------------------------------------------------------------------


@require_GET
@console_page()
def index(request: QunceRequest) -> HttpResponse:
    """List all invitations of the community."""
    check_open(request.community)
    rows = finding.list_invitations(request.community)
    page = ListPage(request, rows, _setup(request, search_inviter=True))
    return render(request, "admission/invitations.html", _listed(request, page))


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def new(request: QunceRequest) -> HttpResponse:
    """Make an invitation as an admin."""
    check_open(request.community)
    return _new(request, "admission/invite.html", "admission_invitation", is_admin=True)


@require_GET
@console_page()
def show(request: QunceRequest, pk: int) -> HttpResponse:
    """Show an invitation: link, QR code, and who came by it."""
    check_open(request.community)
    found = finding.access_invitation(request.community, pk)
    return render(request, "admission/invitation.html", _known(request, found))


@require_POST
@console_page(Role.OPS)
def revoke(request: QunceRequest, pk: int) -> HttpResponse:
    """Make an invitation void."""
    found = finding.access_invitation(request.community, pk)
    invitations.revoke(found, by=request.actor, now=request.now)
    messages.success(request, _("The invitation does not work any more."))
    return redirect("admission_invitation", key=request.community.key, pk=pk)


# --- members ------------------------------------------------------------------------------------


@require_GET
@member_page
def own(request: QunceRequest) -> HttpResponse:
    """List a member's own invitations, and whom they brought."""
    check_open(request.community)
    rows = finding.list_invitations(request.community, request.person)
    page = ListPage(request, rows, _setup(request, search_inviter=False))
    known = {
        **_listed(request, page),
        "may_invite": invitations.may_invite(request.person),
        "brought": finding.list_brought(request.person)[:BROUGHT_SHOWN],
        "asked": finding.list_asked(request.person),
    }
    return render(request, "admission/own_invitations.html", known)


@require_http_methods(["GET", "POST"])
@member_page
def own_new(request: QunceRequest) -> HttpResponse:
    """Make an invitation as a member."""
    check_open(request.community)
    if not invitations.may_invite(request.person):
        raise NotAllowedError(invitations.NOT_YOU)
    is_admin = bool(request.roles)
    return _new(request, "admission/own_invite.html", "admission_own_invitation", is_admin=is_admin)


@require_GET
@member_page
def own_show(request: QunceRequest, pk: int) -> HttpResponse:
    """Show one of a member's own invitations."""
    check_open(request.community)
    found = finding.access_invitation(request.community, pk, request.person)
    return render(request, "admission/own_invitation.html", _known(request, found))


@require_POST
@member_page
def own_revoke(request: QunceRequest, pk: int) -> HttpResponse:
    """Make one of a member's own invitations void."""
    found = finding.access_invitation(request.community, pk, request.person)
    invitations.revoke(found, by=request.actor, now=request.now)
    messages.success(request, _("The invitation does not work any more."))
    return redirect("admission_own_invitation", key=request.community.key, pk=pk)


# --- both ---------------------------------------------------------------------------------------


def _setup(request: QunceRequest, *, search_inviter: bool) -> ListSetup:
    groups = [(each.key, each.name) for each in list_groups(request.community, archived=True)]
    states = [(each.value, say(each.label)) for each in Validity]
    search = ("note__icontains", *(("inviter__name__icontains",) if search_inviter else ()))

    def in_state(rows: QuerySet[Invitation], value: str) -> QuerySet[Invitation]:
        revoked, expired = Q(revoked_at__isnull=False), Q(expires_at__lte=request.now)
        used_up = Q(quota__isnull=False, used__gte=F("quota"))
        return {
            Validity.REVOKED: rows.filter(revoked),
            Validity.EXPIRED: rows.exclude(revoked).filter(expired),
            Validity.USED_UP: rows.exclude(revoked | expired).filter(used_up),
            Validity.HOLDS: rows.exclude(revoked).exclude(expired).exclude(used_up),
        }[Validity(value)]

    return ListSetup(
        search=search,
        filters=(
            Filter("state", _("State"), states, in_state),
            Filter("group", _("Group"), groups, "group__key"),
        ),
        sorts=(("new", _("Newest first"), "-id"), ("used", _("Most used"), ("-used", "-id"))),
        placeholder=_("Note, inviter") if search_inviter else _("Note"),
    )


def _listed(request: QunceRequest, page: ListPage[Invitation]) -> dict[str, Any]:
    lines = [{"invitation": each, "state": validity(each, request.now)} for each in page]
    return {"page": page, "lines": lines}


def _known(request: QunceRequest, found: Invitation) -> dict[str, Any]:
    link = invited_link(found)
    applications = found.applications.select_related("person").order_by("-id")
    state = validity(found, request.now)
    return {
        "invitation": found,
        "state": state,
        "holds": state is Validity.HOLDS,
        "link": link,
        "code": qr(link),
        "applications": applications,
        "place": found.group or request.community,
    }


def _new(request: QunceRequest, template: str, after: str, *, is_admin: bool) -> HttpResponse:
    groups = list(finding.list_open_groups(request.community))
    settings = effective(request.community.pk, Applying)
    data = request.POST if request.method == "POST" else None
    form = InvitationForm(settings, groups, data, is_admin=is_admin)
    made: list[Invitation] = []

    def act(told: Any) -> None:
        group: Group | None = next((g for g in groups if g.key == told["group"]), None)
        few = {name: told[name] for name in ("quota", "days", "note")}
        made.append(
            invitations.make(request.person, group, by=request.actor, now=request.now, **few)
        )

    if request.method == "POST" and submit(form, act):
        messages.success(request, _("Here is the invitation. Pass the link or the code on."))
        return redirect(after, key=request.community.key, pk=made[0].pk)
    return render(request, template, {"form": form})


def panel(request: HttpRequest, person: Person) -> str:
    """Return who brought a member and whom they brought, for the member's page; "" for neither."""
    viewer = cast("QunceRequest", request)
    if not is_on(person.community_id, "admission"):
        return ""
    came = finding.find_inviter(person)
    brought = list(finding.list_brought(person)[:BROUGHT_SHOWN])
    if came is None and not brought:
        return ""
    known = {"came": came, "brought": brought, "key": viewer.community.key}
    return render_to_string("admission/brought.html", known, request)


URLS = [
    path("c/<slug:key>/invitations/", index, name="admission_invitations"),
    path("c/<slug:key>/invitations/new/", new, name="admission_invite"),
    path("c/<slug:key>/invitations/<int:pk>/", show, name="admission_invitation"),
    path("c/<slug:key>/invitations/<int:pk>/revoke/", revoke, name="admission_revoke"),
    path("m/<slug:key>/invitations/", own, name="admission_own_invitations"),
    path("m/<slug:key>/invitations/new/", own_new, name="admission_own_invite"),
    path("m/<slug:key>/invitations/<int:pk>/", own_show, name="admission_own_invitation"),
    path("m/<slug:key>/invitations/<int:pk>/revoke/", own_revoke, name="admission_own_revoke"),
]

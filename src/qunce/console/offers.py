"""A role that a member is asked to take on: the own page, the mail, and what leads there."""

from typing import cast

from django.conf import settings as site
from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.console import permissions
from qunce.kernel.effects import Outcome, Status
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger.contracts import Assignment
from qunce.people import roles
from qunce.people.domain import ROLE_NAMES, OfferState
from qunce.people.models import RoleOffer
from qunce.people.queries import zone_of
from qunce.shell.access import QunceRequest, member_page
from qunce.shell.house import house
from qunce.shell.times import exact
from qunce.shell.words import render as say
from qunce.shell.words import role_name

SUBJECT = N_("%(community)s asks you to be %(title)s")
BODY = N_(
    "%(name)s, you are asked to be %(title)s of %(community)s.\n\n%(work)s\n\n"
    "Please accept or decline here, until %(until)s: %(link)s"
)
GONE = N_("The offer was answered before the mail went out.")
NO_ADDRESS = N_("There is no address to write to.")


@require_GET
@member_page
def show(request: QunceRequest, pk: int) -> HttpResponse:
    """Show what a role would mean, and the two answers."""
    made = roles.access_offer(request.community, pk, request.person)
    role = Role(made.role)
    known = {
        "offer": made,
        "name": role_name(role),
        "work": say(permissions.ROLE_WORK[role]),
        "duties": permissions.duties_of(role),
        "is_open": made.state == OfferState.OPEN and made.expires_at > request.now,
        "is_late": made.state == OfferState.OPEN and made.expires_at <= request.now,
    }
    return render(request, "console/offer.html", known)


@require_POST
@member_page
def accept(request: QunceRequest, pk: int) -> HttpResponse:
    """Take the role on, and lead to the desk."""
    made = roles.access_offer(request.community, pk, request.person)
    try:
        duties = house.duties_of(Role(made.role))
        roles.accept(made, by=request.actor, now=request.now, duties=duties)
    except RefusedError as error:
        messages.error(request, say(error.words))
        return redirect("console_offer", key=request.community.key, pk=pk)
    messages.success(request, _("Thank you! Here is what there is to do."))
    return redirect("console_desk", key=request.community.key)


@require_POST
@member_page
def decline(request: QunceRequest, pk: int) -> HttpResponse:
    """Say no, with a word where one was given."""
    made = roles.access_offer(request.community, pk, request.person)
    answer = request.POST.get("answer", "").strip()[:500]
    try:
        roles.decline(made, by=request.actor, now=request.now, answer=answer)
    except RefusedError as error:
        messages.error(request, say(error.words))
    else:
        messages.success(request, _("You have declined. The group owner sees it."))
    return redirect("console_offer", key=request.community.key, pk=pk)


def own_panel(request: HttpRequest, _subject: object) -> str:
    """Return the open offers of the viewer, for the desk and the member's home."""
    viewer = cast("QunceRequest", request)
    found = roles.offers_to(viewer.person, now=viewer.now)
    lines = [{"offer": each, "name": role_name(each.role)} for each in found]
    if not lines:
        return ""
    return render_to_string("console/parts/offers.html", {"asked": lines}, request)


def send(assignment: Assignment) -> Outcome:
    """Write to whoever is asked to take a role on (the executor of `role_offer`)."""
    found = RoleOffer.objects.select_related("person__account", "community")
    made = found.filter(pk=assignment.payload["offer"], state=OfferState.OPEN).first()
    if made is None:
        return Outcome(Status.DONE, Words(GONE))
    account = made.person.account
    if account is None:
        return Outcome(Status.DENIED, Words(NO_ADDRESS))
    language = account.language or None
    where = reverse("console_offer", kwargs={"key": made.community.key, "pk": made.pk})
    role = Role(made.role)
    about: dict[str, str | Words] = {
        "name": made.person.name,
        "community": made.community.name,
        "title": Words(ROLE_NAMES[role]),
        "work": Words(permissions.ROLE_WORK[role]),
        "until": exact(made.expires_at, zone_of(made.community)),
        "link": f"{site.SITE_URL}{where}",
    }
    body = say(Words(BODY, about), language)
    if made.note:
        body += f"\n\n{made.note}"
    send_mail(say(Words(SUBJECT, about), language), body, None, [account.email])
    return Outcome(Status.DONE)


URLS = [
    path("m/<slug:key>/offers/<int:pk>/", show, name="console_offer"),
    path("m/<slug:key>/offers/<int:pk>/accept/", accept, name="console_accept_offer"),
    path("m/<slug:key>/offers/<int:pk>/decline/", decline, name="console_decline_offer"),
]

"""Who does what: the roles with who holds them, offers, hand-over, and the history of roles."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.console import permissions
from qunce.console.offer_links import letter_of
from qunce.kernel.errors import NotAllowedError, NotFoundError, RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.people import actions as people
from qunce.people import roles
from qunce.people.domain import ROLE_NAMES, OfferState
from qunce.people.models import Appointment, Person, RoleOffer
from qunce.people.queries import access_person, list_persons, list_staff
from qunce.playbook.basics import Basics
from qunce.playbook.queries import effective
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say
from qunce.shell.words import role_name

NOT_YOURS = N_("Only the group owner may do this for somebody else's role.")
REFUSED_SHOWN = timedelta(days=14)  # how long a no is told
NO_ROLE = N_("This role is not held any more.")


@require_GET
@console_page()
def index(request: QunceRequest) -> HttpResponse:
    """Show who holds which role since when, who was asked, and who may do what."""
    held = list(list_staff(request.community))
    is_owner = Role.OWNER in request.roles
    offers = list(roles.list_offers(request.community, now=request.now))
    refused = list(roles.list_refused(request.community, since=request.now - REFUSED_SHOWN))
    known = {
        "roles": [
            {
                "name": say(name),
                "work": say(permissions.ROLE_WORK[role]),
                "duties": permissions.duties_of(role),
                "held": [each for each in held if each.role == role],
                "refused": [_asked(request, each) for each in refused if each.role == role],
                "offers": [_asked(request, each) for each in offers if each.role == role],
            }
            for role, name in ROLE_NAMES.items()
        ],
        "names": [say(name) for name in ROLE_NAMES.values()],
        "chapters": permissions.chapters(),
        "is_owner": is_owner,
        "single_handed": effective(request.community.pk, Basics).single_handed,
    }
    return render(request, "console/roles.html", known)


def _asked(request: QunceRequest, made: RoleOffer) -> dict[str, object]:
    """Return an offer; for who made it and the owner with the words to send, or the answer."""
    own = Role.OWNER in request.roles or made.offered_by_id == request.person.pk
    is_open = made.state == OfferState.OPEN
    return {
        "offer": made,
        "letter": letter_of(made) if own and is_open else "",
        "answer": made.answer if own else "",
    }


@require_GET
@console_page()
def history(request: QunceRequest) -> HttpResponse:
    """List who held which role from when to when."""
    setup = ListSetup(
        search=("person__name__icontains", "person__company__icontains"),
        filters=(
            Filter("role", _("Role"), [(r.value, say(n)) for r, n in ROLE_NAMES.items()], "role"),
            Filter("now", _("Time"), (("yes", _("Now")), ("no", _("Ended"))), _still),
        ),
        sorts=(
            ("new", _("Newest first"), ("-since", "-id")),
            ("name", _("By name"), ("person__name", "-since")),
        ),
        placeholder=_("Name, company"),
    )
    page = ListPage(request, roles.history(request.community), setup)
    lines = [{"held": each, "name": role_name(each.role)} for each in page]
    return render(request, "console/role_history.html", {"page": page, "lines": lines})


def _still(rows: QuerySet[Appointment], value: str) -> QuerySet[Appointment]:
    return rows.filter(until__isnull=value == "yes")


@require_POST
@console_page(Role.OWNER)
def appoint(request: QunceRequest, pk: int) -> HttpResponse:
    """Ask a member to take a role on."""
    person = access_person(request.community, pk)
    role = request.POST.get("role", "")
    if role in {each.value for each in Role}:
        _offer(request, person, Role(role))
    return redirect("console_member", key=request.community.key, pk=pk)


@require_POST
@console_page(Role.OWNER)
def dismiss(request: QunceRequest, pk: int) -> HttpResponse:
    """End a member's role."""
    person = access_person(request.community, pk)
    held = Appointment.objects.filter(person=person, until__isnull=True)
    appointment = held.filter(role=request.POST.get("role", "")).first()
    if appointment is not None:
        try:
            people.dismiss(appointment, by=request.actor, now=request.now)
        except RefusedError as error:
            messages.error(request, say(error.words))
        else:
            messages.success(request, _("The role is ended."))
    return redirect("console_member", key=request.community.key, pk=pk)


@require_http_methods(["GET", "POST"])
@console_page()
def hand_over(request: QunceRequest, pk: int) -> HttpResponse:
    """Choose a successor for a role: one's own, or as owner any."""
    held = list_staff(request.community).filter(pk=pk).first()
    if held is None:
        raise NotFoundError(Words(NO_ROLE))
    if held.person_id != request.person.pk and Role.OWNER not in request.roles:
        raise NotAllowedError(Words(NOT_YOURS))
    if request.method == "POST":
        chosen = request.POST.get("person", "")
        if chosen.isdecimal():
            person = access_person(request.community, int(chosen))
            if _offer(request, person, Role(held.role), held.person):
                return redirect("console_roles", key=request.community.key)
    rows = list_persons(request.community).exclude(pk=held.person_id)
    rows = rows.annotate(no_log_in=Q(account=None))
    setup = ListSetup(
        search=("name__icontains", "company__icontains", "memberships__nickname__icontains"),
        sorts=(
            ("in", _("With a log-in first"), ("no_log_in", "name", "id")),
            ("name", _("By name"), ("name", "id")),
        ),
        placeholder=_("Name, company, position"),
    )
    page: ListPage[Person] = ListPage(request, rows.exclude(name="").distinct(), setup)
    wanted = request.GET.get("person", "")
    successor = access_person(request.community, int(wanted)) if wanted.isdecimal() else None
    known = {"held": held, "name": role_name(held.role), "page": page, "successor": successor}
    return render(request, "console/hand_over.html", known)


def _offer(
    request: QunceRequest, person: Person, role: Role, predecessor: Person | None = None
) -> bool:
    days = effective(request.community.pk, roles.Settings).answer_days
    try:
        roles.offer(
            person,
            role,
            by=request.actor,
            now=request.now,
            days=days,
            predecessor=predecessor,
            note=request.POST.get("note", "").strip()[:500],
        )
    except RefusedError as error:
        messages.error(request, say(error.words))
        return False
    said = _("%(name)s has been asked, and answers on the own page or by the link in the mail.")
    if person.account_id is None:
        said = _("%(name)s has no log-in yet: please send the words below in private.")
    messages.success(request, said % {"name": person.name})
    return True


@require_POST
@console_page()
def withdraw(request: QunceRequest, pk: int) -> HttpResponse:
    """Take an offer back: the owner any, others their own."""
    made = roles.access_offer(request.community, pk)
    if made.offered_by_id != request.person.pk and Role.OWNER not in request.roles:
        raise NotAllowedError(Words(NOT_YOURS))
    try:
        roles.withdraw(made, by=request.actor, now=request.now)
    except RefusedError as error:
        messages.error(request, say(error.words))
    else:
        messages.success(request, _("The offer is taken back."))
    return redirect("console_roles", key=request.community.key)


URLS = [
    path("c/<slug:key>/roles/", index, name="console_roles"),
    path("c/<slug:key>/roles/history/", history, name="console_role_history"),
    path("c/<slug:key>/roles/<int:pk>/hand-over/", hand_over, name="console_hand_over"),
    path("c/<slug:key>/offers/<int:pk>/withdraw/", withdraw, name="console_withdraw_offer"),
    path("c/<slug:key>/members/<int:pk>/appoint/", appoint, name="console_appoint"),
    path("c/<slug:key>/members/<int:pk>/dismiss/", dismiss, name="console_dismiss"),
]

"""The owner's side of members' data: contacts masked, looks with a reason, deletions, copies."""

from typing import cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.console import own_copy
from qunce.console.own_forms import ReasonForm
from qunce.facts.people_own import (
    DataCopyFetched,
    DataCopyMade,
    DataCopyVoided,
    OwnDataExported,
)
from qunce.kernel.errors import NotAllowedError, NotFoundError, RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import queries as record
from qunce.people import consents, contacts, erasing
from qunce.people.domain_own import ErasureState
from qunce.people.models import Contact, Erasure
from qunce.people.owners import is_last_owner
from qunce.people.queries import access_person, roles_of
from qunce.playbook.privacy import Privacy, lacks_consent
from qunce.playbook.queries import effective
from qunce.shell.access import QunceRequest, console_page, holds
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say

NO_CONTACT = N_("There is no such contact.")
OWNERS_ONLY = N_("Only the group owner may do this for people who hold a role.")
COPIES_SHOWN = 20
COPIES = (OwnDataExported, DataCopyMade, DataCopyFetched, DataCopyVoided)
STATES = (ErasureState.WAITING, ErasureState.DONE, ErasureState.TAKEN_BACK)


def panel(request: HttpRequest, subject: object) -> str:
    """Return the part of a member's page with contacts (masked), consents and the deletion."""
    viewer = cast("QunceRequest", request)
    person = access_person(viewer.community, int(getattr(subject, "pk", 0)))
    known = {
        "person": person,
        "contacts": [
            {"contact": each, "masked": contacts.masked(each)}
            for each in contacts.list_contacts(person)
        ],
        "looks": contacts.list_looks(person)[:5],
        "consents": consents.list_consents(person)[:6],
        "asks": lacks_consent(person),
        "waiting": erasing.find_waiting(person),
        "may_look": holds(viewer.roles, Role.OPS),
        "may_copy": Role.OWNER in viewer.roles and person.account_id is None,
        "may_erase": Role.OWNER in viewer.roles and not is_last_owner(person),
    }
    return render_to_string("console/parts/member_data.html", known, request)


@never_cache
@require_POST
@console_page(Role.OPS)
def look(request: QunceRequest, pk: int, kind: str) -> HttpResponse:
    """Show a contact in full, after a reason; the member sees who looked."""
    person = access_person(request.community, pk)
    found: Contact | None = contacts.list_contacts(person).filter(kind=kind).first()
    if found is None:
        raise NotFoundError(Words(NO_CONTACT))
    why = request.POST.get("why", "")
    known = {"person": person, "contact": found, "why": why, "value": "", "fault": ""}
    try:
        known["value"] = contacts.reveal(found, by=request.actor, why=why, now=request.now)
    except RefusedError as error:
        known["fault"] = say(error.words)
    return render(request, "console/contact.html", known)


@require_GET
@console_page(Role.OWNER)
def index(request: QunceRequest) -> HttpResponse:
    """List the deletions that wait and those that are over, and who took a copy."""
    setup = ListSetup(
        search=("person__name__icontains", "reason__icontains"),
        filters=(Filter("state", _("State"), [(s.value, say(s.label)) for s in STATES], "state"),),
        sorts=(
            ("due", _("Due first"), ("due_at", "id")),
            ("new", _("Newest first"), "-id"),
        ),
        placeholder=_("Name, reason"),
    )
    rows: QuerySet[Erasure] = erasing.list_erasures(request.community)
    if not request.GET.get("state"):
        rows = rows.order_by("-state", "due_at", "id")
    entries = record.list_entries(request.community.pk, kinds=COPIES)[:COPIES_SHOWN]
    known = {
        "page": ListPage(request, rows, setup),
        "copies": [{"entry": each, "words": record.sentence_of(each, say)} for each in entries],
    }
    return render(request, "console/data.html", known)


@require_http_methods(["GET", "POST"])
@console_page(Role.OWNER)
def erase(request: QunceRequest, pk: int) -> HttpResponse:
    """Have a member's data deleted on the member's request, with the reason."""
    person = access_person(request.community, pk)
    settings = effective(request.community.pk, Privacy)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            own_copy.ask_erasure(person, settings, by=request.actor, now=request.now, reason=reason)
        except RefusedError as error:
            form.add_error(None, say(error.words))
        else:
            messages.success(request, _("The deletion is noted, and the member is told by mail."))
            return redirect("console_member", key=request.community.key, pk=pk)
    known = {"form": form, "person": person, "settings": settings}
    return render(request, "console/erase_member.html", known)


@require_POST
@console_page(Role.OPS)
def keep(request: QunceRequest, pk: int) -> HttpResponse:
    """Take back a deletion that an admin asked for; a member's own is the member's."""
    person = access_person(request.community, pk)
    if roles_of(person) and Role.OWNER not in request.roles:
        raise NotAllowedError(Words(OWNERS_ONLY))
    waiting = erasing.find_waiting(person)
    if waiting is None:
        messages.info(request, say(erasing.NOTHING_ASKED))
        return redirect("console_member", key=request.community.key, pk=pk)
    if waiting.by_member:
        raise NotAllowedError(
            Words(N_("The member has asked for it: only the member takes it back."))
        )
    erasing.take_back(waiting, by=request.actor, now=request.now)
    messages.success(request, _("Nothing will be deleted."))
    return redirect("console_member", key=request.community.key, pk=pk)


_AT = "c/<slug:key>/members/<int:pk>"
URLS = [
    path("c/<slug:key>/data/", index, name="console_data"),
    path(f"{_AT}/contacts/<slug:kind>/", look, name="console_look"),
    path(f"{_AT}/erase/", erase, name="console_erase"),
    path(f"{_AT}/erase/back/", keep, name="console_keep"),
]

"""Who is who: names that fit several people are decided, two records of one person made one."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.chat.models import Message
from qunce.kernel.errors import NotAllowedError, RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.people import actions as people
from qunce.people.models import Identity, Person
from qunce.people.queries import (
    access_group,
    access_identity,
    access_person,
    list_in_question,
    list_persons,
    roles_of,
)
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say

ROLE_GOES_OVER = N_("This record holds a role, which would go over. Please ask the group owner.")
SAMPLES = 3
CANDIDATES = 8


@require_GET
@console_page(Role.OPS)
def unclear(request: QunceRequest, group: str) -> HttpResponse:
    """List the names of a group that are unclear or were decided, each with its last words."""
    found = access_group(request.community, group)
    states = [("open", _("To decide")), ("decided", _("Name decided"))]
    setup = ListSetup(
        search=("name__icontains",), size=10, filters=(Filter("state", _("State"), states, _in),)
    )
    page = ListPage(request, list_in_question(found), setup)
    lines = [
        {
            "identity": each,
            "samples": Message.objects.filter(author=each).order_by("-sent_at")[:SAMPLES],
            "candidates": _candidates(request, each) if each.person_id is None else [],
        }
        for each in page
    ]
    return render(request, "console/unclear.html", {"group": found, "page": page, "lines": lines})


@require_POST
@console_page(Role.OPS)
def settle(request: QunceRequest, pk: int) -> HttpResponse:
    """Say who a name is: one of the members, or somebody new."""
    identity = access_identity(request.community, pk)
    chosen = request.POST.get("person", "")
    person = access_person(request.community, int(chosen)) if chosen.isdecimal() else None
    try:
        settled = people.settle(identity, person, by=request.actor, now=request.now)
    except RefusedError as error:
        messages.error(request, say(error.words))
    else:
        about = {"nickname": identity.name, "name": settled.name}
        messages.success(request, _("%(nickname)s is %(name)s.") % about)
    return _back(request, identity)


@require_POST
@console_page(Role.OPS)
def unsettle(request: QunceRequest, pk: int) -> HttpResponse:
    """Take back who a name is."""
    identity = access_identity(request.community, pk)
    try:
        people.unsettle(identity, by=request.actor, now=request.now)
    except RefusedError as error:
        messages.error(request, say(error.words))
    else:
        about = {"nickname": identity.name}
        messages.success(request, _("%(nickname)s is to be decided again.") % about)
    return _back(request, identity)


def _in(rows: QuerySet[Identity], state: str) -> QuerySet[Identity]:
    return rows.filter(person__isnull=state == "open")


def _back(request: QunceRequest, identity: Identity) -> HttpResponse:
    group = identity.group
    if group is None:
        return redirect("console_members", key=request.community.key)
    return redirect("console_unclear", key=request.community.key, group=group.key)


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def merge(request: QunceRequest, pk: int) -> HttpResponse:
    """Choose the other record of the same person, and make one of both."""
    person = access_person(request.community, pk)
    if request.method == "POST":
        other = request.POST.get("other", "")
        if other.isdecimal():
            into = access_person(request.community, int(other))
            _guard_roles(request, person, into)
            try:
                people.merge(person, into, by=request.actor, now=request.now)
            except RefusedError as error:
                messages.error(request, say(error.words))
            else:
                messages.success(request, _("The two records are one now."))
                return redirect("console_member", key=request.community.key, pk=into.pk)
    rows = list_persons(request.community).exclude(pk=pk)
    if not request.GET.get("q"):
        rows = rows.filter(name=person.name)
    setup = ListSetup(
        search=("name__icontains", "company__icontains", "memberships__nickname__icontains"),
        placeholder=_("Name, company, position"),
        is_part=True,
    )
    page: ListPage[Person] = ListPage(request, rows.distinct(), setup)
    return render(request, "console/merge.html", {"person": person, "page": page})


def _guard_roles(request: QunceRequest, person: Person, into: Person) -> None:
    """Refuse everybody but the owner where somebody would get a role by it."""
    if roles_of(person) - roles_of(into) and Role.OWNER not in request.roles:
        raise NotAllowedError(Words(ROLE_GOES_OVER))


def _candidates(request: QunceRequest, identity: Identity) -> list[Person]:
    """Return members who carry or carried the name, then those whose own name it begins with."""
    carried = list_persons(request.community, identities__nicknames__name=identity.name)
    named = list_persons(request.community, name=identity.name)
    return list((carried | named).distinct()[:CANDIDATES])


URLS = [
    path("c/<slug:key>/groups/<slug:group>/who/", unclear, name="console_unclear"),
    path("c/<slug:key>/who/<int:pk>/", settle, name="console_settle"),
    path("c/<slug:key>/who/<int:pk>/undo/", unsettle, name="console_unsettle"),
    path("c/<slug:key>/members/<int:pk>/merge/", merge, name="console_merge"),
]

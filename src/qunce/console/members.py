"""The members: list, a member's page, corrections by hand, roles."""

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from qunce.console.offer_links import letter_of
from qunce.console.own_forms import LineField
from qunce.console.texts import tier_choices, years_today
from qunce.kernel.messages import Role
from qunce.ledger import queries as record
from qunce.people import actions as people
from qunce.people.domain import ROLE_NAMES
from qunce.people.models import Appointment, Nickname, Person
from qunce.people.queries import access_person, list_groups, list_persons
from qunce.people.roles import offers_to
from qunce.shell.access import QunceRequest, console_page, holds
from qunce.shell.forms import YearsField
from qunce.shell.house import house
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say
from qunce.shell.words import role_name, sentence

SHOWN_ENTRIES = 20


class PersonForm(forms.Form):
    """A member's record, corrected by hand."""

    name = LineField(label=gettext_lazy("Full name"), max_length=80)
    company = LineField(label=gettext_lazy("Company"), max_length=120, required=False)
    position = LineField(label=gettext_lazy("Position"), max_length=120, required=False)
    function = LineField(label=gettext_lazy("Function"), max_length=120, required=False)
    city = LineField(label=gettext_lazy("City"), max_length=60, required=False)
    years = YearsField(required=False)
    gives = LineField(label=gettext_lazy("Can give"), max_length=300, required=False)
    seeks = LineField(label=gettext_lazy("Looks for"), max_length=300, required=False)
    note = forms.CharField(
        label=gettext_lazy("Note (only admins see it)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_GET
@console_page()
def index(request: QunceRequest) -> HttpResponse:
    """List the members, across all groups."""
    groups = [(each.key, each.name) for each in list_groups(request.community, archived=True)]
    setup = ListSetup(
        search=(
            "name__icontains",
            "company__icontains",
            "position__icontains",
            "function__icontains",
            "gives__icontains",
            "seeks__icontains",
            "memberships__nickname__icontains",
        ),
        filters=(
            Filter("group", _("Group"), groups, _in_group),
            Filter("tier", _("Tier"), tier_choices(), "tier"),
            Filter("role", _("Role"), [(r.value, say(n)) for r, n in ROLE_NAMES.items()], _holding),
        ),
        sorts=(
            ("name", _("By name"), ("name", "id")),
            ("company", _("By company"), ("company", "name")),
            ("new", _("Newest first"), "-id"),
        ),
        placeholder=_("Name, company, what they give or seek"),
    )
    rows = list_persons(request.community).distinct().prefetch_related("memberships__group")
    known = {"page": ListPage(request, rows, setup), "may_enter": holds(request.roles, Role.OPS)}
    return render(request, "console/members.html", known)


def _in_group(rows: QuerySet[Person], key: str) -> QuerySet[Person]:
    return rows.filter(memberships__group__key=key, memberships__state="active")


def _holding(rows: QuerySet[Person], role: str) -> QuerySet[Person]:
    return rows.filter(appointments__role=role, appointments__until__isnull=True)


@require_GET
@console_page()
def member(request: QunceRequest, pk: int) -> HttpResponse:
    """Show a member: record, groups, names, roles, and everything that ever happened."""
    person = access_person(request.community, pk)
    held = Appointment.objects.filter(person=person, until__isnull=True)
    roles = [{"appointment": each, "name": role_name(each.role)} for each in held]
    names = Nickname.objects.filter(identity__person=person).select_related("group")
    entries = record.list_entries(request.community.pk, person=person.pk)[:SHOWN_ENTRIES]
    offered = offers_to(person, now=request.now)
    known = {
        "person": person,
        "years": years_today(request, person),
        "is_owner": Role.OWNER in request.roles,
        "offers": [
            {
                "offer": each,
                "name": role_name(each.role),
                "letter": letter_of(each) if Role.OWNER in request.roles else "",
            }
            for each in offered
        ],
        "memberships": person.memberships.select_related("group"),
        "identities": person.identities.all(),
        "names": names.order_by("-last_seen"),
        "roles": roles,
        "others": [
            (r.value, say(n)) for r, n in ROLE_NAMES.items() if r not in {a.role for a in held}
        ],
        "history": [{"entry": each, "words": sentence(each)} for each in entries],
        "panels": [
            {"title": say(panel.title), "body": body}
            for panel in house.panels("person")
            if (body := panel.render(request, person))
        ],
    }
    return render(request, "console/member.html", known)


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def change(request: QunceRequest, pk: int) -> HttpResponse:
    """Correct a member's record."""
    person = access_person(request.community, pk)
    initial = {name: getattr(person, name) for name in PersonForm.base_fields}
    initial["years"] = years_today(request, person)
    form = PersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        people.correct(person, by=request.actor, now=request.now, **changes)
        messages.success(request, _("Saved."))
        return redirect("console_member", key=request.community.key, pk=pk)
    known = {"form": form, "title": person.name, "submit": _("Save"), "back": "../"}
    return render(request, "console/form.html", known)


URLS = [
    path("c/<slug:key>/members/", index, name="console_members"),
    path("c/<slug:key>/members/<int:pk>/", member, name="console_member"),
    path("c/<slug:key>/members/<int:pk>/change/", change, name="console_change_member"),
]

"""认领 on the console: who claims which name, links for members without a log-in."""

from typing import Any

from django import forms
from django.conf import settings as site
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.people.models import Group, Identity, Person
from qunce.people.queries import access_identity, list_groups
from qunce.playbook.queries import effective
from qunce.rooms.admission import claim_letters, claims
from qunce.rooms.admission.claiming import Claiming, ClaimState
from qunce.rooms.admission.matching import Ground
from qunce.rooms.admission.web.claiming import group_path
from qunce.rooms.admission.web.codes import qr
from qunce.rooms.admission.web.visiting import check_open
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.forms import submit
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.review_forms import say_above
from qunce.shell.words import render as say

NOTICE = N_(
    "Everybody who has been in %(group)s for a while: please claim your name, it takes a minute. "
    "Then your own page, the library and your points are yours: %(link)s"
)
PRIVATE = N_("%(name)s, this link is only for you: claim your name in the group with it. %(link)s")


class RefusalForm(forms.Form):
    """Why a claim cannot be confirmed, in words for the claimant."""

    words = forms.CharField(
        label=gettext_lazy("Words for them"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("They go out by e-mail. May be left empty."),
    )


@require_GET
@console_page(Role.OPS)
def index(request: QunceRequest) -> HttpResponse:
    """List the claims, with the links that lead to them."""
    check_open(request.community)
    states = [(each.value, say(each.label)) for each in ClaimState]
    setup = ListSetup(
        search=("name__icontains", "nickname__icontains", "company__icontains"),
        filters=(
            Filter("state", _("State"), states, "state"),
            Filter("group", _("Group"), _group_choices(request), "group__key"),
        ),
        placeholder=_("Name, nickname, company"),
    )
    page = ListPage(request, claims.list_claims(request.community), setup)
    known = {
        "page": page,
        "links": _group_links(request),
        "unclaimed": claims.list_unclaimed(request.community).count(),
        "states": {each.value: each for each in ClaimState},
    }
    return render(request, "admission/claims.html", known)


def _group_choices(request: QunceRequest) -> list[tuple[str, str]]:
    return [(each.key, each.name) for each in list_groups(request.community)]


def _group_links(request: QunceRequest) -> list[dict[str, object]]:
    """Return the link, the words for the notice and the QR code of every group by hand."""
    if not effective(request.community.pk, Claiming).open_link:
        return []
    return [_group_link(each) for each in list_groups(request.community).exclude(channel="web")]


def _group_link(group: Group) -> dict[str, object]:
    link = site.SITE_URL + group_path(group)
    words = say(Words(NOTICE, {"group": group.name, "link": link}))
    return {"group": group, "link": link, "words": words, "code": qr(link)}


@require_GET
@console_page(Role.OPS)
def claim(request: QunceRequest, pk: int) -> HttpResponse:
    """Show one claim with the names that may be meant."""
    found = claims.access_claim(request.community, pk)
    return _page(request, pk, RefusalForm(), found.state)


def _page(request: QunceRequest, pk: int, form: RefusalForm, state: str) -> HttpResponse:
    found = claims.access_claim(request.community, pk)
    named = claims.candidates(found) if state == ClaimState.WAITING else []
    known = {
        "claim": found,
        "state": ClaimState(found.state),
        "candidates": [
            {"identity": identity, "ground": say(ground.label) if ground else ""}
            for identity, ground in named
        ],
        "form": form,
        "place": claim_letters.place_of(found),
    }
    return render(request, "admission/claim_case.html", known)


@require_POST
@console_page(Role.OPS)
def confirm(request: QunceRequest, pk: int) -> HttpResponse:
    """Say which name in the group is the claimant's."""
    found = claims.access_claim(request.community, pk)
    identity = _chosen(request)
    person = claims.recognise(found, identity, Ground.SAID, by=request.actor, now=request.now)
    said = _("%(name)s can log in now; the way in goes out by e-mail.")
    messages.success(request, said % {"name": person.name})
    return redirect("admission_claims", key=request.community.key)


def _chosen(request: QunceRequest) -> Identity:
    key = request.POST.get("identity", "")
    if not key.isdecimal():
        raise RefusedError(Words(claims.NOBODY))
    return access_identity(request.community, int(key))


@require_POST
@console_page(Role.OPS)
def refuse(request: QunceRequest, pk: int) -> HttpResponse:
    """Say that the claimant is none of the members."""
    found = claims.access_claim(request.community, pk)
    form = RefusalForm(request.POST)

    def act(told: Any) -> None:
        claims.refuse(found, told["words"], by=request.actor, now=request.now)

    if not submit(form, act):
        if found.state != ClaimState.WAITING:  # the page has no form any more
            say_above(request, form)
        return _page(request, pk, form, found.state)
    messages.success(request, _("Refused. It can be taken back on the claim's page."))
    return redirect("admission_claims", key=request.community.key)


@require_POST
@console_page(Role.OPS)
def reopen(request: QunceRequest, pk: int) -> HttpResponse:
    """Take a refusal back."""
    found = claims.access_claim(request.community, pk)
    claims.reopen(found, by=request.actor, now=request.now)
    return redirect("admission_claim_case", key=request.community.key, pk=pk)


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def give(request: QunceRequest) -> HttpResponse:
    """Give links to members without a log-in: chosen one by one, words ready to be copied."""
    check_open(request.community)
    rows = claims.list_unclaimed(request.community)
    setup = ListSetup(
        search=("name__icontains", "company__icontains", "memberships__nickname__icontains"),
        filters=(Filter("group", _("Group"), _group_choices(request), _in_group),),
        placeholder=_("Name, company, nickname"),
    )
    given: list[dict[str, str]] = []
    if request.method == "POST":
        chosen = claims.choose(list(rows), request.POST.getlist("person"))
        for each in claims.give(chosen, by=request.actor, now=request.now):
            link = claim_letters.link_of(each)
            words = say(Words(PRIVATE, {"name": each.name, "link": link}))
            given.append({"name": each.name, "words": words})
    page = ListPage(request, rows.distinct(), setup)
    days = effective(request.community.pk, Claiming).days.days
    known = {"page": page, "given": given, "days": days}
    return render(request, "admission/claim_links.html", known)


def _in_group(rows: QuerySet[Person], key: str) -> QuerySet[Person]:
    return rows.filter(memberships__group__key=key, memberships__state="active")


URLS = [
    path("c/<slug:key>/claims/", index, name="admission_claims"),
    path("c/<slug:key>/claims/links/", give, name="admission_claim_links"),
    path("c/<slug:key>/claims/<int:pk>/", claim, name="admission_claim_case"),
    path("c/<slug:key>/claims/<int:pk>/confirm/", confirm, name="admission_claim_confirm"),
    path("c/<slug:key>/claims/<int:pk>/refuse/", refuse, name="admission_claim_refuse"),
    path("c/<slug:key>/claims/<int:pk>/reopen/", reopen, name="admission_claim_reopen"),
]

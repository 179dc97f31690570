"""The tiers 新手, 资深, 管理者: who applied for another one, and a tier set by hand."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.console.texts import tier_choices
from qunce.kernel.actors import MACHINE
from qunce.kernel.calendar import local_day
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.people import tiers
from qunce.people.domain import Tier, TierRequestState
from qunce.people.models import Community, TierRequest
from qunce.people.queries import access_person, zone_of
from qunce.people.tier_rule import Settings
from qunce.playbook.queries import effective
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.forms import refuse
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.refusals import came_from
from qunce.shell.words import render as say

LONGEST_REASON = 500
ENDED = "ended"


class TierForm(forms.Form):
    """A tier set by hand."""

    tier = forms.ChoiceField(label=gettext_lazy("Tier"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("What you know: it stays in the history, and the member reads it."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        choices = [("", _("no tier")), *tier_choices()]
        self.fields["tier"].choices = choices  # type: ignore[attr-defined]


@require_GET
@console_page(Role.OPS)
def index(request: QunceRequest) -> HttpResponse:
    """List applications and proposals: the open ones, or those that were decided."""
    states = [TierRequestState.ASKED]
    if request.GET.get("show") == ENDED:
        states = [state for state in TierRequestState if state is not TierRequestState.ASKED]
    setup = ListSetup(
        search=("person__name__icontains", "person__company__icontains", "evidence__icontains"),
        filters=(
            Filter("wanted", _("Tier"), tier_choices(), "wanted"),
            Filter(
                "from", _("Where it comes from"), (("m", _("Member")), ("r", _("Rule"))), _source
            ),
        ),
        sorts=(
            ("old", _("Oldest first"), ("asked_at", "id")),
            ("new", _("Newest first"), ("-asked_at", "-id")),
            ("name", _("By name"), ("person__name", "id")),
        ),
        placeholder=_("Name, company, evidence"),
        keep=("show",),
        size=20,
    )
    page = ListPage(request, tiers.list_requests(request.community, states), setup)
    settings = effective(request.community.pk, Settings)
    today = local_day(request.now, zone_of(request.community))
    lines = [
        {
            "request": each,
            "years": tiers.years_of(each.person, today),
            "rule": tiers.by_rule(each.person, settings, today),
        }
        for each in page
    ]
    known = {"page": page, "lines": lines, "is_ended": len(states) > 1}
    return render(request, "console/tiers.html", known)


def _source(rows: QuerySet[TierRequest], value: str) -> QuerySet[TierRequest]:
    return rows.filter(by_rule=value == "r")


@require_POST
@console_page(Role.OPS)
def grant(request: QunceRequest, pk: int) -> HttpResponse:
    """Grant an application or a proposal."""
    made = tiers.access_request(request.community, pk)
    try:
        tiers.grant(made, by=request.actor, now=request.now)
    except RefusedError as error:
        messages.error(request, say(error.words))
    else:
        about = {"name": made.person.name, "tier": say(Tier(made.wanted).label)}
        messages.success(request, _("%(name)s is %(tier)s now.") % about)
    return _back(request)


@require_POST
@console_page(Role.OPS)
def decline(request: QunceRequest, pk: int) -> HttpResponse:
    """Decline an application or a proposal, with a reason."""
    made = tiers.access_request(request.community, pk)
    reason = request.POST.get("reason", "").strip()[:LONGEST_REASON]
    try:
        tiers.decline(made, reason, by=request.actor, now=request.now)
    except RefusedError as error:
        messages.error(request, say(error.words))
    else:
        messages.success(request, _("Declined. The member reads the reason on the own page."))
    return _back(request)


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def by_hand(request: QunceRequest, pk: int) -> HttpResponse:
    """Set a member's tier by hand, with a reason; below it the history."""
    person = access_person(request.community, pk)
    form = TierForm(request.POST or None, initial={"tier": person.tier})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["tier"]
        tier = Tier(chosen) if chosen else None
        reason = form.cleaned_data["reason"]
        try:
            tiers.set_by_hand(person, tier, reason, by=request.actor, now=request.now)
        except RefusedError as error:
            refuse(form, error.words, "tier")
        else:
            messages.success(request, _("Saved."))
            return redirect("console_member", key=request.community.key, pk=pk)
    today = local_day(request.now, zone_of(request.community))
    known = {
        "person": person,
        "form": form,
        "years": tiers.years_of(person, today),
        "rule": tiers.by_rule(person, effective(request.community.pk, Settings), today),
        "changes": person.tier_changes.select_related("by")[:50],
    }
    return render(request, "console/tier.html", known)


def tick(now: datetime) -> None:
    """Propose tiers to review in every community, as years pass (a job)."""
    for community in Community.objects.order_by("id"):
        settings = effective(community.pk, Settings)
        tiers.propose(community, settings, by=MACHINE, now=now)


def _back(request: QunceRequest) -> HttpResponse:
    back = came_from(request)
    return redirect(back) if back else redirect("console_tiers", key=request.community.key)


URLS = [
    path("c/<slug:key>/tiers/", index, name="console_tiers"),
    path("c/<slug:key>/tiers/<int:pk>/grant/", grant, name="console_grant_tier"),
    path("c/<slug:key>/tiers/<int:pk>/decline/", decline, name="console_decline_tier"),
    path("c/<slug:key>/members/<int:pk>/tier/", by_hand, name="console_tier"),
]

"""A member's own page about the tier: what it is and why, another one, and who may see it."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from qunce.console.texts import tier_choices
from qunce.kernel.errors import RefusedError
from qunce.people import tiers
from qunce.people.domain import Tier
from qunce.people.models import TierRequest
from qunce.people.tier_rule import Settings
from qunce.playbook.queries import effective
from qunce.shell.access import QunceRequest, member_page
from qunce.shell.forms import refuse
from qunce.shell.words import render as say

SHOWN = 20


class AskForm(forms.Form):
    """An application for another tier."""

    wanted = forms.ChoiceField(label=gettext_lazy("Tier"), widget=forms.RadioSelect)
    evidence = forms.CharField(
        label=gettext_lazy("What speaks for it"),
        help_text=gettext_lazy("Years in HR, position, what you are in charge of."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, current: str, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        choices = [each for each in tier_choices() if each[0] != current]
        self.fields["wanted"].choices = choices  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@member_page
def show(request: QunceRequest) -> HttpResponse:
    """Show the own tier with its history, and apply for another one."""
    person = request.person
    form = AskForm(person.tier, request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted, evidence = Tier(form.cleaned_data["wanted"]), form.cleaned_data["evidence"]
        try:
            tiers.ask(person, wanted, evidence, by=request.actor, now=request.now)
        except RefusedError as error:
            refuse(form, error.words)
        else:
            messages.success(request, _("Sent. You read the answer here."))
            return _back(request)
    decided = TierRequest.objects.filter(person=person, by_rule=False, decided_at__isnull=False)
    known = {
        "form": form,
        "tier": say(Tier(person.tier).label) if person.tier else "",
        "open": tiers.open_request(person),
        "decided": decided[:SHOWN],
        "changes": person.tier_changes.all()[:SHOWN],
        "senior_from": effective(request.community.pk, Settings).senior_from,
    }
    return render(request, "console/own_tier.html", known)


@require_POST
@member_page
def withdraw(request: QunceRequest) -> HttpResponse:
    """Take the own open application back."""
    made = tiers.open_request(request.person)
    if made is not None:
        tiers.withdraw(made, by=request.actor, now=request.now)
        messages.success(request, _("Taken back."))
    return _back(request)


@require_POST
@member_page
def agree(request: QunceRequest) -> HttpResponse:
    """Let other members see the tier, or not."""
    shows = request.POST.get("shows") == "yes"
    tiers.agree(request.person, shows=shows)
    said = (
        _("Others in the web group see your tier now.")
        if shows
        else _("Only admins see your tier now.")
    )
    messages.success(request, said)
    return _back(request)


def _back(request: QunceRequest) -> HttpResponse:
    return redirect("console_own_tier", key=request.community.key)


URLS = [
    path("m/<slug:key>/tier/", show, name="console_own_tier"),
    path("m/<slug:key>/tier/withdraw/", withdraw, name="console_withdraw_tier"),
    path("m/<slug:key>/tier/agree/", agree, name="console_agree_tier"),
]

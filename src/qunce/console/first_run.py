"""The first run: community, owner, time zone, first group, and four things switched on."""

from zoneinfo import available_timezones

from django import forms
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from qunce.console.texts import channel_choices, kind_choices, slug_for
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.messages import Role
from qunce.kernel.text import N_
from qunce.people import actions as people
from qunce.people.domain import LONGEST_EMAIL
from qunce.people.models import Account, Community
from qunce.people.queries import is_site_empty
from qunce.playbook import actions as playbook
from qunce.playbook.basics import BASICS
from qunce.shell.access import OpenRequest, open_page
from qunce.shell.house import house
from qunce.shell.words import render as say

COMMON_ZONES = {
    "Asia/Shanghai": N_("Beijing time"),
    "Asia/Hong_Kong": N_("Hong Kong"),
    "Asia/Taipei": N_("Taipei"),
    "Asia/Singapore": N_("Singapore"),
    "UTC": N_("Universal time"),
}
MODEL = "django.contrib.auth.backends.ModelBackend"


class FirstRunForm(forms.Form):
    """All that is asked before the first group is looked after."""

    community = forms.CharField(
        label=_("Name of the community"),
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": "HR充电站", "autofocus": True}),
    )
    name = forms.CharField(label=_("Your name"), max_length=80)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=LONGEST_EMAIL,
        help_text=_("Log-in codes and urgent tasks go there."),
    )
    password = forms.CharField(
        label=_("Password (optional)"),
        required=False,
        min_length=10,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Without one you log in by a code that is sent to you."),
    )
    zone = forms.ChoiceField(label=_("Time zone"), initial="Asia/Shanghai")
    group = forms.CharField(
        label=_("Name of the first group"),
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": "华东HR交流群"}),
    )
    kind = forms.ChoiceField(label=_("Kind of group"))
    channel = forms.ChoiceField(
        label=_("Where it talks"),
        initial="manual",
        help_text=_("A WeChat group is looked after by hand: import and paste."),
    )
    switches = forms.MultipleChoiceField(
        label=_("To begin with"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        rest = sorted(available_timezones() - COMMON_ZONES.keys())
        zones = [*_common(), *((zone, zone) for zone in rest)]
        switches = [(each.key, say(each.title)) for each in house.switches()]
        first = [each.key for each in house.switches() if each.first]
        for name, choices in (
            ("zone", zones),
            ("kind", kind_choices()),
            ("channel", channel_choices()),
            ("switches", switches),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields["switches"].initial = first


def _common() -> list[tuple[str, str]]:
    """Return the zones that most people look for, with their names."""
    return [(zone, f"{say(name)} ({zone})") for zone, name in COMMON_ZONES.items()]


@require_http_methods(["GET", "POST"])
@open_page
def first_run(request: OpenRequest) -> HttpResponse:
    """Found the first community; afterwards this page is only a way home."""
    if not is_site_empty():
        return redirect("home")
    form = FirstRunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account, community = found(form, request)
        login(request, account, backend=MODEL)
        return redirect("console_desk", key=community.key)
    return render(request, "console/first_run.html", {"form": form})


@transaction.atomic
def found(form: FirstRunForm, request: OpenRequest) -> tuple[Account, Community]:
    """Store community, owner, first group and switches; one transaction for all of it."""
    data, now = form.cleaned_data, request.now
    account = people.ensure_account(data["email"])
    if data["password"]:
        account.set_password(data["password"])
        account.save(update_fields=["password"])
    starter = Actor(ActorKind.PERSON, None, data["name"])
    key = slug_for(data["community"])
    community = people.found_community(
        key, data["community"], zone=data["zone"], by=starter, now=now
    )
    owner = people.enrol(community, data["name"], now=now, account=account)
    by = Actor(ActorKind.PERSON, owner.pk, owner.name)
    people.appoint(owner, Role.OWNER, by=by, now=now)
    group = people.open_group(
        community,
        slug_for(data["group"]),
        by=by,
        now=now,
        name=data["group"],
        kind=data["kind"],
        channel=data["channel"],
    )
    people.join(group, owner, by=by, now=now)
    switched = {"switched_on": data["switches"]}
    playbook.change(community, BASICS.key, switched, by=by, now=now)
    return account, community


URLS = [path("start/", first_run, name="console_first_run")]

"""A copy of all that is stored of a member without a log-in: an admin hands it out.

By a link that the member opens, or as a file for where no page is open to the world. How the
member asked and how the identity was checked is recorded, and the member reads it later.
"""

from datetime import timedelta

from django import forms
from django.conf import settings as site
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from qunce.console import own_copy
from qunce.console.own_forms import LineField
from qunce.kernel.errors import BusyError, RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.people import copies
from qunce.people.domain_own import Check, CopyWay
from qunce.people.models import DataCopy, Person
from qunce.people.queries import access_person, zone_of
from qunce.playbook.privacy import Privacy
from qunce.playbook.queries import effective
from qunce.shell import throttle
from qunce.shell.access import OpenRequest, QunceRequest, console_page, open_page
from qunce.shell.forms import refuse
from qunce.shell.times import exact
from qunce.shell.words import render as say

LETTER = N_(
    "%(name)s, here is all that is stored about you in %(community)s, until %(until)s. The link is "
    "only for you, please do not pass it on: %(link)s"
)
SHOWN = 20
FETCHES = (throttle.Limit(10, timedelta(hours=1)),)
BY_ADDRESS = (throttle.Limit(60, timedelta(hours=1)),)


class CopyForm(forms.Form):
    """How the member asked for the copy, and how it was made sure that it is them."""

    checked = forms.ChoiceField(
        label=gettext_lazy("How do you know that it is them?"), widget=forms.RadioSelect
    )
    reason = LineField(
        label=gettext_lazy("How and when did they ask?"),
        max_length=200,
        help_text=gettext_lazy("For example: in a private chat on Monday. The member reads it."),
    )

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # passed on as they came
        self.fields["checked"].choices = [  # type: ignore[attr-defined]
            (each.value, say(each.label)) for each in Check
        ]


@never_cache
@require_http_methods(["GET", "POST"])
@console_page(Role.OWNER)
def hand_out(request: QunceRequest, pk: int) -> HttpResponse:
    """Hand out a copy by a link or as a file; below it those that were handed out before."""
    person = access_person(request.community, pk)
    settings = effective(request.community.pk, Privacy)
    form = CopyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        way = CopyWay.FILE if request.POST.get("way") == CopyWay.FILE else CopyWay.LINK
        wanted = copies.Wanted(
            way,
            form.cleaned_data["reason"],
            Check(form.cleaned_data["checked"]),
            timedelta(days=settings.copy_days),
        )
        try:
            copies.make(person, wanted, by=request.actor, now=request.now)
        except RefusedError as error:
            refuse(form, error.words)
        else:
            if way is CopyWay.FILE:
                return own_copy.packed(person, settings, request.now)
            messages.success(request, _("The link is ready: send the words in private."))
            return redirect("console_copy", key=request.community.key, pk=pk)
    known = {
        "form": form,
        "person": person,
        "settings": settings,
        "lines": [_line(request, each) for each in copies.list_copies(person)[:SHOWN]],
    }
    return render(request, "console/copy.html", known)


def _line(request: QunceRequest, made: DataCopy) -> dict[str, object]:
    holds = copies.holds(made, request.now)
    return {"copy": made, "holds": holds, "letter": _letter(made) if holds else ""}


def _letter(made: DataCopy) -> str:
    link = reverse("data_copy", kwargs={"token": copies.token_of(made)})
    about: dict[str, str | int | float | Words] = {
        "name": made.person.name,
        "community": made.community.name,
        "until": exact(made.expires_at or made.made_at, zone_of(made.community)),
        "link": site.SITE_URL + link,
    }
    return say(Words(LETTER, about))


@require_POST
@console_page(Role.OWNER)
def void(request: QunceRequest, pk: int) -> HttpResponse:
    """Make the link of a copy void."""
    made = copies.access(request.community, pk)
    copies.void(made, by=request.actor, now=request.now)
    messages.success(request, _("The link does not work any more."))
    return redirect("console_copy", key=request.community.key, pk=made.person_id)


@never_cache
@require_http_methods(["GET", "POST"])
@open_page
def fetch(request: OpenRequest, token: str) -> HttpResponse:
    """Let who has the link read the copy or take it: only what the button sends counts.

    Chat apps open a link first to look what it is; that shows nothing of the copy.
    """
    made = copies.find(token)
    community = made.community
    fault = ""
    with timezone.override(zone_of(community)):
        if request.method == "POST":
            try:
                _knock(request, made)
                copies.fetch(made, now=request.now)
            except (BusyError, RefusedError) as error:
                fault = say(error.words)
            else:
                return _give(request, made.person)
        request.community = community  # type: ignore[attr-defined]  # the frame names it
        known = {"copy": made, "holds": copies.holds(made, request.now), "fault": fault}
        return render(request, "console/copy_link.html", known)


def _knock(request: OpenRequest, made: DataCopy) -> None:
    who = [
        throttle.Who("ip", throttle.address_of(request), BY_ADDRESS),
        throttle.Who("copy", str(made.pk), FETCHES),
    ]
    throttle.knock("data-copy", who, now=request.now)


def _give(request: OpenRequest, person: Person) -> HttpResponse:
    settings = effective(person.community_id, Privacy)
    if request.POST.get("read"):
        page = own_copy.as_html(person, settings, request.now, back=request.path)
        return HttpResponse(page)
    return own_copy.packed(person, settings, request.now)


URLS = [
    path("c/<slug:key>/members/<int:pk>/copy/", hand_out, name="console_copy"),
    path("c/<slug:key>/copies/<int:pk>/void/", void, name="console_void_copy"),
    path("copy/<str:token>/", fetch, name="data_copy"),
]

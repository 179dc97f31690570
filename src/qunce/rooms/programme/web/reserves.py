"""备用稿: texts in reserve for each slot, the next one to go out first."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.slots import Unapproved
from qunce.rooms.programme import queries, reserves
from qunce.rooms.programme.models import LONGEST_TEXT, Reserve
from qunce.rooms.programme.queries import Known
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.forms import refuse
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say


class ReserveForm(forms.Form):
    """A text, and for which slot it is."""

    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("Something that is right on any day: no date, nothing of today."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "data-grow": True}),
        error_messages={"required": gettext_lazy("Nothing is written yet.")},
    )

    def __init__(self, slots: list[tuple[str, str]], data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        if slots:
            self.fields["slot"] = forms.ChoiceField(label=_("For which slot"), choices=slots)
            self.order_fields(["slot", "text"])


def _slots(known: Known) -> list[tuple[str, str]]:
    """Return the slots that can have texts in reserve: those that are switched on come first."""
    plans = sorted(known.plans.items(), key=lambda each: not each[1].is_on)
    return [(key, say(plan.slot.title)) for key, plan in plans if not plan.slot.posts_itself]


@require_http_methods(["GET", "POST"])
@console_page(Role.CONTENT)
def index(request: QunceRequest) -> HttpResponse:
    """List the texts in reserve, and put another one there."""
    known = queries.known_of(request.community)
    slots = _slots(known)
    chosen = request.GET.get("slot", "")
    form = ReserveForm(slots, request.POST or None, initial={"slot": chosen})
    if request.method == "POST" and form.is_valid():
        slot, text = form.cleaned_data["slot"], form.cleaned_data["text"]
        try:
            reserves.keep(known, slot, text, by=request.actor, now=request.now)
        except RefusedError as error:
            refuse(form, error.words, "text")
        else:
            messages.success(request, _("It is in reserve."))
            return redirect("programme_reserves", key=request.community.key)
    page = ListPage(request, reserves.list_reserves(request.community), _setup(slots))
    titles = dict(slots)
    shown = {
        "form": form,
        "page": page,
        "lines": [(each, titles.get(each.slot, each.slot)) for each in page],
        "unused": _unused(known),
    }
    return render(request, "programme/reserves.html", shown)


def _setup(slots: list[tuple[str, str]]) -> ListSetup:
    states = [("waits", _("In reserve")), ("used", _("Has gone out"))]
    return ListSetup(
        search=("text__icontains", "name__icontains"),
        filters=(
            Filter("slot", _("Which slot"), slots, "slot"),
            Filter("state", _("State"), states, _of_state),
        ),
        placeholder=_("Text, name"),
    )


def _of_state(rows: Any, value: str) -> Any:
    return rows.filter(used_at__isnull=value == "waits")


def _unused(known: Known) -> list[str]:
    """Return the slots with texts in reserve that are set to do something else with them."""
    waiting = set(
        Reserve.objects.filter(community=known.community, used_at=None).values_list(
            "slot", flat=True
        )
    )
    return [
        say(plan.slot.title)
        for key, plan in known.plans.items()
        if key in waiting and plan.is_on and plan.unapproved is not Unapproved.RESERVE
    ]


@require_http_methods(["GET", "POST"])
@console_page(Role.CONTENT)
def change(request: QunceRequest, pk: int) -> HttpResponse:
    """Change a text in reserve."""
    row = reserves.access(request.community, pk)
    known = queries.known_of(request.community)
    form = ReserveForm([], request.POST or None, initial={"text": row.text})
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            reserves.change(row, text, known, by=request.actor, now=request.now)
        except RefusedError as error:
            refuse(form, error.words, "text")
        else:
            messages.success(request, _("Saved."))
            return redirect("programme_reserves", key=request.community.key)
    title = dict(_slots(known)).get(row.slot, row.slot)
    return render(request, "programme/reserve.html", {"form": form, "row": row, "slot": title})


@require_POST
@console_page(Role.CONTENT)
def remove(request: QunceRequest, pk: int) -> HttpResponse:
    """Take a text out of the reserve."""
    row = reserves.access(request.community, pk)
    known = queries.known_of(request.community)
    reserves.remove(row, known, by=request.actor, now=request.now)
    messages.success(request, _("It is out of the reserve."))
    return redirect("programme_reserves", key=request.community.key)


C = "c/<slug:key>/calendar/reserves/"
URLS = [
    path(C, index, name="programme_reserves"),
    path(f"{C}<int:pk>/", change, name="programme_reserve"),
    path(f"{C}<int:pk>/remove/", remove, name="programme_remove_reserve"),
]

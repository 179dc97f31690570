"""Calls for contributions on the console: opened, watched, answered."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.people.models import Community
from qunce.playbook.queries import effective
from qunce.rooms.library import calls, queries
from qunce.rooms.library.domain import Settings
from qunce.rooms.library.domain_calls import (
    SUBMISSION,
    CallState,
    SubmissionState,
    SubmissionVerb,
    reasons_of,
)
from qunce.rooms.library.models import Call, Submission
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.audience import add_audience, audience_labels, read_audience
from qunce.shell.forms import TidyField, refuse
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.markdown import as_html
from qunce.shell.moments import LocalMomentField
from qunce.shell.review_forms import DeclineForm
from qunce.shell.words import render as say


class CallForm(forms.Form):
    """A call: what is asked for, of whom, and until when."""

    title = TidyField(
        label=gettext_lazy("Title"),
        max_length=80,
        help_text=gettext_lazy("As a question: 您最想解决的薪酬难题？"),
        keys="autocomplete=off",
    )
    words = TidyField(
        label=gettext_lazy("What members shall write about"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "data-grow": True}),
    )
    deadline = LocalMomentField(label=gettext_lazy("Deadline"))
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)

    def __init__(self, community: Community, data: Any = None, call: Call | None = None) -> None:
        initial = (
            {
                "title": call.title,
                "words": call.words,
                "deadline": call.deadline,
                "category": str(call.category_id or ""),
            }
            if call
            else {}
        )
        super().__init__(data, initial=initial)
        shelves = queries.list_categories(community)
        self.categories = {str(each.category.pk): each.category for each in shelves}
        named = [(str(each.category.pk), each.label) for each in shelves]
        self.fields["category"].choices = [("", _("None yet")), *named]  # type: ignore[attr-defined]
        add_audience(self, community, call)


@require_GET
@console_page()
def index(request: QunceRequest) -> HttpResponse:
    """List the calls."""
    states = [(each.value, say(each.label)) for each in CallState]
    setup = ListSetup(
        search=("title__icontains", "words__icontains"),
        filters=(Filter("state", _("State"), states, "state"),),
        sorts=(
            ("new", _("Newest first"), "-id"),
            ("deadline", _("By deadline"), ("deadline", "id")),
        ),
        placeholder=_("Title"),
    )
    rows = Call.objects.filter(community=request.community).prefetch_related("submissions")
    page = ListPage(request, rows, setup)
    known = {"page": page, "lines": [(each, CallState(each.state), _counts(each)) for each in page]}
    return render(request, "library/calls.html", known)


def _counts(call: Call) -> dict[str, int]:
    states = [each.state for each in call.submissions.all()]
    return {"all": len(states), "sent": states.count(SubmissionState.SENT)}


@require_http_methods(["GET", "POST"])
@console_page(Role.CONTENT)
def new(request: QunceRequest) -> HttpResponse:
    """Open a call."""
    form = CallForm(request.community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            call = calls.open_call(
                request.community,
                said["title"],
                said["words"],
                said["deadline"],
                audience=read_audience(form),
                category=form.categories.get(said["category"]),
                by=request.actor,
                now=request.now,
            )
        except RefusedError as error:
            refuse(form, error.words, "deadline")
        else:
            messages.success(request, _("Open. The words for the groups are on the desk."))
            return redirect("library_call", key=request.community.key, pk=call.pk)
    return render(request, "library/call_form.html", {"form": form, "call": None})


@require_http_methods(["GET", "POST"])
@console_page(Role.CONTENT)
def change(request: QunceRequest, pk: int) -> HttpResponse:
    """Change a call, or give it a later deadline."""
    call = calls.access_call(request.community, pk)
    form = CallForm(request.community, request.POST or None, call)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            calls.change_call(
                call,
                said["title"],
                said["words"],
                said["deadline"],
                audience=read_audience(form),
                now=request.now,
            )
        except RefusedError as error:
            refuse(form, error.words, "deadline")
        else:
            messages.success(request, _("Saved."))
            return redirect("library_call", key=request.community.key, pk=pk)
    return render(request, "library/call_form.html", {"form": form, "call": call})


@require_GET
@console_page()
def one(request: QunceRequest, pk: int) -> HttpResponse:
    """Show a call with what was sent in."""
    return _page(request, calls.access_call(request.community, pk))


def _page(
    request: QunceRequest, call: Call, decline: DeclineForm | None = None, of: int = 0
) -> HttpResponse:
    rows = call.submissions.select_related("person", "item", "decided_by")
    reasons = [each.title for each in reasons_of(effective(call.community_id, Settings).declines)]
    lines = [
        {
            "row": each,
            "state": SubmissionState(each.state),
            "verbs": {verb.value for verb in SUBMISSION.verbs_from(SubmissionState(each.state))},
            "html": as_html(each.item.body),
            "form": decline if decline is not None and each.pk == of else DeclineForm(reasons),
        }
        for each in rows
    ]
    known = {
        "call": call,
        "state": CallState(call.state),
        "html": as_html(call.words),
        "lines": lines,
        "audience": audience_labels(call),
        "may": bool(request.roles & {Role.OWNER, Role.CONTENT}),
    }
    return render(request, "library/call.html", known)


@require_POST
@console_page(Role.CONTENT)
def close(request: QunceRequest, pk: int) -> HttpResponse:
    """Close a call before its deadline."""
    calls.close_call(calls.access_call(request.community, pk), by=request.actor, now=request.now)
    messages.success(request, _("Closed: nothing more is taken. A later deadline opens it again."))
    return redirect("library_call", key=request.community.key, pk=pk)


@require_POST
@console_page(Role.CONTENT)
def decide(request: QunceRequest, pk: int) -> HttpResponse:
    """Accept a contribution, decline it, or take a refusal back."""
    row = calls.access_submission(request.community, pk)
    verb = request.POST.get("do", "")
    if verb == SubmissionVerb.TAKE:
        calls.take(row, by=request.actor, now=request.now)
        messages.success(request, _("Accepted. Edit it and publish it; its author is told."))
        return redirect("library_item", key=request.community.key, pk=row.item_id)
    if verb == SubmissionVerb.REOPEN:
        calls.reopen(row, by=request.actor, now=request.now)
    else:
        fault = _decline(request, row)
        if fault is not None:
            return _page(request, row.call, fault, row.pk)
    return redirect("library_call", key=request.community.key, pk=row.call_id)


def _decline(request: QunceRequest, row: Submission) -> DeclineForm | None:
    """Decline a contribution; return the form with its fault where it cannot be."""
    reasons = reasons_of(effective(row.community_id, Settings).declines)
    form = DeclineForm([each.title for each in reasons], request.POST)
    if not form.is_valid():
        return form
    said = form.cleaned_data
    calls.decline(row, said["reason"], words=said["words"], by=request.actor, now=request.now)
    messages.success(request, _("Declined. The contributor is told in two minutes."))
    return None


CALLS = "c/<slug:key>/library/calls/"
URLS = [
    path(CALLS, index, name="library_calls"),
    path(f"{CALLS}new/", new, name="library_new_call"),
    path(f"{CALLS}<int:pk>/", one, name="library_call"),
    path(f"{CALLS}<int:pk>/change/", change, name="library_change_call"),
    path(f"{CALLS}<int:pk>/close/", close, name="library_close_call"),
    path("c/<slug:key>/library/sent/<int:pk>/", decide, name="library_decide"),
]

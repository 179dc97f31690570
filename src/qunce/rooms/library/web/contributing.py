"""Answering a call on the phone, and seeing what became of it."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce import clock
from qunce.kernel.errors import QunceError, RefusedError
from qunce.people.models import Person
from qunce.rooms.library import calls, files
from qunce.rooms.library.actions import LONGEST_BODY
from qunce.rooms.library.domain_calls import SUBMISSION, CallState, SubmissionState, SubmissionVerb
from qunce.rooms.library.files import Checked
from qunce.rooms.library.models import TITLE, Call, Submission
from qunce.rooms.library.writing import Text
from qunce.shell import uploads
from qunce.shell.access import QunceRequest, member_page
from qunce.shell.forms import FORM_TOKEN, TidyField, refuse
from qunce.shell.lists import key_of
from qunce.shell.markdown import as_html
from qunce.shell.words import render as say

MOST_MEGABYTES = 10  # of all files of a contribution
MOST_FILES = 3
NOT_TAKEN = (SubmissionState.DECLINED, SubmissionState.WITHDRAWN)


class ContributionForm(forms.Form):
    """What a member writes for a call."""

    title = TidyField(label=gettext_lazy("Title"), max_length=TITLE, keys="autocomplete=off")
    body = forms.CharField(
        label=gettext_lazy("Your text"),
        max_length=LONGEST_BODY,
        required=False,
        help_text=gettext_lazy("Leave out names of companies and people that nobody should read."),
        widget=forms.Textarea(attrs={"rows": 10, "data-grow": True}),
    )
    credit = TidyField(
        label=gettext_lazy("Named as"),
        max_length=80,
        help_text=gettext_lazy("Stands with the text in the library."),
        keys="autocomplete=name",
    )
    form = forms.CharField(widget=forms.HiddenInput(), required=False)

    def clean_form(self) -> str:
        """Return the form's secret; a forged one is replaced."""
        given = str(self.cleaned_data.get("form") or "")
        return given if FORM_TOKEN.fullmatch(given) else secrets.token_urlsafe(24)


@require_GET
@member_page
def index(request: QunceRequest) -> HttpResponse:
    """List the open calls, and one's own contributions."""
    own = Submission.objects.filter(person=request.person).select_related("item", "call")
    known = {
        "calls": calls.list_open(request.person, request.now),
        "own": [(each, SubmissionState(each.state)) for each in own[:30]],
    }
    return render(request, "library/open_calls.html", known)


@require_http_methods(["GET", "POST"])
@member_page
def contribute(request: QunceRequest, pk: int) -> HttpResponse:
    """Show a call and take a contribution; what is typed stays where something is wrong."""
    call = calls.access_for(request.person, pk)
    form = ContributionForm(request.POST or None)
    if request.method == "GET":
        return _page(request, call, _begun(request))
    sent, faults = _files(request)
    if not form.is_valid() or faults:
        return _page(request, call, form, faults)
    said = form.cleaned_data
    text = Text(title=said["title"], body=said["body"].replace("\r\n", "\n"))
    try:
        made = calls.send(
            call,
            request.person,
            text,
            credit=said["credit"],
            sent=sent,
            form=said["form"],
            now=request.now,
        )
    except RefusedError as error:
        refuse(form, error.words)
        return _page(request, call, form)
    messages.success(request, _("Sent, thank you! You hear from us."))
    return redirect("library_sent", key=request.community.key, pk=made.pk)


def _begun(request: QunceRequest) -> ContributionForm:
    """Return the form to begin with: with what was not taken, where that is sent in again."""
    begin = {"credit": request.person.name, "form": secrets.token_urlsafe(24)}
    if again := key_of(request.GET.get("again", "")):
        item = calls.access_own(request.person, again).item
        begin |= {"title": item.title, "body": item.body, "credit": item.credit}
        if item.attachments.exists():
            messages.info(request, _("The files do not come along: please choose them again."))
    form = ContributionForm(initial=begin)
    form.fields["credit"].widget.attrs["data-preset"] = True  # not typed by anybody (kept.js)
    return form


def _files(request: QunceRequest) -> tuple[list[tuple[str, Checked]], list[str]]:
    """Return the files that may be kept, and what is wrong with the others, or with all."""
    sent = request.FILES.getlist("files")
    if len(sent) > MOST_FILES or sum(each.size or 0 for each in sent) > MOST_MEGABYTES << 20:
        return [], [_("At most three, 10 MB together.")]
    kept, faults = [], []
    for each in sent:
        try:
            data = uploads.read(each, MOST_MEGABYTES)
            kept.append((str(each.name), files.examine(str(each.name), data, MOST_MEGABYTES)))
        except QunceError as error:
            faults.append(files.fault_of(str(each.name), say(error.words)))
    return kept, faults


def _page(
    request: QunceRequest, call: Call, form: ContributionForm, faults: Any = ()
) -> HttpResponse:
    known = {
        "call": call,
        "html": as_html(call.words),
        "form": form,
        "faults": faults,
        "is_open": _is_open(request, call) or request.method == "POST",
    }
    return render(request, "library/contribute.html", known)


def _is_open(request: QunceRequest, call: Call) -> bool:
    return call.state == CallState.OPEN and call.deadline > request.now


@require_GET
@member_page
def sent(request: QunceRequest, pk: int) -> HttpResponse:
    """Show a member what became of a contribution."""
    row = calls.access_own(request.person, pk)
    state = SubmissionState(row.state)
    known = {
        "row": row,
        "state": state,
        "html": as_html(row.item.body),
        "files": row.item.attachments.all(),
        "may_repeat": state in NOT_TAKEN and _is_open(request, row.call),
        "may_withdraw": SubmissionVerb.WITHDRAW in SUBMISSION.verbs_from(state),
    }
    return render(request, "library/sent.html", known)


@require_POST
@member_page
def withdraw(request: QunceRequest, pk: int) -> HttpResponse:
    """Take a contribution back."""
    calls.withdraw(calls.access_own(request.person, pk), by=request.actor, now=request.now)
    messages.success(request, _("Taken back."))
    return redirect("library_sent", key=request.community.key, pk=pk)


def asked(request: HttpRequest, person: Person) -> str:
    """Return the open calls for a member's home (a panel)."""
    found = calls.list_open(person, clock.now())[:3]
    if not found:
        return ""
    return render_to_string("library/parts/calls.html", {"calls": found}, request)


CALLS = "m/<slug:key>/library/calls/"
URLS = [
    path(CALLS, index, name="library_open_calls"),
    path(f"{CALLS}<int:pk>/", contribute, name="library_contribute"),
    path("m/<slug:key>/library/sent/<int:pk>/", sent, name="library_sent"),
    path("m/<slug:key>/library/sent/<int:pk>/withdraw/", withdraw, name="library_take_back"),
]

"""The monthly cases in the console: the list, a call, and a case step by step."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.kernel.errors import QunceError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_
from qunce.ledger import queries as record
from qunce.rooms.casework import actions, discussing, queries
from qunce.rooms.casework.domain import LETTERS, STUDY, ProposalState, StudyState, StudyVerb
from qunce.rooms.casework.models import Study
from qunce.rooms.casework.traces import SURE, Trace, TraceKind
from qunce.rooms.casework.web.forms import CallForm, DropForm, MethodForm, ScenarioForm
from qunce.shell.access import QunceRequest, View, console_page
from qunce.shell.audience import audience_labels, read_audience
from qunce.shell.forms import submit
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say


@require_GET
@console_page()
def index(request: QunceRequest) -> HttpResponse:
    """List all cases."""
    states = [(each.value, say(each.label)) for each in StudyState]
    setup = ListSetup(
        search=("title__icontains", "scenario__icontains"),
        filters=(Filter("state", _("State"), states, "state"),),
        sorts=(("new", _("Newest first"), "-id"),),
        placeholder=_("Search cases"),
    )
    page = ListPage(request, queries.list_studies(request.community), setup)
    known = {"page": page, "lines": [(each, StudyState(each.state)) for each in page]}
    return render(request, "casework/console.html", known)


@require_http_methods(["GET", "POST"])
@console_page(Role.CONTENT)
def call(request: QunceRequest) -> HttpResponse:
    """Call for cases."""
    data = request.POST if request.method == "POST" else None
    form = CallForm(request.community, data)
    made: list[Study] = []

    def act(told: Any) -> None:
        audience = read_audience(form)
        by, now = request.actor, request.now
        made.append(
            actions.call(request.community, told["title"], told["text"], audience, by=by, now=now)
        )

    if data is not None and submit(form, act):
        messages.success(request, _("Called. The groups hear of it."))
        return redirect("casework_study", key=request.community.key, pk=made[0].pk)
    return render(request, "casework/call.html", {"form": form})


@require_GET
@console_page()
def study(request: QunceRequest, pk: int) -> HttpResponse:
    """Show a case with its next step."""
    return _page(request, queries.access_study(request.community, pk))


def _page(request: QunceRequest, found: Study, **bound: Any) -> HttpResponse:
    state = StudyState(found.state)
    traces = queries.traces_of(found) if state is StudyState.CHOSEN else []
    proposals = [(each, ProposalState(each.state)) for each in queries.list_proposals(found)]
    known = {
        "study": found,
        "state": state,
        "verbs": STUDY.verbs_from(state),
        "proposals": proposals,
        "traces": traces,
        "sure": [each for each in traces if each.kind in SURE],
        "kinds": [kind for kind in TraceKind if any(each.kind is kind for each in traces)],
        "marked": marked(found.scenario, traces),
        "scenario_form": bound.get("scenario") or ScenarioForm(found),
        "method_form": bound.get("method") or MethodForm(found),
        "drop_form": bound.get("drop") or DropForm(),
        "positions": [
            (LETTERS[each.place], each) for each in queries.list_positions(found, all_of_them=True)
        ],
        "audience": audience_labels(found),
        "credited": queries.credited(found),
        "may_drop": StudyVerb.DROP in STUDY.verbs_from(state),
        "steps": _story(found),
    }
    return render(request, "casework/study.html", known)


def marked(text: str, traces: list[Trace]) -> SafeString:
    """Return a text as HTML in which what may tell who it was is marked, with its kind."""
    pieces, at = [], 0
    for each in traces:
        label = say(each.kind.label)
        pieces.append(
            format_html('{}<mark title="{}">{}</mark>', text[at : each.span[0]], label, each.text)
        )
        at = each.span[1]
    pieces.append(format_html("{}", text[at:]))
    return format_html_join("", "{}", ((each,) for each in pieces))


class Step:
    """A line of the thread, as the shell's timeline shows it."""

    icon, tone, text = "circle-check", "quiet", ""

    def __init__(self, entry: Any) -> None:
        self.title = record.sentence_of(entry, say)
        self.at = entry.at
        self.by = record.actor_of(entry, say)


def _story(found: Study) -> list[Step]:
    entries = record.list_entries_about(found.community_id, "study", found.pk)
    return [Step(each) for each in entries]


def _back(request: QunceRequest, pk: int) -> HttpResponse:
    return redirect("casework_study", key=request.community.key, pk=pk)


# --- the steps ----------------------------------------------------------------------------------


@require_POST
@console_page(Role.CONTENT)
def choose(request: QunceRequest, pk: int) -> HttpResponse:
    """Choose a proposal, or none to write a case of one's own."""
    found = queries.access_study(request.community, pk)
    key = request.POST.get("proposal", "")
    chosen = None
    if key:
        number = int(key) if key.isdecimal() and len(key) < 19 else 0
        chosen = queries.access_proposal(request.community, number)
        if chosen.study_id != found.pk:
            chosen = queries.access_proposal(request.community, 0)
    actions.choose(found, chosen, by=request.actor, now=request.now)
    messages.success(request, _("Chosen. Now write it so that it names nobody."))
    return _back(request, pk)


@require_POST
@console_page(Role.CONTENT)
def write(request: QunceRequest, pk: int) -> HttpResponse:
    """Write the scenario and the positions."""
    found = queries.access_study(request.community, pk)
    form = ScenarioForm(found, request.POST)

    def act(told: Any) -> None:
        positions = told["positions"].split("\n")
        by, now = request.actor, request.now
        actions.write(found, told["title"], told["scenario"], positions, by=by, now=now)

    if not submit(form, act, "positions"):
        return _page(request, found, scenario=form)
    messages.success(request, _("Saved. Look below at what may tell who it was."))
    return _back(request, pk)


@require_POST
@console_page(Role.CONTENT)
def replace(request: QunceRequest, pk: int) -> HttpResponse:
    """Replace what was found of one kind."""
    found = queries.access_study(request.community, pk)
    kinds = request.POST.getlist("kind")
    actions.replace_all(found, kinds, by=request.actor, now=request.now)
    messages.success(request, _("Replaced. Please read it once more."))
    return _back(request, pk)


@require_POST
@console_page(Role.CONTENT)
def check(request: QunceRequest, pk: int) -> HttpResponse:
    """Say that all that may tell who it was has been looked at."""
    found = queries.access_study(request.community, pk)
    key = request.POST.get("looked", "0")
    looked = int(key) if key.isdecimal() and len(key) < 6 else 0
    try:
        actions.check(found, looked=looked, by=request.actor, now=request.now)
    except QunceError as error:
        messages.error(request, say(error.words))
        return _back(request, pk)
    messages.success(request, _("It can be discussed now."))
    return _back(request, pk)


@require_POST
@console_page(Role.CONTENT)
def sum_up(request: QunceRequest, pk: int) -> HttpResponse:
    """Write the method; `draft` only keeps it."""
    found = queries.access_study(request.community, pk)
    form = MethodForm(found, request.POST)
    if "draft" in request.POST:
        return _keep(request, found, form)

    def act(told: Any) -> None:
        discussing.sum_up(found, told, by=request.actor, now=request.now)

    if not submit(form, act):
        return _page(request, found, method=form)
    messages.success(request, _("Summed up. The groups and those who took part hear of it."))
    return _back(request, pk)


def _keep(request: QunceRequest, found: Study, form: MethodForm) -> HttpResponse:
    """Keep a draft; parts may be empty, but what is too long is shown again."""
    form.is_valid()
    if any(error.code != "required" for each in form.errors.as_data().values() for error in each):
        return _page(request, found, method=form)
    discussing.keep_draft(found, form.cleaned_data, now=request.now)
    messages.success(request, _("Kept; nobody is told yet."))
    return _back(request, found.pk)


@require_POST
@console_page(Role.CONTENT)
def drop(request: QunceRequest, pk: int) -> HttpResponse:
    """Drop a case, with a reason."""
    found = queries.access_study(request.community, pk)
    form = DropForm(request.POST)

    def act(told: Any) -> None:
        actions.drop(found, told["reason"], by=request.actor, now=request.now)

    if not submit(form, act):
        return _page(request, found, drop=form)
    messages.success(request, _("Dropped. Members do not see it; you can take it up again."))
    return _back(request, pk)


@require_POST
@console_page(Role.CONTENT)
def leave_out(request: QunceRequest, pk: int) -> HttpResponse:
    """Leave an argument out, or take it in again."""
    found = queries.access_argument(request.community, pk)
    discussing.leave_out(found, left_out=request.POST.get("out") == "1")
    return _back(request, found.position.study_id)


def _verb(act: Callable[..., Any], said: str) -> View:
    """Return a view that does one thing with a case and says so."""

    @require_POST
    @console_page(Role.CONTENT)
    def view(request: QunceRequest, pk: int) -> HttpResponse:
        found = queries.access_study(request.community, pk)
        act(found, by=request.actor, now=request.now)
        messages.success(request, _(said))
        return _back(request, pk)

    view.__doc__ = act.__doc__
    return view


open_it = _verb(discussing.open_it, N_("Open. The groups hear of it."))
close = _verb(discussing.close, N_("Closed. Now sum it up."))
prolong = _verb(discussing.prolong, N_("It is discussed again."))
resume = _verb(actions.resume, N_("It stands again where it stood."))
reopen = _verb(discussing.reopen, N_("The summary is yours to write anew."))

BASE = "c/<slug:key>/monthly/"
URLS = [
    path(BASE, index, name="casework_console"),
    path(f"{BASE}call/", call, name="casework_call"),
    path(f"{BASE}<int:pk>/", study, name="casework_study"),
    path(f"{BASE}<int:pk>/choose/", choose, name="casework_choose"),
    path(f"{BASE}<int:pk>/write/", write, name="casework_write"),
    path(f"{BASE}<int:pk>/replace/", replace, name="casework_replace"),
    path(f"{BASE}<int:pk>/check/", check, name="casework_check"),
    path(f"{BASE}<int:pk>/open/", open_it, name="casework_open"),
    path(f"{BASE}<int:pk>/close/", close, name="casework_close"),
    path(f"{BASE}<int:pk>/prolong/", prolong, name="casework_prolong"),
    path(f"{BASE}<int:pk>/method/", sum_up, name="casework_sum_up"),
    path(f"{BASE}<int:pk>/reopen/", reopen, name="casework_reopen"),
    path(f"{BASE}<int:pk>/drop/", drop, name="casework_drop"),
    path(f"{BASE}<int:pk>/resume/", resume, name="casework_resume"),
    path(f"{BASE}arguments/<int:pk>/", leave_out, name="casework_leave_out"),
]

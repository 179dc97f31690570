"""The monthly cases on the members' site: the list, a case with what can be done now."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from qunce.kernel.errors import NotFoundError
from qunce.kernel.text import Words
from qunce.rooms.casework import actions, discussing, queries
from qunce.rooms.casework.domain import AWAY, LETTERS, SHOWN, ProposalState, StudyState
from qunce.rooms.casework.models import Study
from qunce.rooms.casework.web.forms import ArgumentForm, ProposalForm
from qunce.shell import throttle
from qunce.shell.access import QunceRequest, member_page
from qunce.shell.forms import submit
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say

BY_PERSON = (throttle.Limit(20, timedelta(hours=1)),)


def knock(request: QunceRequest) -> None:
    """Count a proposal or an argument of a member; BusyError where it is too often."""
    who = throttle.Who("person", str(request.person.pk), BY_PERSON)
    throttle.knock("casework", [who], now=request.now)


@require_GET
@member_page
def index(request: QunceRequest) -> HttpResponse:
    """List the cases that a member may see."""
    states = [(each.value, say(each.label)) for each in SHOWN]
    setup = ListSetup(
        search=("title__icontains", "scenario__icontains", "lesson__icontains"),
        filters=(Filter("state", _("State"), states, "state"),),
        sorts=(("new", _("Newest first"), "-id"),),
        size=20,
        placeholder=_("Search cases"),
    )
    page = ListPage(request, queries.list_for(request.person), setup)
    known = {"page": page, "lines": [(each, StudyState(each.state)) for each in page]}
    return render(request, "casework/list.html", known)


@never_cache
@require_GET
@member_page
def study(request: QunceRequest, pk: int) -> HttpResponse:
    """Show a case with what can be done with it now."""
    return _page(request, queries.access_for(request.person, pk))


def _page(
    request: QunceRequest,
    found: Study,
    proposal: ProposalForm | None = None,
    argument: ArgumentForm | None = None,
) -> HttpResponse:
    state = StudyState(found.state)
    positions = queries.list_positions(found)
    is_discussed = state is StudyState.DISCUSSED and bool(
        found.closes_at and request.now < found.closes_at
    )
    own = found.proposals.filter(person=request.person).exclude(state=ProposalState.WITHDRAWN)
    parts = [(head, getattr(found, name)) for name, head in queries.PARTS]
    known = {
        "study": found,
        "state": state,
        "is_away": state in AWAY,  # its words may still name somebody
        # What was refused is shown with its words, even if the time is over meanwhile.
        "may_propose": proposal is not None
        or (state is StudyState.CALLED and request.now < found.call_until),
        "own": [(each, ProposalState(each.state)) for each in own],
        "proposal_form": proposal or ProposalForm(),
        "positions": [(LETTERS[each.place], each) for each in positions],
        "is_discussed": is_discussed,
        "may_argue": is_discussed or argument is not None,
        "shows_scenario": state in {StudyState.DISCUSSED, StudyState.CLOSED, StudyState.SUMMED},
        "argument_form": argument or ArgumentForm(positions),
        "parts": [part for part in parts if part[1]] if state is StudyState.SUMMED else [],
        "credited": queries.credited(found) if state is StudyState.SUMMED else [],
    }
    return render(request, "casework/page.html", known)


@require_POST
@member_page
def propose(request: QunceRequest, pk: int) -> HttpResponse:
    """Propose a case."""
    found = queries.access_for(request.person, pk)
    form = ProposalForm(request.POST)

    def act(told: Any) -> None:
        knock(request)
        actions.propose(
            found,
            request.person,
            told["text"],
            told["form"],
            is_hidden=told["is_hidden"],
            by=request.actor,
            now=request.now,
        )

    if not submit(form, act):
        return _page(request, found, proposal=form)
    messages.success(request, _("Thank you! The admins choose when the call is over."))
    return redirect("casework_page", key=request.community.key, pk=pk)


@require_POST
@member_page
def take_back(request: QunceRequest, pk: int) -> HttpResponse:
    """Take one's own proposal back."""
    found = queries.access_proposal(request.community, pk)
    if found.person_id != request.person.pk:
        raise NotFoundError(Words(queries.NO_PROPOSAL))
    actions.take_back(found, by=request.actor, now=request.now)
    messages.success(request, _("Your case is taken back."))
    return redirect("casework_page", key=request.community.key, pk=found.study_id)


@require_POST
@member_page
def argue(request: QunceRequest, pk: int) -> HttpResponse:
    """Say something for a position."""
    found = queries.access_for(request.person, pk)
    positions = queries.list_positions(found)
    form = ArgumentForm(positions, request.POST)

    def act(told: Any) -> None:
        position = next(each for each in positions if str(each.place) == told["position"])
        knock(request)
        discussing.argue(
            position,
            request.person,
            told["text"],
            told["form"],
            by=request.actor,
            now=request.now,
        )

    if not submit(form, act):
        return _page(request, found, argument=form)
    messages.success(request, _("Thank you! Your argument is among the others."))
    return redirect("casework_page", key=request.community.key, pk=pk)


URLS = [
    path("m/<slug:key>/monthly/", index, name="casework_list"),
    path("m/<slug:key>/monthly/<int:pk>/", study, name="casework_page"),
    path("m/<slug:key>/monthly/<int:pk>/propose/", propose, name="casework_propose"),
    path("m/<slug:key>/monthly/<int:pk>/argue/", argue, name="casework_argue"),
    path("m/<slug:key>/monthly/proposals/<int:pk>/back/", take_back, name="casework_take_back"),
]

"""Acting without a finding of the machine: on any message, and on any member."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qunce.chat import queries as chat
from qunce.kernel.clauses import STEP_NAMES, Charter, Step
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Message, Role
from qunce.people.models import Group, Membership
from qunce.people.queries import access_person
from qunce.playbook.queries import effective
from qunce.rooms.moderation import actions, by_hand, queries
from qunce.rooms.moderation.engines import ready_for
from qunce.rooms.moderation.models import Case
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.words import render as say


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def open_(request: QunceRequest, message: int) -> HttpResponse:
    """Decide about a message, or open its case: a preview says what would be done."""
    row = chat.access_message(request.community, message)
    known = Case.objects.filter(message=row).first()
    if known is not None:
        return _to(request, known)
    shown: dict[str, Any] = {"message": row, "group": row.group}
    if request.method == "POST":
        written = _written(request)
        about = {"by": request.actor, "now": request.now, "note": written["note"]}
        try:
            if written["do"] == "open":
                return _to(request, actions.open_by_hand(row, written["clause"], **about))
            if written["do"] == "act":
                step = written["chosen"]
                made = by_hand.act_on_message(row, written["clause"], step=step, **about)
                return _done(request, made)
            shown["plan"] = _plan(row.group, chat.as_message(row), written)
        except RefusedError as error:
            messages.error(request, say(error.words))
        shown |= written
    return _form(request, row.group, shown)


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def member(request: QunceRequest, pk: int) -> HttpResponse:
    """Decide about what a member did, without a message."""
    person = access_person(request.community, pk)
    places = by_hand.list_places(person)
    wanted = request.POST.get("place", "") or request.GET.get("place", "")
    place = next((each for each in places if each.group.key == wanted), next(iter(places), None))
    shown: dict[str, Any] = {"person": person, "places": places, "place": place}
    if place is None:
        return render(request, "moderation/by_hand.html", shown)
    if request.method == "POST":
        try:
            if (done := _act_on(request, place, shown)) is not None:
                return done
        except RefusedError as error:
            messages.error(request, say(error.words))
    return _form(request, place.group, shown)


def _act_on(request: QunceRequest, place: Membership, shown: dict[str, Any]) -> HttpResponse | None:
    written = _written(request)
    shown |= written
    if written["do"] == "act":
        made = by_hand.act_on_member(
            place,
            written["clause"],
            by=request.actor,
            now=request.now,
            note=written["note"],
            step=written["chosen"],
        )
        return _done(request, made)
    if written["do"] == "preview":
        message = by_hand.message_of_member(place, now=request.now)
        shown["plan"] = _plan(place.group, message, written)
    return None


def _written(request: QunceRequest) -> dict[str, Any]:
    chosen = request.POST.get("step", "")
    return {
        "do": request.POST.get("do", "preview"),
        "clause": request.POST.get("clause", ""),
        "note": request.POST.get("note", "").strip()[:200],
        "step": chosen,
        "chosen": Step(chosen) if chosen in {each.value for each in Step} else None,
    }


def _plan(group: Group, message: Message, written: dict[str, Any]) -> dict[str, Any]:
    found = by_hand.plan(
        group, message, written["clause"], note=written["note"], step=written["chosen"]
    )
    return {
        "step": say(STEP_NAMES[found.verdict.step]),
        "strike": found.verdict.strike,
        "words": say(found.words),
        "effects": [say(each) for each in found.effects],
    }


def _form(request: QunceRequest, group: Group, shown: dict[str, Any]) -> HttpResponse:
    charter = effective(request.community.pk, Charter, group.pk)
    able = queries.ladders_of(group, ready_for(group.community_id, group.pk)).able
    steps = [(step.value, say(STEP_NAMES[step])) for step in Step if step in able]
    known = {"group": group, "clauses": charter.clauses, "steps": steps[1:]}
    return render(request, "moderation/by_hand.html", known | shown)


def _done(request: QunceRequest, case: Case) -> HttpResponse:
    messages.success(request, _("Decided. What follows is on its way."))
    return _to(request, case)


def _to(request: QunceRequest, case: Case) -> HttpResponse:
    return redirect("moderation_case", key=request.community.key, pk=case.pk)


URLS = [
    path("c/<slug:key>/messages/<int:message>/case/", open_, name="moderation_open"),
    path("c/<slug:key>/members/<int:pk>/act/", member, name="moderation_member"),
]

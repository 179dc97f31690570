"""The first steps of a new member: the nickname to use, a few words about oneself, the charter."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path
from django.views.decorators.http import require_GET

from qunce import clock
from qunce.people.models import Person
from qunce.rooms.admission.domain import ArrivalState
from qunce.rooms.admission.models import Arrival
from qunce.rooms.admission.naming import propose
from qunce.rooms.admission.nicknames import record_of
from qunce.rooms.admission.receiving import introduction
from qunce.shell.access import QunceRequest, member_page
from qunce.shell.words import render as say

NEW_FOR = timedelta(days=14)  # so long the home page leads to the first steps


@require_GET
@member_page
def first_steps(request: QunceRequest) -> HttpResponse:
    """Show what is nice to do first; it stays readable, however long one is a member."""
    ways = Arrival.objects.filter(person=request.person).exclude(state=ArrivalState.DROPPED)
    application = next(
        (each.application for each in ways.order_by("-id") if each.application), None
    )
    known = {
        "nickname": propose(record_of(request.person)),
        "introduction": say(introduction(request.person, application)),
        "groups": request.person.memberships.filter(state="active").select_related("group"),
        "ways": [
            {"group": each.group, "code_word": each.code_word}
            for each in ways.exclude(state=ArrivalState.ARRIVED).select_related("group")
        ],
    }
    return render(request, "admission/first_steps.html", known)


def panel(request: HttpRequest, person: Person) -> str:
    """Lead a new member to the first steps, for two weeks."""
    since = clock.now() - NEW_FOR
    if not Arrival.objects.filter(person=person, arrived_at__gt=since).exists():
        return ""
    known = {"community": person.community}
    return render_to_string("admission/parts/new_here.html", known, request)


URLS = [path("m/<slug:key>/first-steps/", first_steps, name="admission_first_steps")]

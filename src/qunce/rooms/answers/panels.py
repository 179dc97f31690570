"""What answers shows on a group's page."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from qunce import clock
from qunce.people.models import Group
from qunce.rooms.answers.queries import list_unanswered

SHOWN = 10


def unanswered(request: HttpRequest, group: Group) -> str:
    """Return the questions that nobody answered."""
    found = list_unanswered(group, clock.now())
    if not found:
        return ""
    known = {"group": group, "questions": found[:SHOWN], "more": max(0, len(found) - SHOWN)}
    return render_to_string("answers/panel.html", known, request)

"""What answers shows on a group's page, at a member's home, and in a line of the desk."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from qunce import clock
from qunce.chat.models import Message
from qunce.ledger.models import Task
from qunce.people.models import Group, Person
from qunce.rooms.answers import queries
from qunce.rooms.answers.deciding import AnswerState, QuestionState
from qunce.rooms.answers.models import Question

SHOWN = 10
AT_HOME = 5


def unanswered(request: HttpRequest, group: Group) -> str:
    """Return the questions that nobody answered."""
    found = queries.list_unanswered(group, clock.now())
    if not found:
        return ""
    known = {"group": group, "questions": found[:SHOWN], "more": max(0, len(found) - SHOWN)}
    return render_to_string("answers/panel.html", known, request)


def at_home(request: HttpRequest, person: Person) -> str:
    """Return what a member is asked to answer, and which own questions wait for a word."""
    requests = list(queries.list_waiting_for(person)[:AT_HOME])
    own = Question.objects.filter(person=person)
    answered = own.filter(state=QuestionState.ANSWERED).order_by("-changed_at")
    found = own.filter(answers__state=AnswerState.FOUND, state=QuestionState.OPEN).distinct()
    known = {"requests": requests, "answered": [*found[:AT_HOME], *answered[:AT_HOME]]}
    if not any(known.values()):
        return ""
    return render_to_string("answers/parts/home.html", known, request)


def offer(request: HttpRequest, task: Task) -> str:
    """Return the part of a desk's line in which a question is taken into the column."""
    keys = [key for kind, key in task.subjects if kind == "message"]
    message = Message.objects.filter(community=task.community_id, pk__in=keys).first()
    known = {"task": task, "message": message}
    return render_to_string("answers/parts/offer.html", known, request)

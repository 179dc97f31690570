"""The column in the console: the list, a question with everything, who may be asked."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Avg, Count, F, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.chat import queries as chat
from qunce.kernel.messages import Role
from qunce.ledger import actions as ledger
from qunce.ledger import queries as record
from qunce.people.models import Person
from qunce.rooms.answers import answering, asking, lines, queries
from qunce.rooms.answers.deciding import (
    LISTED,
    QUESTION,
    READ,
    AnswerState,
    DoubtState,
    QuestionState,
    QuestionVerb,
    RequestState,
)
from qunce.rooms.answers.models import Answer, Help, Question
from qunce.rooms.answers.web.forms import CloseForm, HandForm, NoteForm, TakeForm
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.audience import audience_labels
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say

FIGURES_OF = timedelta(days=30)


def _needs(rows: Any, value: str) -> Any:
    """Return the questions in which somebody has to do something."""
    if value == "late":
        return rows.filter(state=QuestionState.OPEN, escalated_at__isnull=False)
    return rows.filter(is_doubted=True) if value == "doubted" else rows.filter(has_found=True)


@require_GET
@console_page()
def index(request: QunceRequest) -> HttpResponse:
    """List all questions, with search and figures."""
    topics = queries.settings_of(request.community.pk).topics
    needs = [
        ("late", _("Late")),
        ("doubted", _("Doubted")),
        ("found", _("Answers from the group to confirm")),
    ]
    setup = ListSetup(
        search=queries.search,
        filters=(
            Filter(
                "state",
                _("State"),
                [(each.value, say(each.label)) for each in QuestionState],
                "state",
            ),
            Filter("topic", _("Topic"), [(each, each) for each in topics], "topic"),
            Filter("needs", _("To do"), needs, _needs),
        ),
        sorts=(
            ("new", _("Newest first"), ("-asked_at", "-id")),
            ("due", _("Most urgent first"), ("due_at", "id")),
        ),
        placeholder=_("Search questions and answers"),
    )
    page = ListPage(request, queries.list_questions(request.community), setup)
    known = {
        "page": page,
        "lines": [(each, QuestionState(each.state)) for each in page],
        "figures": _figures(request),
    }
    return render(request, "answers/console.html", known)


def _figures(request: QunceRequest) -> dict[str, Any]:
    """Return what came of the questions of the last thirty days."""
    rows = Question.objects.filter(
        community=request.community, asked_at__gte=request.now - FIGURES_OF
    ).exclude(state=QuestionState.WITHDRAWN)
    told = rows.aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        settled=Count("pk", filter=Q(state=QuestionState.SETTLED)),
        wait=Avg(F("answered_at") - F("asked_at")),
    )
    wait = told["wait"]
    told["hours"] = round(wait.total_seconds() / 3600, 1) if wait is not None else None
    return told


@require_GET
@console_page()
def question(request: QunceRequest, pk: int) -> HttpResponse:
    """Show a question with all answers, doubts, who was asked, and what happened."""
    return show(request, queries.access_question(request.community, pk))


def show(request: QunceRequest, found: Question, **bound: Any) -> HttpResponse:
    """Render a question's page in the console, with what was refused."""
    state = QuestionState(found.state)
    verbs = QUESTION.verbs_from(state)
    asked = found.requests.select_related("person")
    known = {
        "question": found,
        "state": state,
        "answers": [_line(each, bound) for each in queries.list_answers(found)],
        "requests": [(each, RequestState(each.state)) for each in asked],
        "may_close": QuestionVerb.CLOSE in verbs,
        "may_reopen": QuestionVerb.REOPEN in verbs,
        "is_open": state in LISTED,
        "close_form": bound.get("close") or CloseForm(),
        "hand_form": bound.get("hand") or HandForm(to_ask(found)),
        "audience": audience_labels(found),
        "has_library": queries.has_library(),
        "steps": _story(found),
        "group": found.group,
    }
    return render(request, "answers/question.html", known)


def to_ask(found: Question) -> Any:
    """Return who can be asked as well: members who agreed, and were not asked before."""
    keys = [each.person for each in queries.helpers_for(found)]
    return Person.objects.filter(pk__in=keys).order_by("name")


def _line(answer: Any, bound: Any) -> dict[str, Any]:
    state = AnswerState(answer.state)
    doubts = [(each, DoubtState(each.state)) for each in answer.doubts.all()]
    return {
        "answer": answer,
        "state": state,
        "is_read": state in READ,
        "doubts": doubts,
        "note_form": bound.get(f"note-{answer.pk}") or NoteForm(),
        "words": say(answering.words_for_group(answer)) if state in READ else "",
    }


class Step:
    """A line of the thread, as the shell's timeline shows it."""

    icon, tone, text = "circle-check", "quiet", ""

    def __init__(self, entry: Any) -> None:
        self.title = record.sentence_of(entry, say)
        self.at = entry.at
        self.by = record.actor_of(entry, say)


def _story(found: Question) -> list[Step]:
    entries = record.list_entries_about(found.community_id, "question", found.pk)
    return [Step(each) for each in entries]


# --- from a group -------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@console_page(Role.CONTENT)
def take(request: QunceRequest, message: int) -> HttpResponse:
    """Take a question that was asked in a group into the column."""
    row = chat.access_message(request.community, message)
    data = request.POST if request.method == "POST" else None
    form = TakeForm(queries.settings_of(request.community.pk).topics, data)
    known = queries.find_taken(row.pk)
    if known is not None and data is None:
        return redirect("answers_question", key=request.community.key, pk=known.pk)
    if data is not None and form.is_valid():
        topic = form.cleaned_data["topic"]
        taken = asking.take(row, by=request.actor, now=request.now, topic=topic)
        messages.success(request, _("It stands in the column. The group is told where it is."))
        return redirect("answers_question", key=request.community.key, pk=taken.pk)
    return render(request, "answers/take.html", {"row": row, "form": form})


@require_POST
@console_page(Role.CONTENT)
def leave(request: QunceRequest, pk: int) -> HttpResponse:
    """Leave a question in the group: its line of the desk ends."""
    task = record.access_task(request.community.pk, pk)
    if task.kind == lines.OFFER:
        ledger.skip_task(task, by=request.actor, now=request.now)
    return redirect("console_desk", key=request.community.key)


# --- who may be asked ---------------------------------------------------------------------------


@require_GET
@console_page()
def helpers(request: QunceRequest) -> HttpResponse:
    """List the members who agreed to be asked, with what they did."""
    setup = ListSetup(
        search=("person__name__icontains", "person__company__icontains"),
        filters=(Filter("on", _("Asked"), [("1", _("Is asked")), ("0", _("Paused"))], _is_on),),
        sorts=(("name", _("By name"), "person__name"),),
        placeholder=_("Name, company"),
    )
    rows = Help.objects.filter(community=request.community).select_related("person")
    page = ListPage(request, rows, setup)
    keys = [each.person_id for each in page]
    counts = _counts(request, keys)
    known = {"page": page, "lines": [(each, counts.get(each.person_id, {})) for each in page]}
    return render(request, "answers/helpers.html", known)


def _is_on(rows: Any, value: str) -> Any:
    return rows.filter(is_on=value == "1")


def _counts(request: QunceRequest, keys: list[int]) -> dict[int, dict[str, int]]:
    """Return what each member did: answers that are read, accepted ones, requests waiting."""
    given = Answer.objects.filter(community=request.community, person__in=keys, state__in=READ)
    told = given.values("person").annotate(
        given=Count("pk"), accepted=Count("pk", filter=Q(state=AnswerState.ACCEPTED))
    )
    counts: dict[int, dict[str, int]] = {key: {} for key in keys}
    for each in told:
        counts[each["person"]] |= {"given": each["given"], "accepted": each["accepted"]}
    for key, waiting in queries.count_waiting(keys).items():
        counts[key]["waiting"] = waiting
    return counts


URLS = [
    path("c/<slug:key>/questions/", index, name="answers_console"),
    path("c/<slug:key>/questions/helpers/", helpers, name="answers_helpers"),
    path("c/<slug:key>/questions/<int:pk>/", question, name="answers_question"),
    path("c/<slug:key>/messages/<int:message>/question/", take, name="answers_take"),
    path("c/<slug:key>/questions/offers/<int:pk>/leave/", leave, name="answers_leave"),
]

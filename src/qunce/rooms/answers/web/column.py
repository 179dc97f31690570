"""The column on the members' site: the list, asking, a question's page."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.kernel.errors import BusyError, NotAllowedError, RefusedError
from qunce.kernel.text import N_, Words
from qunce.people.models import Person
from qunce.rooms.answers import asking, lookalikes, queries, routing
from qunce.rooms.answers.deciding import (
    ANSWER,
    LISTED,
    QUESTION,
    READ,
    AnswerState,
    AnswerVerb,
    DoubtState,
    QuestionState,
    QuestionVerb,
    RequestState,
)
from qunce.rooms.answers.models import Answer, Question
from qunce.rooms.answers.web.forms import AnswerForm, QuestionForm
from qunce.shell import throttle
from qunce.shell.access import QunceRequest, member_page
from qunce.shell.audience import audience_labels
from qunce.shell.forms import refuse, submit
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say

ONLY_ASKER = N_("Only who asked can do this.")
BY_PERSON = (throttle.Limit(20, timedelta(hours=1)), throttle.Limit(60, timedelta(days=1)))
LOOK_FROM = 4  # characters that are typed before anything is looked for


def knock(request: QunceRequest, door: str) -> None:
    """Count a question or an answer of a member; BusyError where it is too often."""
    who = throttle.Who("person", str(request.person.pk), BY_PERSON)
    throttle.knock(f"answers.{door}", [who], now=request.now)


@require_GET
@member_page
def column(request: QunceRequest) -> HttpResponse:
    """List the questions that a member may see."""
    topics = queries.settings_of(request.community.pk).topics
    me = request.person

    def mine(rows: Any, value: str) -> Any:
        if value == "asked":
            return rows.filter(person=me)
        return rows.filter(pk__in=Answer.objects.filter(person=me).values("question"))

    setup = ListSetup(
        search=queries.search,
        filters=(
            Filter(
                "state", _("State"), [(each.value, say(each.label)) for each in LISTED], "state"
            ),
            Filter("topic", _("Topic"), [(each, each) for each in topics], "topic"),
            Filter(
                "mine", _("My part"), [("asked", _("I asked")), ("said", _("I answered"))], mine
            ),
        ),
        sorts=(
            ("new", _("Newest first"), ("-asked_at", "-id")),
            ("moved", _("Last answered"), "-changed_at"),
            ("few", _("Fewest answers"), ("count", "-id")),
        ),
        size=20,
        placeholder=_("Search questions and answers"),
    )
    page = ListPage(request, queries.list_for(me), setup)
    known = {
        "page": page,
        "lines": [(each, QuestionState(each.state)) for each in page],
        "requests": queries.list_waiting_for(me),
        "may_help": routing.may_help(me),
        "help": queries.help_of(me),
    }
    return render(request, "answers/column.html", known)


# --- asking -------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "POST"])
@member_page
def ask(request: QunceRequest) -> HttpResponse:
    """Ask; `look` only shows what there is already, for who has no scripts."""
    form = _form(request)
    if request.method == "POST" and "look" not in request.POST and form.is_valid():
        try:
            knock(request, "ask")
            question = asking.ask(
                request.person,
                form.draft(),
                form.cleaned_data["form"],
                by=request.actor,
                now=request.now,
            )
        except (RefusedError, BusyError) as error:
            refuse(form, error.words)
        else:
            messages.success(request, _(_said(question)))
            return redirect("answers_page", key=request.community.key, pk=question.pk)
    if "look" in request.POST:
        form.is_valid()
        form.errors.clear()
    return _ask_page(request, form)


def _said(question: Question) -> str:
    if question.requests.exists():
        return N_("Asked. Members who know the topic were told; you hear when there is an answer.")
    return N_("Asked. You hear when there is an answer.")


def _form(request: QunceRequest, row: Question | None = None) -> QuestionForm:
    topics = queries.settings_of(request.community.pk).topics
    data = request.POST if request.method == "POST" else None
    return QuestionForm(request.community, topics, data, row)


def _ask_page(
    request: QunceRequest, form: QuestionForm, old: Question | None = None
) -> HttpResponse:
    known = {"form": form, "old": old, **_alike(request, old)}
    return render(request, "answers/ask.html", known)


def _alike(request: QunceRequest, old: Question | None = None) -> dict[str, Any]:
    """Return what there is already about what is being typed."""
    typed = f"{request.POST.get('title', '')} {request.POST.get('text', '')}".strip()[:400]
    if len(typed) < LOOK_FROM:
        return {"alike": [], "items": [], "is_looked": False}
    alike = lookalikes.find(request.person, typed, without=old.pk if old else 0)
    return {
        "alike": [(each, QuestionState(each.state)) for each in alike],
        "items": queries.find_items(request.person, typed),
        "is_looked": True,
    }


@require_POST
@member_page
def alike(request: QunceRequest) -> HttpResponse:
    """Show while typing which questions and library items there are already."""
    return render(request, "answers/parts/alike.html", _alike(request))


@never_cache
@require_http_methods(["GET", "POST"])
@member_page
def edit(request: QunceRequest, pk: int) -> HttpResponse:
    """Change one's own question."""
    question = own_question(request, pk)
    QUESTION.after(QuestionState(question.state), QuestionVerb.EDIT)
    form = _form(request, question)

    def act(_told: Any) -> None:
        asking.change(question, form.draft(), by=request.actor, now=request.now)

    if request.method == "POST" and "look" not in request.POST and submit(form, act):
        messages.success(request, _("Changed."))
        return redirect("answers_page", key=request.community.key, pk=pk)
    if "look" in request.POST:
        form.is_valid()
        form.errors.clear()
    return _ask_page(request, form, question)


@require_POST
@member_page
def withdraw(request: QunceRequest, pk: int) -> HttpResponse:
    """Take one's own question back."""
    question = own_question(request, pk)
    asking.withdraw(question, by=request.actor, now=request.now)
    messages.success(request, _("Taken back: nobody sees it any more."))
    return redirect("answers_column", key=request.community.key)


def own_question(request: QunceRequest, pk: int) -> Question:
    """Return a question of the viewer's own; NotAllowedError for another's that they may see."""
    question = queries.access_for(request.person, pk)
    if question.person_id != request.person.pk:
        raise NotAllowedError(Words(ONLY_ASKER))
    return question


# --- a question's page --------------------------------------------------------------------------


@never_cache
@require_GET
@member_page
def page(request: QunceRequest, pk: int) -> HttpResponse:
    """Show a question with its answers."""
    return show(request, queries.access_for(request.person, pk))


def show(request: QunceRequest, question: Question, form: AnswerForm | None = None) -> HttpResponse:
    """Render a question's page, with an answer that was refused if there is one."""
    me, state = request.person, QuestionState(question.state)
    verbs = QUESTION.verbs_from(state)
    is_mine = question.person_id == me.pk
    answers = queries.list_answers(question, me)
    mine = question.requests.filter(person=me).first()
    known = {
        "question": question,
        "state": state,
        "is_mine": is_mine,
        "may_edit": is_mine and QuestionVerb.EDIT in verbs,
        "may_withdraw": is_mine and QuestionVerb.WITHDRAW in verbs,
        "may_answer": state in LISTED or form is not None,  # what was refused is not lost
        "answers": [line_of(each, question, me) for each in answers],
        "form": form or AnswerForm(),
        "is_asked": mine is not None and mine.state == RequestState.WAITING,
        "audience": audience_labels(question),
        "alike": lookalikes.find(me, question.title, limit=3, without=question.pk),
        "items": queries.find_items(me, question.title, limit=3),
    }
    return render(request, "answers/page.html", known)


def line_of(answer: Any, question: Question, me: Person) -> dict[str, Any]:
    """Return an answer with what the viewer may do with it."""
    state = AnswerState(answer.state)
    verbs = ANSWER.verbs_from(state)
    is_asker, is_own = question.person_id == me.pk, answer.person_id == me.pk
    doubts = list(answer.doubts.all())
    is_open = question.state in LISTED
    return {
        "answer": answer,
        "state": state,
        "is_own": is_own,
        "doubts": [each for each in doubts if each.state == DoubtState.OPEN],
        "own_doubt": any(
            each.person_id == me.pk and each.state == DoubtState.OPEN for each in doubts
        ),
        "may_accept": is_asker
        and is_open
        and (AnswerVerb.ACCEPT in verbs or state is AnswerState.FOUND)
        and not answer.warning,
        "may_unaccept": is_asker and AnswerVerb.UNACCEPT in verbs,
        "may_dismiss": is_asker and state is AnswerState.FOUND,
        "may_edit": is_own and AnswerVerb.EDIT in verbs and answer.message_id is None,
        "may_withdraw": is_own and (AnswerVerb.WITHDRAW in verbs or state is AnswerState.ACCEPTED),
        "may_thank": not is_own and state in READ,
        "may_doubt": not is_own and state in READ,
    }


URLS = [
    path("m/<slug:key>/questions/", column, name="answers_column"),
    path("m/<slug:key>/questions/ask/", ask, name="answers_ask"),
    path("m/<slug:key>/questions/alike/", alike, name="answers_alike"),
    path("m/<slug:key>/questions/<int:pk>/", page, name="answers_page"),
    path("m/<slug:key>/questions/<int:pk>/edit/", edit, name="answers_edit"),
    path("m/<slug:key>/questions/<int:pk>/withdraw/", withdraw, name="answers_withdraw"),
]

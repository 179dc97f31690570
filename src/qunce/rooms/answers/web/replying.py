"""What members do with answers: write, thank, accept, doubt, change and take back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qunce.kernel.errors import NotAllowedError
from qunce.kernel.text import N_, Words
from qunce.rooms.answers import answering, doubting, queries
from qunce.rooms.answers.deciding import ANSWER, AnswerState, AnswerVerb, DoubtState
from qunce.rooms.answers.models import Answer
from qunce.rooms.answers.web.column import ONLY_ASKER, knock, show
from qunce.rooms.answers.web.forms import AnswerForm, DoubtForm
from qunce.shell.access import QunceRequest, member_page
from qunce.shell.forms import submit

ONLY_AUTHOR = N_("Only who wrote the answer can do this.")


@require_POST
@member_page
def answer(request: QunceRequest, pk: int) -> HttpResponse:
    """Answer a question."""
    question = queries.access_for(request.person, pk)
    form = AnswerForm(request.POST)

    def act(told: Any) -> None:
        knock(request, "answer")
        answering.give(
            question,
            request.person,
            told["text"],
            told["form"],
            now=request.now,
            by=request.actor,
        )

    if not submit(form, act):
        return show(request, question, form)
    messages.success(request, _("Thank you! Whoever asked hears of your answer."))
    return redirect("answers_page", key=request.community.key, pk=pk)


def _back(request: QunceRequest, found: Answer) -> HttpResponse:
    there = redirect("answers_page", key=request.community.key, pk=found.question_id)
    there["Location"] += f"#answer-{found.pk}"
    return there


def _own(request: QunceRequest, pk: int) -> Answer:
    found = queries.access_answer_for(request.person, pk)
    if found.person_id != request.person.pk:
        raise NotAllowedError(Words(ONLY_AUTHOR))
    return found


def _of_own_question(request: QunceRequest, pk: int) -> Answer:
    found = queries.access_answer_for(request.person, pk)
    if found.question.person_id != request.person.pk:
        raise NotAllowedError(Words(ONLY_ASKER))
    return found


@require_http_methods(["GET", "POST"])
@member_page
def change(request: QunceRequest, pk: int) -> HttpResponse:
    """Change one's own answer."""
    found = _own(request, pk)
    ANSWER.after(AnswerState(found.state), AnswerVerb.EDIT)
    data = request.POST if request.method == "POST" else None
    form = AnswerForm(data, initial={"text": found.text})

    def act(told: Any) -> None:
        answering.change(found, told["text"], by=request.actor, now=request.now)

    if data is not None and submit(form, act):
        messages.success(request, _("Changed."))
        return _back(request, found)
    known = {"form": form, "question": found.question, "answer": found}
    return render(request, "answers/change.html", known)


@require_POST
@member_page
def withdraw(request: QunceRequest, pk: int) -> HttpResponse:
    """Take one's own answer back."""
    found = _own(request, pk)
    answering.withdraw(found, by=request.actor, now=request.now)
    messages.success(request, _("Your answer is taken back."))
    return redirect("answers_page", key=request.community.key, pk=found.question_id)


@require_POST
@member_page
def thank(request: QunceRequest, pk: int) -> HttpResponse:
    """Thank for an answer, or take the thanks back."""
    found = queries.access_answer_for(request.person, pk)
    answering.thank(found, request.person, now=request.now)
    return _back(request, found)


@require_POST
@member_page
def accept(request: QunceRequest, pk: int) -> HttpResponse:
    """Accept an answer to one's own question."""
    found = _of_own_question(request, pk)
    answering.accept(found, by=request.actor, now=request.now)
    messages.success(request, _("Accepted. The question counts as solved."))
    return _back(request, found)


@require_POST
@member_page
def unaccept(request: QunceRequest, pk: int) -> HttpResponse:
    """Take an acceptance back."""
    found = _of_own_question(request, pk)
    answering.unaccept(found, by=request.actor, now=request.now)
    messages.success(request, _("The answer is not accepted any more."))
    return _back(request, found)


@require_POST
@member_page
def dismiss(request: QunceRequest, pk: int) -> HttpResponse:
    """Say that what was said in the group does not answer one's own question."""
    found = _of_own_question(request, pk)
    answering.dismiss(found, by=request.actor, now=request.now)
    return redirect("answers_page", key=request.community.key, pk=found.question_id)


@require_http_methods(["GET", "POST"])
@member_page
def doubt(request: QunceRequest, pk: int) -> HttpResponse:
    """Doubt an answer; a second time changes the words of one's open doubt."""
    found = queries.access_answer_for(request.person, pk)
    known = found.doubts.filter(person=request.person, state=DoubtState.OPEN).first()
    data = request.POST if request.method == "POST" else None
    form = DoubtForm(data, initial={"text": known.text if known else ""})

    def act(told: Any) -> None:
        doubting.doubt(found, request.person, told["text"], by=request.actor, now=request.now)

    if data is not None and submit(form, act):
        messages.success(request, _("Thank you! An admin looks at it."))
        return _back(request, found)
    shown = {"form": form, "question": found.question, "answer": found, "known": known}
    return render(request, "answers/doubt.html", shown)


@require_POST
@member_page
def undoubt(request: QunceRequest, pk: int) -> HttpResponse:
    """Take one's own doubt back."""
    found = queries.access_answer_for(request.person, pk)
    for row in found.doubts.filter(person=request.person, state=DoubtState.OPEN):
        doubting.withdraw(row, by=request.actor, now=request.now)
        messages.success(request, _("Your doubt is taken back."))
    return _back(request, found)


URLS = [
    path("m/<slug:key>/questions/<int:pk>/answer/", answer, name="answers_answer"),
    path("m/<slug:key>/answers/<int:pk>/change/", change, name="answers_change"),
    path("m/<slug:key>/answers/<int:pk>/withdraw/", withdraw, name="answers_take_back"),
    path("m/<slug:key>/answers/<int:pk>/thank/", thank, name="answers_thank"),
    path("m/<slug:key>/answers/<int:pk>/accept/", accept, name="answers_accept"),
    path("m/<slug:key>/answers/<int:pk>/unaccept/", unaccept, name="answers_unaccept"),
    path("m/<slug:key>/answers/<int:pk>/no/", dismiss, name="answers_no_answer"),
    path("m/<slug:key>/answers/<int:pk>/doubt/", doubt, name="answers_doubt"),
    path("m/<slug:key>/answers/<int:pk>/undoubt/", undoubt, name="answers_undoubt"),
]

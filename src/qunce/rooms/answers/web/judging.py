"""What an admin does with a question and its answers in the console."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.kernel.messages import Role
from qunce.kernel.text import N_
from qunce.rooms.answers import answering, asking, doubting, queries, routing
from qunce.rooms.answers.models import Answer, Doubt
from qunce.rooms.answers.web.console import show, to_ask
from qunce.rooms.answers.web.forms import CloseForm, HandForm, NoteForm
from qunce.shell.access import QunceRequest, View, console_page
from qunce.shell.forms import submit


def _back(request: QunceRequest, question: int, part: str = "") -> HttpResponse:
    there = redirect("answers_question", key=request.community.key, pk=question)
    there["Location"] += part
    return there


@require_POST
@console_page(Role.CONTENT)
def close(request: QunceRequest, pk: int) -> HttpResponse:
    """Close a question, with the reason that its asker reads."""
    found = queries.access_question(request.community, pk)
    form = CloseForm(request.POST)

    def act(told: Any) -> None:
        asking.close(found, told["reason"], by=request.actor, now=request.now)

    if not submit(form, act):
        return show(request, found, close=form)
    messages.success(request, _("Closed."))
    return _back(request, pk)


@require_POST
@console_page(Role.CONTENT)
def reopen(request: QunceRequest, pk: int) -> HttpResponse:
    """Open a closed question again."""
    found = queries.access_question(request.community, pk)
    asking.reopen(found, by=request.actor, now=request.now)
    messages.success(request, _("It is open again."))
    return _back(request, pk)


@require_POST
@console_page(Role.CONTENT)
def hand(request: QunceRequest, pk: int) -> HttpResponse:
    """Ask one member more."""
    found = queries.access_question(request.community, pk)
    form = HandForm(to_ask(found), request.POST)

    def act(told: Any) -> None:
        routing.hand_to(found, told["person"], by=request.actor, now=request.now)

    if not submit(form, act):
        return show(request, found, hand=form)
    messages.success(request, _("%(name)s is asked.") % {"name": form.cleaned_data["person"].name})
    return _back(request, pk)


def _verb(act: Callable[..., Any], said: str) -> View:
    """Return a view that does one thing with an answer and says so."""

    @require_POST
    @console_page(Role.CONTENT)
    def view(request: QunceRequest, pk: int) -> HttpResponse:
        found: Answer = queries.access_answer(request.community, pk)
        act(found, by=request.actor, now=request.now)
        messages.success(request, _(said))
        return _back(request, found.question_id, f"#answer-{pk}")

    view.__doc__ = act.__doc__
    return view


accept = _verb(answering.accept, N_("Accepted for whoever asked."))
take_over = _verb(answering.confirm, N_("It is an answer of the column now."))
dismiss = _verb(answering.dismiss, N_("It is no answer."))
hide = _verb(answering.hide, N_("Members do not read it any more."))
unhide = _verb(answering.show, N_("Members read it again."))
post_back = _verb(answering.post_back, N_("It goes to the group."))


@require_POST
@console_page(Role.CONTENT)
def propose(request: QunceRequest, pk: int) -> HttpResponse:
    """Ask the library to take the pair over; who said it in the group is named if they agreed."""
    found = queries.access_answer(request.community, pk)
    is_named = found.message_id is None or "named" in request.POST
    answering.propose(found, by=request.actor, now=request.now, is_named=is_named)
    messages.success(request, _("The library has a draft of it soon."))
    return _back(request, found.question_id, f"#answer-{found.pk}")


@require_POST
@console_page(Role.CONTENT)
def uphold(request: QunceRequest, pk: int) -> HttpResponse:
    """Find a doubt right, with what members read below the answer."""
    row = queries.access_doubt(request.community, pk)
    form = NoteForm(request.POST)

    def act(told: Any) -> None:
        doubting.uphold(row, told["note"], by=request.actor, now=request.now)

    if not submit(form, act):
        found = queries.access_question(request.community, row.answer.question_id)
        return show(request, found, **{f"note-{row.answer_id}": form})
    messages.success(request, _("Members read the note below the answer."))
    return _back(request, row.answer.question_id, f"#answer-{row.answer_id}")


def _doubt_verb(act: Callable[..., Any], said: str) -> View:
    """Return a view that does one thing with a doubt and says so."""

    @require_POST
    @console_page(Role.CONTENT)
    def view(request: QunceRequest, pk: int) -> HttpResponse:
        row: Doubt = queries.access_doubt(request.community, pk)
        act(row, by=request.actor, now=request.now)
        messages.success(request, _(said))
        return _back(request, row.answer.question_id, f"#answer-{row.answer_id}")

    view.__doc__ = act.__doc__
    return view


clear = _doubt_verb(doubting.clear, N_("The answer stands as it is."))
doubt_again = _doubt_verb(doubting.reopen, N_("The doubt is open again."))

QUESTIONS, ANSWERS = "c/<slug:key>/questions/<int:pk>", "c/<slug:key>/answers/<int:pk>"
DOUBTS = "c/<slug:key>/doubts/<int:pk>"
URLS = [
    path(f"{QUESTIONS}/close/", close, name="answers_close"),
    path(f"{QUESTIONS}/reopen/", reopen, name="answers_reopen"),
    path(f"{QUESTIONS}/hand/", hand, name="answers_hand"),
    path(f"{ANSWERS}/accept/", accept, name="answers_accept_for"),
    path(f"{ANSWERS}/take-over/", take_over, name="answers_take_over"),
    path(f"{ANSWERS}/dismiss/", dismiss, name="answers_dismiss"),
    path(f"{ANSWERS}/hide/", hide, name="answers_hide"),
    path(f"{ANSWERS}/show/", unhide, name="answers_show"),
    path(f"{ANSWERS}/post/", post_back, name="answers_post_back"),
    path(f"{ANSWERS}/library/", propose, name="answers_propose"),
    path(f"{DOUBTS}/uphold/", uphold, name="answers_uphold"),
    path(f"{DOUBTS}/clear/", clear, name="answers_clear"),
    path(f"{DOUBTS}/reopen/", doubt_again, name="answers_doubt_again"),
]

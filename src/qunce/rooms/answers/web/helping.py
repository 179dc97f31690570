"""Members who agree to be asked: about what, what waits for them, and how they pass it on."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qunce.kernel.errors import NotFoundError
from qunce.kernel.text import Words
from qunce.rooms.answers import queries, routing
from qunce.rooms.answers.deciding import AnswerState
from qunce.rooms.answers.models import Answer, Thanks
from qunce.rooms.answers.queries import NO_QUESTION
from qunce.rooms.answers.web.forms import HelpForm
from qunce.shell.access import QunceRequest, member_page
from qunce.shell.forms import submit


@require_http_methods(["GET", "POST"])
@member_page
def helping(request: QunceRequest) -> HttpResponse:
    """Agree to be asked, change the topics, or stop."""
    me = request.person
    row = queries.help_of(me)
    data = request.POST if request.method == "POST" else None
    form = HelpForm(queries.settings_of(request.community.pk).topics, data, row)
    if data is not None and "stop" in data:
        routing.stop(me, by=request.actor, now=request.now)
        messages.success(request, _("You are not asked any more. Thank you for your help!"))
        return redirect("answers_helping", key=request.community.key)

    def act(told: Any) -> None:
        routing.agree(me, told["topics"], by=request.actor, now=request.now)

    if data is not None and submit(form, act):
        messages.success(request, _("Thank you! You hear when a question fits."))
        return redirect("answers_helping", key=request.community.key)
    given = Answer.objects.filter(person=me)
    accepted = given.filter(state=AnswerState.ACCEPTED)
    known = {
        "form": form,
        "help": row,
        "may_help": routing.may_help(me),
        "requests": queries.list_waiting_for(me),
        "given": given.filter(state__in=(AnswerState.STANDS, AnswerState.ACCEPTED)).count(),
        "accepted": accepted.count(),
        "thanked": Thanks.objects.filter(answer__in=given).count(),
    }
    return render(request, "answers/helping.html", known)


@require_POST
@member_page
def pass_on(request: QunceRequest, pk: int) -> HttpResponse:
    """Say that one cannot answer a question that one was asked."""
    waiting = queries.list_waiting_for(request.person).select_related("question__community")
    found = waiting.filter(question=pk).first()
    if found is None:
        raise NotFoundError(Words(NO_QUESTION))
    routing.pass_on(found, by=request.actor, now=request.now)
    messages.success(request, _("Passed on: somebody else is asked."))
    return redirect("answers_column", key=request.community.key)


URLS = [
    path("m/<slug:key>/questions/helping/", helping, name="answers_helping"),
    path("m/<slug:key>/questions/<int:pk>/pass/", pass_on, name="answers_pass"),
]

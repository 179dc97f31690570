"""What a member sees of a case about them: words found, rule, count so far, and the appeal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.clauses import Charter
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.rules import Finding
from qunce.kernel.text import N_, Words
from qunce.people.queries import zone_of
from qunce.playbook.queries import effective
from qunce.rooms.moderation import appeals, cases, queries
from qunce.rooms.moderation.addresses import case_of
from qunce.rooms.moderation.domain import CASE, CaseState, CaseVerb
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.web import leave
from qunce.rooms.moderation.web.thread import marked
from qunce.rooms.moderation.web.wording import (
    disguise_names,
    next_shown,
    rule_title,
    step_shown,
)
from qunce.shell.access import OpenRequest, QunceRequest, member_page, open_page
from qunce.shell.words import render as say

NOTHING_TYPED = leave.Told()
NO_NOTICE = N_("This link is not complete. Copy it once more from the message.")


@require_GET
@member_page
def case(request: QunceRequest, pk: int) -> HttpResponse:
    """Show one's own case."""
    return _own(request, queries.access_own_case(request.person, pk))


def _own(request: QunceRequest, case: Case, typed: leave.Told = NOTHING_TYPED) -> HttpResponse:
    known = shown(case, request.now, typed)
    where = {"key": request.community.key, "pk": case.pk}
    known["where"] = reverse("moderation_appeal", kwargs=where)
    return render(request, "moderation/own_case.html", known)


@require_POST
@member_page
def appeal(request: QunceRequest, pk: int) -> HttpResponse:
    """Appeal against a decision about oneself."""
    found = queries.access_own_case(request.person, pk)
    typed = leave.read(request.POST, found)
    if typed.faults:
        return _own(request, found, typed)
    _take(request, found, typed.appeal, by=request.actor, now=request.now)
    return redirect("moderation_own_case", key=request.community.key, pk=pk)


@require_http_methods(["GET", "POST"])
@open_page
def notice(request: OpenRequest, token: str) -> HttpResponse:
    """Show a case to whoever has the address from the notice about it, and take the appeal.

    The address stands in the words of the notice, so that a member of a chat needs no log-in.
    """
    key = case_of(token)
    found = queries.find_case(key) if key is not None else None
    if found is None:
        raise NotFoundError(Words(NO_NOTICE))
    typed = leave.read(request.POST, found) if request.method == "POST" else NOTHING_TYPED
    if request.method == "POST" and not typed.faults:
        who = Actor(ActorKind.PLATFORM, name=found.author_name)
        _take(request, found, typed.appeal, by=who, now=request.now)
        return redirect("moderation_notice", token=token)
    known = shown(found, request.now, typed)
    known["where"] = reverse("moderation_notice", kwargs={"token": token})
    return render(request, "moderation/notice.html", known)


def _take(request: HttpRequest, case: Case, words: str, *, by: Actor, now: datetime) -> None:
    try:
        appeals.appeal(case, words, by=by, now=now)
    except RefusedError as error:
        messages.error(request, say(error.words))
    else:
        messages.success(request, _("Your appeal is in. You will hear from us within two days."))


def shown(case: Case, now: datetime, typed: leave.Told = NOTHING_TYPED) -> dict[str, Any]:
    """Return what a member sees of a case about them."""
    charter = effective(case.community_id, Charter, case.group_id)
    zone = zone_of(case.group.community)
    until = case.decided_at + charter.appeal_within if case.decided_at else None
    answer_by = case.appealed_at + appeals.APPEAL_WITHIN if case.appealed_at else None
    verbs = CASE.verbs_from(CaseState(case.state))
    return {
        "case": case,
        "community": case.group.community,
        "clause": charter.clause(case.clause),
        "text": marked(case),
        "findings": _told(queries.findings_of(case)),
        "beside": _told(queries.beside_of(case)),
        "step": step_shown(case),
        "next_step": next_shown(case),
        "days": charter.strikes_expire.days,
        "limit": charter.points_limit,
        "until": until.astimezone(zone) if until else None,
        "answer_by": answer_by.astimezone(zone) if answer_by else None,
        "may_appeal": CaseVerb.APPEAL in verbs and until is not None and now <= until,
        "may_declare": leave.may_declare(case),
        "typed": typed,
        "is_alone": case.decided_by is not None and appeals.is_alone(case),
        **_help(case, now),
    }


def _told(findings: Sequence[Finding]) -> list[dict[str, str]]:
    return [
        {
            "rule": rule_title(each.rule),
            "reason": say(each.reason),
            "undone": disguise_names(each.undone),
        }
        for each in findings
    ]


def _help(case: Case, now: datetime) -> dict[str, str]:
    """Return how it is done right, with the page that helps: the words may be filled in there."""
    if case.state in {CaseState.OVERTURNED, CaseState.DISMISSED}:
        return {}
    words = cases.help_of(case, cases.message_of(case), queries.findings_of(case), now)
    link = str(words.params.get("link", ""))
    told = say(words).replace(link, "") if link else say(words)
    return {"help": told.strip(" :："), "help_link": link}


URLS = [
    path("notices/<str:token>/", notice, name="moderation_notice"),
    path("m/<slug:key>/cases/<int:pk>/", case, name="moderation_own_case"),
    path("m/<slug:key>/cases/<int:pk>/appeal/", appeal, name="moderation_appeal"),
]

"""One case as a thread, how its decision came about, and what a person decides."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.chat import queries as chat
from qunce.kernel.clauses import STEP_NAMES, STEPS, Charter, Step
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.people.models import Membership
from qunce.playbook.queries import effective
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation import appeals, naming, queries, reports
from qunce.rooms.moderation.domain import CASE, Answer, CaseState, CaseVerb
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.rederive import derive_again
from qunce.rooms.moderation.web.explained import explained, told_again
from qunce.rooms.moderation.web.queue import just_decided, neighbours, next_waiting
from qunce.rooms.moderation.web.thread import marked, thread
from qunce.rooms.moderation.web.wording import next_shown, step_shown
from qunce.shell.access import QunceRequest, console_page, holds
from qunce.shell.words import render as say


@require_GET
@console_page()
def case(request: QunceRequest, pk: int) -> HttpResponse:
    """Show a case: message, span, rule, clause, decision, errands and outcome as one thread.

    With `?again` its decision is derived again, and the page says whether the same comes out.
    """
    found = queries.access_case(request.community, pk)
    charter = effective(found.community_id, Charter, found.group_id)
    verbs = CASE.verbs_from(CaseState(found.state))
    may = holds(request.roles, Role.OPS)
    known: dict[str, Any] = {
        "case": found,
        "clause": charter.clause(found.clause),
        "text": marked(found),
        "findings": queries.findings_of(found),
        "steps": thread(found, request),
        "verbs": verbs if may else frozenset(),
        "step_name": step_shown(found),
        "next_step": next_shown(found),
        "around": chat.list_around(found.message, limit=3) if found.message else [],
        "reports": reports.reports_of(found),
        "explained": explained(found),
        "again": told_again(derive_again(found)) if "again" in request.GET else None,
        "eased": found.eased.order_by("id"),
        "milder": _milder(found),
        "before": neighbours(found)[0],
        "after": neighbours(found)[1],
        "undoable": found in just_decided(request.person, request),
        "page_keys": _keys(),
        "may_answer": appeals.may_answer(found, request.person.pk),
        "is_alone": found.decided_by == request.person.pk and appeals.is_alone(found),
    }
    if CaseVerb.ACT in verbs:
        known |= _proposal(found)
    return render(request, "moderation/case.html", known)


def _keys() -> list[tuple[str, str]]:
    """Return the keys of a case, for its help."""
    return [
        ("j", _("The next one that waits")),
        ("k", _("The one before")),
        ("a", _("It is a violation: as the ladder says, or the step chosen")),
        ("d", _("It is none")),
        ("u", _("Undo your decision")),
        ("o", _("Back to the list")),
    ]


def _proposal(case: Case) -> dict[str, Any]:
    """Return what the ladder proposes, and the steps to choose from."""
    proved = reports.reports_of(case).exists()
    proposal, message, ready = moderation.propose(case, proved=proved)
    able = queries.ladders_of(case.group, ready).able
    return {
        "proposal": proposal,
        "is_nameless": message.author is None,
        "names": _names(case) if message.author is None else [],
        "clauses": ready.charter.clauses,
        "proposal_name": say(STEP_NAMES[proposal.step]),
        "is_protected": proposal.answer is Answer.COUNT,
        "choices": [
            (step.value, say(STEP_NAMES[step]))
            for step in Step
            if step in able and step != Step.NOTHING
        ],
    }


def _milder(case: Case) -> list[tuple[str, str]]:
    """Return the steps that are milder than the one decided."""
    if not case.step or case.state not in {CaseState.ACTED, CaseState.APPEALED}:
        return []
    milder = STEPS[1 : STEPS.index(Step(case.step))]
    return [(step.value, say(STEP_NAMES[step])) for step in milder]


@require_POST
@console_page(Role.OPS)
def act(request: QunceRequest, pk: int) -> HttpResponse:
    """Decide that a case is a violation."""
    found = queries.access_case(request.community, pk)
    step = _step(request)
    try:
        # M47: what a report proved goes straight on.
        proved = reports.reports_of(found).exists()
        about: dict[str, Any] = {
            "by": request.actor,
            "now": request.now,
            "clause": request.POST.get("clause", ""),
        }
        moderation.act(found, step=step, proved=proved, **about)
    except RefusedError as error:
        messages.error(request, say(error.words))
    else:
        messages.success(request, _("Decided. What follows is on its way."))
        return _go_on(request, found)
    return _back(request, found)


def _names(case: Case) -> list[str]:
    """Return the nicknames of a group, to choose from while typing."""
    there = Membership.objects.filter(group=case.group, left_at__isnull=True)
    return [each.nickname or each.person.name for each in there.select_related("person")[:500]]


@require_POST
@console_page(Role.OPS)
def who(request: QunceRequest, pk: int) -> HttpResponse:
    """Say whom a case is about."""
    found = queries.access_case(request.community, pk)
    try:
        name = request.POST.get("name", "")[:120]
        naming.name_author(found, name, by=request.actor, now=request.now)
    except RefusedError as error:
        messages.error(request, say(error.words))
    return _back(request, found)


@require_POST
@console_page(Role.OPS)
def dismiss(request: QunceRequest, pk: int) -> HttpResponse:
    """Decide that a case is no violation."""
    found = queries.access_case(request.community, pk)
    moderation.dismiss(found, by=request.actor, now=request.now, note=_note(request))
    messages.success(request, _("Dismissed: this was no violation."))
    return _go_on(request, found)


@require_POST
@console_page(Role.OPS)
def reopen(request: QunceRequest, pk: int) -> HttpResponse:
    """Take a dismissal back."""
    found = queries.access_case(request.community, pk)
    moderation.reopen(found, by=request.actor, now=request.now)
    return _back(request, found)


@require_POST
@console_page(Role.OPS)
def uphold(request: QunceRequest, pk: int) -> HttpResponse:
    """Answer an appeal: the decision stands."""
    found = queries.access_case(request.community, pk)
    appeals.uphold(found, by=request.actor, now=request.now, note=_note(request))
    messages.success(request, _("Answered: the decision stands."))
    return _back(request, found)


@require_POST
@console_page(Role.OPS)
def reduce(request: QunceRequest, pk: int) -> HttpResponse:
    """Make a decision milder."""
    found = queries.access_case(request.community, pk)
    step = _step(request) or Step.NOTHING
    try:
        appeals.reduce(found, step, by=request.actor, now=request.now, note=_note(request))
    except RefusedError as error:
        messages.error(request, say(error.words))
    else:
        messages.success(request, _("The decision is milder now, and the member is told."))
    return _back(request, found)


@require_POST
@console_page(Role.OPS)
def overturn(request: QunceRequest, pk: int) -> HttpResponse:
    """Withdraw a decision."""
    found = queries.access_case(request.community, pk)
    eased = appeals.overturn(found, by=request.actor, now=request.now, note=_note(request))
    messages.success(request, _("Withdrawn: it counts as if it never happened."))
    if eased:
        said = _("Later cases that became milder because of it: %(count)s.")
        messages.success(request, said % {"count": len(eased)})
    return _back(request, found)


def _step(request: QunceRequest) -> Step | None:
    chosen = request.POST.get("step", "")
    return Step(chosen) if chosen in {each.value for each in Step} else None


def _note(request: QunceRequest) -> str:
    return request.POST.get("note", "").strip()[:500]


def _go_on(request: QunceRequest, case: Case) -> HttpResponse:
    """Go to the next case that waits, or stay where none does."""
    following = next_waiting(request.community, case.pk) or case.pk
    return redirect("moderation_case", key=request.community.key, pk=following)


def _back(request: QunceRequest, case: Case) -> HttpResponse:
    return redirect("moderation_case", key=request.community.key, pk=case.pk)


URLS = [
    path("c/<slug:key>/cases/<int:pk>/", case, name="moderation_case"),
    path("c/<slug:key>/cases/<int:pk>/act/", act, name="moderation_act"),
    path("c/<slug:key>/cases/<int:pk>/who/", who, name="moderation_who"),
    path("c/<slug:key>/cases/<int:pk>/dismiss/", dismiss, name="moderation_dismiss"),
    path("c/<slug:key>/cases/<int:pk>/reopen/", reopen, name="moderation_reopen"),
    path("c/<slug:key>/cases/<int:pk>/uphold/", uphold, name="moderation_uphold"),
    path("c/<slug:key>/cases/<int:pk>/reduce/", reduce, name="moderation_reduce"),
    path("c/<slug:key>/cases/<int:pk>/overturn/", overturn, name="moderation_overturn"),
]

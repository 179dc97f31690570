"""The queue: what waits for a person, worked through by keyboard, several at once, with undo."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.kernel.clauses import STEP_NAMES
from qunce.kernel.messages import Role
from qunce.people.models import Community, Person
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation import appeals, queries, reports
from qunce.rooms.moderation.domain import Answer, CaseState
from qunce.rooms.moderation.models import Case
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.queues import JUST_NOW, each_of, ticked
from qunce.shell.words import render as say

WAITING = (CaseState.OPEN, CaseState.APPEALED)


def neighbours(case: Case) -> tuple[int | None, int | None]:
    """Return the waiting cases before and after a case, None where there is none."""
    waiting = Case.objects.filter(community=case.community_id, state__in=WAITING).order_by("id")
    after = waiting.filter(pk__gt=case.pk).values_list("pk", flat=True).first()
    before = waiting.filter(pk__lt=case.pk).values_list("pk", flat=True).last()
    return before, after


def next_waiting(community: Community, after: int) -> int | None:
    """Return the next case that waits for a person: behind one, or else the first of all."""
    waiting = Case.objects.filter(community=community, state=CaseState.OPEN).order_by("id")
    keys = waiting.values_list("pk", flat=True)
    return keys.filter(pk__gt=after).first() or keys.first()


def just_decided(person: Person, request: QunceRequest) -> list[Case]:
    """Return what the viewer decided within the last minutes and can still take back."""
    mine = Case.objects.filter(community=person.community, decided_by=person.pk)
    mine = mine.filter(state__in=(CaseState.ACTED, CaseState.DISMISSED))
    mine = mine.filter(decided_at__gte=request.now - JUST_NOW)
    return list(mine.select_related("group", "community").order_by("-decided_at", "-id")[:20])


@require_POST
@console_page(Role.OPS)
def preview(request: QunceRequest) -> HttpResponse:
    """Show what would follow for each of the chosen cases; nothing is decided yet."""
    verb = "dismiss" if request.POST.get("verb") == "dismiss" else "act"
    lines = [_line(case, verb) for case in _chosen(request)]
    if not lines:
        messages.info(request, _("Choose cases first: none is chosen."))
        return _back(request)
    done = [line for line in lines if line["possible"]]
    known = {"lines": lines, "verb": verb, "count": len(done)}
    return render(request, "moderation/bulk.html", known)


@require_POST
@console_page(Role.OPS)
def decide(request: QunceRequest) -> HttpResponse:
    """Decide about the chosen cases, each by its own ladder."""

    def act(case: Case) -> None:
        if request.POST.get("verb") == "dismiss":
            moderation.dismiss(case, by=request.actor, now=request.now)
        else:
            proved = reports.reports_of(case).exists()
            moderation.act(case, by=request.actor, now=request.now, proved=proved)

    count = each_of(request, _chosen(request), act, lambda case: case.author_name)
    if count:
        messages.success(request, _("Decided: %(count)s cases.") % {"count": count})
    return _back(request)


@require_POST
@console_page(Role.OPS)
def undo(request: QunceRequest) -> HttpResponse:
    """Take back what the viewer decided just now: a dismissal, or what was acted on."""
    mine = {case.pk for case in just_decided(request.person, request)}
    wanted = mine & set(ticked(request, "case"))
    for case in Case.objects.filter(pk__in=wanted).order_by("id"):
        found = queries.access_case(request.community, case.pk)
        if found.state == CaseState.DISMISSED:
            moderation.reopen(found, by=request.actor, now=request.now)
        else:
            appeals.overturn(found, by=request.actor, now=request.now)
    if wanted:
        messages.success(request, _("Taken back: %(count)s cases.") % {"count": len(wanted)})
    else:
        messages.info(request, _("There is nothing of yours to take back any more."))
    return _back(request)


def _chosen(request: QunceRequest) -> list[Case]:
    keys = ticked(request, "case")
    found = Case.objects.filter(community=request.community, pk__in=keys, state=CaseState.OPEN)
    related = ("group__community", "person", "message", "identity")
    return list(found.select_related(*related).order_by("id"))


def _line(case: Case, verb: str) -> dict[str, Any]:
    """Return what would follow in a case."""
    if verb == "dismiss":
        return {"case": case, "follows": _("no violation"), "possible": True}
    proved = reports.reports_of(case).exists()
    verdict, message, _ready = moderation.propose(case, proved=proved)
    possible = verdict.answer is Answer.ACT and verdict.clause is not None
    possible = possible and message.author is not None
    step = say(STEP_NAMES[verdict.step]) if possible else _("cannot be decided here: open it")
    return {"case": case, "follows": step, "strike": verdict.strike, "possible": possible}


def _back(request: QunceRequest) -> HttpResponse:
    return redirect("moderation_cases", key=request.community.key)


URLS = [
    path("c/<slug:key>/cases/preview/", preview, name="moderation_preview"),
    path("c/<slug:key>/cases/decide/", decide, name="moderation_decide"),
    path("c/<slug:key>/cases/undo/", undo, name="moderation_undo_own"),
]

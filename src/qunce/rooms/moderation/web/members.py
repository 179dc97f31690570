"""What a member sees of a case about them: words found, rule, count so far, and the appeal."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.kernel.clauses import STEP_NAMES, Charter, Step
from qunce.kernel.errors import RefusedError
from qunce.playbook.queries import effective
from qunce.rooms.moderation import appeals, queries
from qunce.rooms.moderation.domain import CASE, CaseState, CaseVerb
from qunce.rooms.moderation.web.thread import marked
from qunce.rooms.moderation.web.wording import disguise_names, rule_title
from qunce.shell.access import QunceRequest, member_page
from qunce.shell.words import render as say


@require_GET
@member_page
def case(request: QunceRequest, pk: int) -> HttpResponse:
    """Show one's own case."""
    found = queries.access_own_case(request.person, pk)
    charter = effective(found.community_id, Charter, found.group_id)
    until = found.decided_at + charter.appeal_within if found.decided_at else None
    verbs = CASE.verbs_from(CaseState(found.state))
    known = {
        "case": found,
        "clause": charter.clause(found.clause),
        "text": marked(found),
        "findings": [
            {
                "rule": rule_title(each.rule),
                "reason": say(each.reason),
                "undone": disguise_names(each.undone),
            }
            for each in queries.findings_of(found)
        ],
        "step": say(STEP_NAMES[Step(found.step)]) if found.step else "",
        "next_step": say(STEP_NAMES[Step(found.next_step)]) if found.next_step else "",
        "until": until,
        "may_appeal": CaseVerb.APPEAL in verbs and until is not None and request.now <= until,
    }
    return render(request, "moderation/own_case.html", known)


@require_POST
@member_page
def appeal(request: QunceRequest, pk: int) -> HttpResponse:
    """Appeal against a decision about oneself."""
    found = queries.access_own_case(request.person, pk)
    try:
        words = request.POST.get("words", "")[:2000]
        appeals.appeal(found, words, by=request.actor, now=request.now)
    except RefusedError as error:
        messages.error(request, say(error.words))
    else:
        messages.success(request, _("Your appeal is in. You will hear from us within two days."))
    return redirect("moderation_own_case", key=request.community.key, pk=pk)


URLS = [
    path("m/<slug:key>/cases/<int:pk>/", case, name="moderation_own_case"),
    path("m/<slug:key>/cases/<int:pk>/appeal/", appeal, name="moderation_appeal"),
]

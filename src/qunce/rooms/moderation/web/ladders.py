"""The ladders of a draft: what follows the first violation of a clause, the second, and so on."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from qunce.kernel.clauses import CHARTER, STEP_NAMES, Charter, Clause, Step
from qunce.kernel.errors import QunceError
from qunce.kernel.messages import Role
from qunce.playbook import domain
from qunce.playbook.plain import to_plain
from qunce.playbook.queries import latest_values
from qunce.rooms.moderation import drafts
from qunce.rooms.moderation.models_trying import Draft
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.words import render as say

RUNGS = 5  # that the page offers; a longer ladder keeps its further ones


@require_http_methods(["GET", "POST"])
@console_page(Role.OWNER)
def ladders(request: QunceRequest, pk: int) -> HttpResponse:
    """Show and set the ladders of a draft."""
    draft = drafts.access_draft(request.community, pk)
    charter = _charter(draft)
    fault = ""
    if request.method == "POST":
        try:
            data = _data(request, draft, charter)
            drafts.set_section(draft, CHARTER.key, data, now=request.now)
        except QunceError as error:
            fault = say(error.words)
        else:
            return redirect("moderation_draft", key=request.community.key, pk=pk)
    known = {
        "draft": draft,
        "fault": fault,
        "steps": [(step.value, say(STEP_NAMES[step])) for step in Step],
        "clauses": [_shown(request, each) for each in charter.clauses],
        "rungs": range(1, RUNGS + 1),
        "days": request.POST.get("days", charter.strikes_expire.days),
        "hours": request.POST.get("hours", round(charter.mute_length / timedelta(hours=1))),
    }
    return render(request, "moderation/ladders.html", known)


def _charter(draft: Draft) -> Charter:
    layers = [dict(each) for each in latest_values(draft.community_id, draft.group_id)]
    layers[-1] = drafts.tried_values(draft)
    found = domain.effective(CHARTER, *[layer.get(CHARTER.key, {}) for layer in layers])
    return found if isinstance(found, Charter) else Charter()


def _shown(request: QunceRequest, clause: Clause) -> dict[str, Any]:
    rungs = [*clause.ladder, *[None] * RUNGS][:RUNGS]
    chosen = [
        request.POST.get(_field(clause, place), step.value if step else "")
        for place, step in enumerate(rungs)
    ]
    return {
        "clause": clause,
        "rungs": [(_field(clause, place), value) for place, value in enumerate(chosen)],
    }


def _field(clause: Clause, place: int) -> str:
    return f"step-{clause.key}-{place}"


def _data(request: QunceRequest, draft: Draft, charter: Charter) -> dict[str, Any]:
    """Return the section as it was filled in, as plain values."""
    clauses = []
    for each in charter.clauses:
        chosen = [request.POST.get(_field(each, place), "") for place in range(RUNGS)]
        steps = [step for step in chosen if step] + [step.value for step in each.ladder[RUNGS:]]
        clauses.append(to_plain(each) | {"ladder": steps})
    own = dict(drafts.tried_values(draft).get(CHARTER.key, {}))
    own |= {
        "clauses": clauses,
        "strikes_expire": f"{request.POST.get('days', '').strip()} d",
        "mute_length": f"{request.POST.get('hours', '').strip()} h",
    }
    faultless = not domain.check({CHARTER.key: own}, {CHARTER.key: CHARTER})
    if faultless and draft.group_id is None:
        return domain.only_changed(CHARTER, own)
    return own


URLS = [
    path("c/<slug:key>/rules/drafts/<int:pk>/ladders/", ladders, name="moderation_draft_ladders"),
]

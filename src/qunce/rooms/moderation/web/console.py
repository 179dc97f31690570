"""The cases: the list, one case as a thread, and what a person decides."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.chat import queries as chat
from qunce.kernel.clauses import STEP_NAMES, Charter, Step
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.ledger import queries as record
from qunce.people.queries import access_group, list_groups
from qunce.playbook.queries import effective
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation import appeals, queries, reports
from qunce.rooms.moderation.domain import CASE, CaseState, CaseVerb
from qunce.rooms.moderation.models import Case, Hit
from qunce.rooms.moderation.web.thread import marked, thread
from qunce.rooms.moderation.web.wording import state_choices
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say


@require_GET
@console_page()
def index(request: QunceRequest) -> HttpResponse:
    """List the cases, newest first."""
    charter = effective(request.community.pk, Charter)
    clauses = [(each.key, f"{each.number}. {say(each.title)}") for each in charter.clauses]
    groups = [(each.key, each.name) for each in list_groups(request.community, archived=True)]
    setup = ListSetup(
        search=("author_name__icontains", "text__icontains"),
        filters=(
            Filter("state", _("State"), state_choices(), "state"),
            Filter("clause", _("Clause"), clauses, "clause"),
            Filter("group", _("Group"), groups, "group__key"),
        ),
        sorts=(
            ("new", _("Newest first"), "-id"),
            ("waiting", _("Longest waiting"), ("decided_at", "id")),
        ),
        placeholder=_("Name or words"),
    )
    page = ListPage(request, queries.list_cases(request.community), setup)
    titles = {each.key: say(each.title) for each in charter.clauses}
    lines = [{"case": case, "clause": titles.get(case.clause, case.clause)} for case in page]
    return render(request, "moderation/cases.html", {"page": page, "lines": lines})


@require_GET
@console_page()
def case(request: QunceRequest, pk: int) -> HttpResponse:
    """Show a case: message, span, rule, clause, decision, errands and outcome as one thread."""
    found = queries.access_case(request.community, pk)
    charter = effective(found.community_id, Charter, found.group_id)
    verbs = CASE.verbs_from(CaseState(found.state))
    proposal = moderation.propose(found)[0] if CaseVerb.ACT in verbs else None
    known = {
        "case": found,
        "clause": charter.clause(found.clause),
        "text": marked(found),
        "findings": queries.findings_of(found),
        "steps": thread(found, request),
        "verbs": verbs,
        "proposal": proposal,
        "proposal_name": say(STEP_NAMES[proposal.step]) if proposal else "",
        "choices": [(step.value, say(STEP_NAMES[step])) for step in Step if step != Step.NOTHING],
        "next_step": say(STEP_NAMES[Step(found.next_step)]) if found.next_step else "",
        "around": chat.list_around(found.message, limit=3) if found.message else [],
        "reports": reports.reports_of(found),
        "entries": record.list_entries_about(found.community_id, "case", found.pk),
    }
    return render(request, "moderation/case.html", known)


@require_POST
@console_page(Role.OPS)
def act(request: QunceRequest, pk: int) -> HttpResponse:
    """Decide that a case is a violation."""
    found = queries.access_case(request.community, pk)
    chosen = request.POST.get("step", "")
    step = Step(chosen) if chosen in {each.value for each in Step} else None
    proved = reports.reports_of(found).exists()  # M47: what a report proved goes straight on
    moderation.act(found, by=request.actor, now=request.now, step=step, proved=proved)
    messages.success(request, _("Decided. What follows is on its way."))
    return _back(request, found)


@require_POST
@console_page(Role.OPS)
def dismiss(request: QunceRequest, pk: int) -> HttpResponse:
    """Decide that a case is no violation."""
    found = queries.access_case(request.community, pk)
    moderation.dismiss(found, by=request.actor, now=request.now, note=_note(request))
    messages.success(request, _("Dismissed: this was no violation."))
    return _back(request, found)


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
def overturn(request: QunceRequest, pk: int) -> HttpResponse:
    """Withdraw a decision."""
    found = queries.access_case(request.community, pk)
    appeals.overturn(found, by=request.actor, now=request.now, note=_note(request))
    messages.success(request, _("Withdrawn: it counts as if it never happened."))
    return _back(request, found)


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def open_(request: QunceRequest, message: int) -> HttpResponse:
    """Open a case about a message that the machine did not find."""
    row = chat.access_message(request.community, message)
    known = Case.objects.filter(message=row).first()
    if known is not None:
        return _back(request, known)
    charter = effective(request.community.pk, Charter, row.group_id)
    if request.method == "POST":
        try:
            made = moderation.open_by_hand(
                row,
                request.POST.get("clause", ""),
                by=request.actor,
                now=request.now,
                note=_note(request),
            )
        except RefusedError as error:
            messages.error(request, say(error.words))
        else:
            return _back(request, made)
    shown = {"message": row, "clauses": charter.clauses}
    return render(request, "moderation/open.html", shown)


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def fresh(request: QunceRequest, group: str) -> HttpResponse:
    """Preview the findings of the last 48 hours of an export, and make tasks of those chosen."""
    found = access_group(request.community, group)
    hits = queries.list_fresh(found, request.now)
    if request.method == "POST":
        wanted = set(request.POST.getlist("hit"))
        chosen: list[Hit] = [hit for hit in hits if str(hit.pk) in wanted]
        cases = moderation.open_fresh(chosen, now=request.now)
        said = _("%(count)s cases are on the desk now.") % {"count": len(cases)}
        messages.success(request, said)
        return redirect("console_desk", key=request.community.key)
    charter = effective(request.community.pk, Charter, found.pk)
    titles = {each.key: say(each.title) for each in charter.clauses}
    lines = [{"hit": hit, "clause": titles.get(hit.clause, hit.clause)} for hit in hits]
    return render(request, "moderation/fresh.html", {"group": found, "lines": lines})


def _note(request: QunceRequest) -> str:
    return request.POST.get("note", "").strip()[:500]


def _back(request: QunceRequest, case: Case) -> HttpResponse:
    return redirect("moderation_case", key=request.community.key, pk=case.pk)


URLS = [
    path("c/<slug:key>/cases/", index, name="moderation_cases"),
    path("c/<slug:key>/cases/<int:pk>/", case, name="moderation_case"),
    path("c/<slug:key>/cases/<int:pk>/act/", act, name="moderation_act"),
    path("c/<slug:key>/cases/<int:pk>/dismiss/", dismiss, name="moderation_dismiss"),
    path("c/<slug:key>/cases/<int:pk>/reopen/", reopen, name="moderation_reopen"),
    path("c/<slug:key>/cases/<int:pk>/uphold/", uphold, name="moderation_uphold"),
    path("c/<slug:key>/cases/<int:pk>/overturn/", overturn, name="moderation_overturn"),
    path("c/<slug:key>/messages/<int:message>/case/", open_, name="moderation_open"),
    path("c/<slug:key>/groups/<slug:group>/fresh/", fresh, name="moderation_fresh"),
]

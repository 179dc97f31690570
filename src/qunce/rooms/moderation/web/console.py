"""The cases as a list, and the fresh findings of an import."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qunce.kernel.clauses import Charter
from qunce.kernel.messages import Role
from qunce.people.queries import access_group, list_groups
from qunce.playbook.queries import effective
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation import queries
from qunce.rooms.moderation.domain import CaseState
from qunce.rooms.moderation.models import Case, Hit
from qunce.rooms.moderation.web.queue import WAITING, just_decided
from qunce.rooms.moderation.web.wording import STATES, TONES, state_choices
from qunce.shell.access import QunceRequest, console_page, holds
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.queues import Decided
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
        keep=("show",),
    )
    cases = queries.list_cases(request.community)
    waiting = cases.filter(state__in=WAITING)
    count = waiting.count()
    show = request.GET.get("show") or ("waiting" if count and not request.GET else "all")
    page = ListPage(request, waiting if show == "waiting" else cases, setup)
    titles = {each.key: say(each.title) for each in charter.clauses}
    titles[""] = _("clause to be decided")
    lines = [{"case": case, "clause": titles.get(case.clause, case.clause)} for case in page]
    known = {
        "page": page,
        "lines": lines,
        "show": show,
        "tabs": [("waiting", _("Waiting for you"), count), ("all", _("All"), cases.count())],
        "waits": any(each.state == CaseState.OPEN for each in page),
        "first": waiting.order_by("id").values_list("pk", flat=True).first(),
        "may": holds(request.roles, Role.OPS),
        "decided": [_decided(each) for each in just_decided(request.person, request)],
        "page_keys": _keys(),
    }
    return render(request, "moderation/cases.html", known)


def _decided(case: Case) -> Decided:
    state = CaseState(case.state)
    link = reverse("moderation_case", kwargs={"key": case.community.key, "pk": case.pk})
    name, tone = case.author_name or "?", TONES.get(state, "quiet")
    return Decided(case.pk, name, link, STATES[state], tone, case.decided_at, case.text)


def _keys() -> list[tuple[str, str]]:
    """Return the keys of the list, for its help."""
    return [
        ("j", _("Open the first case")),
        ("o", _("Open the first case")),
        ("a", _("Act on those ticked")),
        ("d", _("Dismiss those ticked")),
        ("u", _("Undo your last decision")),
    ]


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


URLS = [
    path("c/<slug:key>/cases/", index, name="moderation_cases"),
    path("c/<slug:key>/groups/<slug:group>/fresh/", fresh, name="moderation_fresh"),
]

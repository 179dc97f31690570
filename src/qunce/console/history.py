"""The history: every decision and change, with its cause and what followed, as one thread."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.kernel.messages import Role
from qunce.kernel.text import N_
from qunce.ledger import queries as record
from qunce.ledger import repeating
from qunce.ledger.domain import ErrandState
from qunce.people.models import Group
from qunce.people.queries import list_groups, list_persons
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.again import try_again
from qunce.shell.lists import key_of
from qunce.shell.refusals import came_from
from qunce.shell.words import sentence

SHOWN = 50
NAMED = 200  # persons of a name
# What one may ask for, with the modules of facts that belong to it.
AREAS: dict[str, tuple[str, tuple[str, ...]]] = {
    "moderation": (N_("Cases"), ("moderation", "trying", "protected")),
    "people": (N_("People and groups"), ("people", "people_own")),
    "admission": (N_("Admission"), ("admission", "arrivals", "claims", "entrance")),
    "tasks": (N_("Tasks"), ("ledger", "console")),
    "chat": (N_("Messages"), ("chat", "web", "replies")),
    "imports": (N_("Imports"), ("manual",)),
    "playbook": (N_("Settings"), ("playbook",)),
    "charter": (N_("Charter"), ("charter",)),
    "programme": (N_("Programme"), ("programme", "feeds", "pools")),
    "postings": (N_("Recruitment posts"), ("postings",)),
    "library": (N_("Library"), ("library",)),
    "answers": (N_("Questions and answers"), ("answers",)),
    "casework": (N_("Monthly case"), ("casework",)),
}


@require_GET
@console_page()
def history(request: QunceRequest) -> HttpResponse:
    """Show what happened in a community, or in one of its groups, newest first."""
    groups = list(list_groups(request.community, archived=True))
    chosen = next((each for each in groups if each.key == request.GET.get("group")), None)
    area = request.GET.get("area", "") if request.GET.get("area") in AREAS else ""
    name = request.GET.get("q", "").strip()[:80]
    before = request.GET.get("before", "")
    found = record.list_entries(
        request.community.pk,
        group=chosen.pk if chosen else None,
        before=key_of(before),
        modules=AREAS[area][1] if area else (),
    )
    if name:
        named = list_persons(request.community, name__icontains=name).values_list("pk", flat=True)
        found = record.entries_naming(found, name, list(named[:NAMED]))
    entries = list(found[:SHOWN])
    lines = [{"entry": each, "words": sentence(each)} for each in entries]
    known = {
        "lines": lines,
        "groups": groups,
        "chosen": chosen,
        "areas": [(key, title) for key, (title, _modules) in AREAS.items()],
        "area": area,
        "name": name,
        "is_filtered": bool(chosen or area or name),
        "chosen_query": _query(chosen, area, name),
        "next": entries[SHOWN - 1].pk if len(entries) == SHOWN else None,
        "is_first": not before,
    }
    return render(request, "console/history.html", known)


@require_GET
@console_page()
def thread(request: QunceRequest, pk: int) -> HttpResponse:
    """Show cause → … → outcome of one entry."""
    entry = record.access_entry(request.community.pk, pk)
    steps = [
        {
            "step": step,
            "words": sentence(step.entry),
            "errands": [
                {
                    "name": repeating.name_of(each),
                    "state": ErrandState(each.state),
                    "why": repeating.outcome_of(each),
                    "again": try_again(request, each),
                }
                for each in step.errands
            ],
            "tasks": [{"task": each, "title": record.task_title(each)} for each in step.tasks],
        }
        for step in record.thread_of(entry)
    ]
    return render(request, "console/thread.html", {"steps": steps, "entry": entry})


@require_POST
@console_page(Role.OPS)
def repeat(request: QunceRequest, pk: int) -> HttpResponse:
    """Have something tried again that was not carried out."""
    errand = repeating.access_errand(request.community.pk, pk)
    repeating.repeat(errand, by=request.actor, now=request.now)
    messages.success(request, _("It is tried again now."))
    history_page = reverse("console_history", kwargs={"key": request.community.key})
    return redirect(came_from(request) or history_page)


def _query(group: Group | None, area: str, name: str) -> str:
    """Return what was chosen as the end of an address."""
    chosen = {"group": group.key if group else "", "area": area, "q": name}
    return urlencode({key: value for key, value in chosen.items() if value})


URLS = [
    path("c/<slug:key>/history/", history, name="console_history"),
    path("c/<slug:key>/history/<int:pk>/", thread, name="console_thread"),
    path("c/<slug:key>/errands/<int:pk>/again/", repeat, name="console_repeat"),
]

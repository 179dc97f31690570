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
AREAS = {
    "moderation": N_("Cases"),
    "people": N_("People and groups"),
    "admission": N_("Admission"),
    "ledger": N_("Tasks"),
    "chat": N_("Messages"),
    "manual": N_("Imports"),
    "playbook": N_("Settings"),
    "charter": N_("Charter"),
    "programme": N_("Programme"),
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
        area=area,
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
        "areas": AREAS.items(),
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

"""The history: every decision and change, with its cause and what followed, as one thread."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from qunce.ledger import queries as record
from qunce.ledger.domain import ErrandState
from qunce.people.queries import list_groups
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.words import render as say

SHOWN = 50


@require_GET
@console_page()
def history(request: QunceRequest) -> HttpResponse:
    """Show what happened in a community, or in one of its groups, newest first."""
    groups = list(list_groups(request.community, archived=True))
    chosen = next((each for each in groups if each.key == request.GET.get("group")), None)
    before = request.GET.get("before", "")
    found = record.list_entries(
        request.community.pk,
        group=chosen.pk if chosen else None,
        before=int(before) if before.isdecimal() else None,
    )
    entries = list(found[:SHOWN])
    lines = [{"entry": each, "words": record.sentence_of(each, say)} for each in entries]
    known = {
        "lines": lines,
        "groups": groups,
        "chosen": chosen,
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
            "words": record.sentence_of(step.entry, say),
            "errands": [
                {"errand": each, "state": ErrandState(each.state)} for each in step.errands
            ],
            "tasks": [{"task": each, "title": record.task_title(each)} for each in step.tasks],
        }
        for step in record.thread_of(entry)
    ]
    return render(request, "console/thread.html", {"steps": steps, "entry": entry})


URLS = [
    path("c/<slug:key>/history/", history, name="console_history"),
    path("c/<slug:key>/history/<int:pk>/", thread, name="console_thread"),
]

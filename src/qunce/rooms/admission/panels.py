"""What admission shows on a group's page."""

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string

from qunce import clock
from qunce.ledger.models import Task
from qunce.people.models import Group
from qunce.playbook.basics import is_on
from qunce.rooms.admission import queue, receiving
from qunce.rooms.admission.lines import LATE
from qunce.rooms.admission.nicknames import list_misnamed, texts
from qunce.shell.words import render

FIRST = 5  # applications on the desk's line
SHOWN = 20  # names on the group's page; the rest is one click away


def misnamed(request: HttpRequest, group: Group) -> str:
    """Return the chase list of nicknames, with one text for the first of them (M07)."""
    found = list_misnamed(group) if is_on(group.community_id, "admission") else []
    if not found:
        return ""
    words = render(texts(group, found[:SHOWN])[0])
    known = {"group": group, "found": found[:SHOWN], "count": len(found), "words": words}
    return render_to_string("admission/panel.html", known, request)


def way(request: HttpRequest, task: Task) -> str:
    """Return who is on the way into the group of a desk's line, person by person."""
    keys = [key for kind, key in task.subjects if kind == "group"]
    group = Group.objects.filter(community_id=task.community_id, pk__in=keys).first()
    if group is None:
        return ""
    known = receiving.shown_of(group, clock.now())
    return render_to_string("admission/parts/way.html", known, request)


def waiting(request: HttpRequest, task: Task) -> str:
    """Return the first of those who wait for an answer, each with the way to decide."""
    now = clock.now()
    rows = queue.list_waiting(task.community).select_related("group")
    late = Q(due_at__lte=now)
    rows = rows.filter(late) if task.kind == LATE else rows.exclude(late)
    known = {"rows": rows[:FIRST], "more": max(0, rows.count() - FIRST), "now": now}
    return render_to_string("admission/parts/first.html", known, request)


def figures(request: HttpRequest, group: Group) -> str:
    """Return how many wait, and how fast answers are against the promise."""
    found = queue.figures_of(group, clock.now())
    if not (found.waiting or found.answered or found.on_the_way):
        return ""
    return render_to_string("admission/figures.html", {"group": group, "figures": found}, request)

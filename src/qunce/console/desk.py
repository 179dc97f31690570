"""The desk 今日待办: what has to be done now, with the words to use; each line ends where it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.chat import abilities
from qunce.console import actions
from qunce.console.takers import Staff
from qunce.kernel.calendar import day_interval, local_day
from qunce.kernel.effects import Capability, Picture
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.screens import WECHAT, numbered
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger import giving, proofs
from qunce.ledger import queries as record
from qunce.ledger.domain import TaskState, task_mark
from qunce.ledger.models import Proof, Task, TaskTarget
from qunce.people.models import Person
from qunce.people.queries import list_groups, list_staff, zone_of
from qunce.people.roster import roster_of
from qunce.playbook.basics import Basics, is_on
from qunce.playbook.queries import effective
from qunce.shell import uploads
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.house import house
from qunce.shell.words import render as say

SHOWN = 100  # lines of one desk: who has more, has another problem
SHOWN_ENDED = 20
BY_LINK = ("review", "appeal", "meet", "programme_offer")
MINE, ALL = "mine", "all"


@dataclass(frozen=True)
class Line:
    """A task as the desk shows it."""

    task: Task
    is_late: bool
    body: str = ""  # what a room shows inside the line: safe HTML
    takers: Sequence[Person] = ()  # to whom it can be given
    fault: str = ""  # why it could not be ended
    typed: str = ""  # the remark that was typed then

    @property
    def is_decided_elsewhere(self) -> bool:
        """Say whether the line ends by what is decided on another page, which it leads to."""
        return self.task.kind in BY_LINK

    @cached_property
    def title(self) -> str:
        """What has to be done."""
        return say(record.task_title(self.task))

    @cached_property
    def words(self) -> str:
        """The text to use, "" where there is none."""
        words = record.task_words(self.task)
        return say(words) if words else ""

    @cached_property
    def pieces(self) -> Sequence[str]:
        """The pieces of a post that is too long for one message in WeChat; none of a short one."""
        found = numbered(self.words, WECHAT) if self.task.kind == "post" else []
        return found if len(found) > 1 else []

    @property
    def most(self) -> int:
        """How many characters a person can post in one message in WeChat."""
        return WECHAT.most

    @cached_property
    def hint(self) -> str:
        """How it is done."""
        return say(record.task_hint(self.task))

    @cached_property
    def targets(self) -> list[TaskTarget]:
        """The groups in which it is done, one by one."""
        return list(self.task.targets.all())

    @property
    def proofs(self) -> Sequence[Proof]:
        """The screenshots that show that it was done; only lines for posting have them."""
        return list(self.task.proofs.all()) if self.task.kind == "post" else []

    @property
    def mark(self) -> str:
        """How the task stands, as the news of desks tell it."""
        ticked = (target.group_id for target in self.targets if target.ticked_at)
        return task_mark(self.task.state, ticked, self.task.person_id)

    @cached_property
    def sendable(self) -> list[TaskTarget]:
        """The groups that the words can be posted to by program."""
        if self.task.kind != "post" or not self.words:
            return []
        needed = {Capability.SEND, *([Capability.SEND_PICTURE] if self.pictures else [])}
        return [
            target
            for target in self.targets
            if target.ticked_at is None and needed <= abilities.of(target.group)
        ]

    @cached_property
    def pictures(self) -> Sequence[Picture]:
        """The pictures that go with the words."""
        return record.pictures_of(self.task)


@require_GET
@console_page()
def desk(request: QunceRequest) -> HttpResponse:
    """Show what is to be done, urgent first, then by deadline; and what was done today."""
    scope = request.GET.get("scope", MINE)
    group = request.GET.get("group", "")
    roles = None if scope == ALL else _whose(request)
    groups = list(list_groups(request.community))
    chosen = next((each for each in groups if each.key == group), None)
    tasks = record.list_tasks(request.community.pk, roles, group=chosen.pk if chosen else None)
    staff = Staff(request.community, request.person)
    lines = [_line(request, task, staff) for task in tasks[:SHOWN]]
    today = day_interval(
        local_day(request.now, zone_of(request.community)), zone_of(request.community)
    )
    ended = [
        _line(request, task, staff)
        for state in (TaskState.DONE, TaskState.SKIPPED)
        for task in record.list_tasks(request.community.pk, roles, state=state).filter(
            ended_at__gte=today.start
        )[:SHOWN_ENDED]
    ]
    known = {
        "urgent": [line for line in lines if line.task.urgent or line.is_late],
        "lines": [line for line in lines if not (line.task.urgent or line.is_late)],
        "ended": ended,
        "scope": scope,
        "groups": groups,
        "chosen": chosen,
        "has_paste": is_on(request.community.pk, "paste"),
        "single_handed": effective(request.community.pk, Basics).single_handed,
        "panels": _panels(request),
        "topic": f"desk:{request.community.pk}",
    }
    return render(request, "console/desk.html", known)


@require_GET
@console_page()
def line(request: QunceRequest, pk: int) -> HttpResponse:
    """Show one line as it stands now: for a desk on which it was not changed."""
    return render(request, "console/parts/task.html", {"line": _line(request, _task(request, pk))})


@require_POST
@console_page()
def finish(request: QunceRequest, pk: int) -> HttpResponse:
    """Note that a task is done, with a remark, a link or a screenshot where one was given."""
    task = _task(request, pk)
    proof = request.POST.get("proof", "").strip()[: proofs.LONGEST]
    file = request.FILES.get("screenshot")
    try:
        shot = proofs.check(uploads.read(file, proofs.MOST_MEGABYTES)) if file else None
        with transaction.atomic():
            if shot is not None:
                proofs.add(task, shot, by=request.actor, now=request.now)
            ledger.finish_task(task, by=request.actor, now=request.now, proof=proof)
    except RefusedError as error:
        if file is None:
            raise
        return _refused(request, task, say(error.words), proof)
    return _answer(request, task)


@require_POST
@console_page()
def skip(request: QunceRequest, pk: int) -> HttpResponse:
    """Leave a task out, with a reason where one was given."""
    task = _task(request, pk)
    reason = request.POST.get("reason", "").strip()[:500]
    ledger.skip_task(task, by=request.actor, now=request.now, reason=reason)
    return _answer(request, task)


@require_POST
@console_page()
def reopen(request: QunceRequest, pk: int) -> HttpResponse:
    """Undo the end of a task."""
    task = _task(request, pk)
    ledger.reopen_task(task, by=request.actor, now=request.now)
    return _answer(request, task)


@require_POST
@console_page()
def give(request: QunceRequest, pk: int) -> HttpResponse:
    """Give an open task to somebody else who runs the group."""
    task = _task(request, pk)
    taker = Staff(request.community, request.person).taker(task, request.POST.get("person", ""))
    giving.give(task, taker.pk, taker.name, by=request.actor, now=request.now)
    if not request.htmx:  # the line is gone from this desk: say where it is
        messages.success(request, _("Given to %(name)s.") % {"name": taker.name})
    return _answer(request, task)


@require_POST
@console_page()
def take_back(request: QunceRequest, pk: int) -> HttpResponse:
    """Undo the giving of a task."""
    task = _task(request, pk)
    giving.take_back(task, by=request.actor, now=request.now)
    return _answer(request, task)


@require_POST
@console_page()
def tick(request: QunceRequest, pk: int) -> HttpResponse:
    """Tick one group of a task, or take the tick back."""
    target = TaskTarget.objects.filter(task__community=request.community, pk=pk).first()
    if target is None:
        raise NotFoundError(Words(N_("There is no such task.")))
    if target.ticked_at is None:
        ledger.tick_target(target, by=request.actor, now=request.now)
    else:
        ledger.untick_target(target, by=request.actor, now=request.now)
    return _answer(request, _task(request, target.task_id))


@require_POST
@console_page()
def send(request: QunceRequest, pk: int) -> HttpResponse:
    """Have the words posted in every group where that can be done by program."""
    task = _task(request, pk)
    words = request.POST.get("words", "").strip() or _line(request, task).words
    targets = _line(request, task).sendable
    actions.send_words(task, words, targets, by=request.actor, now=request.now)
    return _answer(request, _task(request, pk))


def _whose(request: QunceRequest) -> record.Whose:
    """Return whose tasks the viewer sees: all where one person manages, else the own.

    An owner stands in for the roles that nobody holds.
    """
    if effective(request.community.pk, Basics).single_handed:
        return record.Whose(request.person.pk, list(Role), is_alone=True)
    roles = request.roles
    if Role.OWNER in roles:
        roles |= set(Role) - {Role(each.role) for each in list_staff(request.community)}
    today = local_day(request.now, zone_of(request.community))
    stored = roster_of(request.community, today, today)
    named = {duty: stored.on(duty.key, today) for duty in house.duties()}
    me = request.person.pk
    return record.Whose(
        me,
        roles,
        on_duty=[kind for duty, who in named.items() if who == me for kind in duty.kinds],
        off_duty=[
            kind for duty, who in named.items() if who not in {None, me} for kind in duty.kinds
        ],
    )


def _task(request: QunceRequest, pk: int) -> Task:
    return record.access_task(request.community.pk, pk)


def _line(request: QunceRequest, task: Task, staff: Staff | None = None) -> Line:
    is_open = task.state == TaskState.OPEN
    is_late = is_open and task.due is not None and task.due < request.now
    panels = house.panels(f"task:{task.kind}") if is_open else []
    body = "".join(panel.render(request, task) for panel in panels)
    takers = (staff or Staff(request.community, request.person)).takers_of(task) if is_open else []
    return Line(task, is_late, mark_safe(body), takers)  # noqa: S308  (panels render templates)


def _panels(request: QunceRequest) -> list[dict[str, str]]:
    shown = [(each.title, each.render(request, request.community)) for each in house.panels("desk")]
    return [{"title": say(title), "body": body} for title, body in shown if body]


def _refused(request: QunceRequest, task: Task, fault: str, typed: str) -> HttpResponse:
    """Show a line again with why it could not be ended, and what was typed."""
    line = replace(_line(request, task), fault=fault, typed=typed)
    part = "console/parts/task.html" if request.htmx else "console/line.html"
    return render(request, part, {"line": line})


def _answer(request: QunceRequest, task: Task) -> HttpResponse:
    if request.htmx:
        line = _line(request, record.access_task(request.community.pk, task.pk))
        return render(request, "console/parts/task.html", {"line": line})
    return redirect("console_desk", key=request.community.key)


URLS = [
    path("c/<slug:key>/", desk, name="console_desk"),
    path("c/<slug:key>/tasks/<int:pk>/", line, name="console_line"),
    path("c/<slug:key>/tasks/<int:pk>/finish/", finish, name="console_finish"),
    path("c/<slug:key>/tasks/<int:pk>/skip/", skip, name="console_skip"),
    path("c/<slug:key>/tasks/<int:pk>/reopen/", reopen, name="console_reopen"),
    path("c/<slug:key>/tasks/<int:pk>/give/", give, name="console_give"),
    path("c/<slug:key>/tasks/<int:pk>/back/", take_back, name="console_take_back"),
    path("c/<slug:key>/tasks/<int:pk>/send/", send, name="console_send"),
    path("c/<slug:key>/targets/<int:pk>/tick/", tick, name="console_tick"),
]

"""What the programme does when something happened elsewhere."""

from datetime import datetime

from qunce.facts.ledger import TaskDone, TaskReopened, TaskSkipped
from qunce.facts.people import GroupChanged, GroupOpened, RosterChanged
from qunce.facts.playbook import PlaybookChanged
from qunce.ledger import queries as record
from qunce.ledger.contracts import Cause
from qunce.people.models import Community
from qunce.rooms.programme import planning, queries, steps, tracking


def on_task_done(fact: TaskDone, cause: Cause, now: datetime) -> None:
    """A line of the desk was finished: its item is in the groups, or its step is done."""
    step = steps.kind_of(fact.kind)
    if step is not None and fact.planned:
        tracking.note_step(fact.planned[0], step, by=record.actor(cause.entry), now=now)
    elif fact.planned:
        tracking.note_done(fact.task, now=now)


def on_task_skipped(fact: TaskSkipped, cause: Cause, now: datetime) -> None:
    """A line of the desk was left out: so is its item, where no other line of it is left."""
    if fact.planned:
        tracking.note_skipped(fact.task, cause, now=now)


def on_task_reopened(fact: TaskReopened, cause: Cause, now: datetime) -> None:
    """A line of the desk is open again: so is its item."""
    _ = cause
    step = steps.kind_of(fact.kind)
    if step is not None and fact.planned:
        tracking.note_step_reopened(fact.planned[0], step)
    elif fact.planned:
        tracking.note_reopened(fact.task, now=now)


def on_playbook_changed(fact: PlaybookChanged, cause: Cause, now: datetime) -> None:
    """The settings changed: what is planned follows them."""
    _ = fact
    _plan_again(cause, now)


def on_groups_changed(fact: GroupOpened | GroupChanged, cause: Cause, now: datetime) -> None:
    """A group came or went: the first one is what there is a programme for."""
    _ = fact
    _plan_again(cause, now)


def on_roster_changed(fact: RosterChanged, cause: Cause, now: datetime) -> None:
    """The roster changed: steps to come are for whom it names now."""
    _ = fact
    for community in Community.objects.filter(pk__in=[cause.community]):
        planning.name_by_roster(queries.known_of(community), now=now)


def _plan_again(cause: Cause, now: datetime) -> None:
    for community in Community.objects.filter(pk__in=[cause.community]):
        planning.plan_again(queries.known_of(community), now=now)

"""What makes admission act."""

from datetime import datetime

from qunce.chat.contracts import Batch
from qunce.facts.admission import ApplicationLapsed, ApplicationProved, ApplicationWithdrawn
from qunce.facts.ledger import TaskDone
from qunce.facts.people import GroupChanged, MemberJoined, MemberLeft
from qunce.kernel.actors import Actor, ActorKind
from qunce.ledger.contracts import Cause
from qunce.ledger.models import Task
from qunce.people.models import Community, Group, Person
from qunce.playbook.basics import is_on
from qunce.rooms.admission import actions as admission
from qunce.rooms.admission import arrivals, claims, lines, meeting, nicknames
from qunce.rooms.admission.domain import ArrivalState
from qunce.rooms.admission.models import Arrival


def on_member_joined(joined: MemberJoined, cause: Cause, now: datetime) -> None:
    """See whether it is somebody who was let in; welcome a newcomer, once."""
    if cause.community is None or not is_on(cause.community, "admission"):
        return
    group = Group.objects.filter(pk=joined.group).first()
    if group is None:
        return
    meeting.sweep(group, now=now)
    # Who was taken for a new person and is known now is gone; their welcome is a step of the way.
    is_there = Person.objects.filter(pk=joined.person).exists()
    if is_there and not meeting.welcomes_itself(group, joined.person):
        admission.welcome(joined, cause, now=now)


def on_messages(batch: Batch) -> None:
    """See whether those who speak are among those who were let in: a code word may be said."""
    group = Group.objects.select_related("community").get(pk=batch.group)
    meeting.sweep(group, now=batch.now)
    claims.hear(batch)


def on_member_left(left: MemberLeft, cause: Cause, now: datetime) -> None:
    """Offer the seat to who waits."""
    _ = cause
    _offer(left.group, now)


def on_group_changed(changed: GroupChanged, cause: Cause, now: datetime) -> None:
    """Offer the seats that a larger group has."""
    _ = cause
    _offer(changed.group, now)


def _offer(group: int, now: datetime) -> None:
    if Arrival.objects.filter(group=group, state=ArrivalState.WAITLISTED).exists():
        arrivals.offer_seats(Group.objects.get(pk=group), now=now)


def on_application_proved(proved: ApplicationProved, cause: Cause, now: datetime) -> None:
    """Keep the line of the desk, and open pages, in step with the queue."""
    _ = proved
    _keep_queue(cause, now)


def on_application_left(
    left: ApplicationWithdrawn | ApplicationLapsed, cause: Cause, now: datetime
) -> None:
    """Take what nobody has to answer any more off the desk."""
    _ = left
    _keep_queue(cause, now)


def _keep_queue(cause: Cause, now: datetime) -> None:
    if cause.community is not None:
        lines.update_queue(Community.objects.get(pk=cause.community), now=now)


def on_task_done(done: TaskDone, cause: Cause, now: datetime) -> None:
    """Note that members were reminded of their nickname, when the text is posted."""
    task = Task.objects.filter(pk=done.task, key__startswith=nicknames.KEY).first()
    if task is None:
        return
    by = Actor(ActorKind.PERSON, task.ended_by, task.ended_name)
    for group in Group.objects.filter(pk__in=done.group):
        nicknames.note_reminded(group, done.person, by=by, now=cause.at, cause=cause.entry)
    _ = now

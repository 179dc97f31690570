"""What makes admission act."""

from datetime import datetime

from qunce.facts.ledger import TaskDone
from qunce.facts.people import MemberJoined
from qunce.kernel.actors import Actor, ActorKind
from qunce.ledger.contracts import Cause
from qunce.ledger.models import Task
from qunce.people.models import Group
from qunce.playbook.basics import is_on
from qunce.rooms.admission import actions as admission
from qunce.rooms.admission import nicknames


def on_member_joined(joined: MemberJoined, cause: Cause, now: datetime) -> None:
    """Welcome a newcomer where the community has this switched on."""
    if cause.community is not None and is_on(cause.community, "admission"):
        admission.welcome(joined, cause, now=now)


def on_task_done(done: TaskDone, cause: Cause, now: datetime) -> None:
    """Note that members were reminded of their nickname, when the text is posted."""
    task = Task.objects.filter(pk=done.task, key__startswith=nicknames.KEY).first()
    if task is None:
        return
    by = Actor(ActorKind.PERSON, task.ended_by, task.ended_name)
    for group in Group.objects.filter(pk__in=done.group):
        nicknames.note_reminded(group, done.person, by=by, now=cause.at, cause=cause.entry)
    _ = now

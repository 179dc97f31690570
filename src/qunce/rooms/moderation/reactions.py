"""What makes moderation act: messages in the stream, those that were changed, and decisions."""

from datetime import datetime

from qunce.chat.contracts import Batch
from qunce.facts.chat import MessageEdited
from qunce.facts.ledger import TaskReopened
from qunce.facts.moderation import AppealAnswered, CaseDismissed, MessageSanctioned
from qunce.facts.playbook import PlaybookChanged
from qunce.kernel.actors import Actor, ActorKind
from qunce.ledger.contracts import Cause
from qunce.ledger.models import Entry, Task
from qunce.people.models import Group
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation import patrol, reports, settling
from qunce.rooms.moderation.models import Case


def on_messages(batch: Batch) -> None:
    """Judge a batch of messages and have done what follows."""
    moderation.review(batch)


def on_message_edited(fact: MessageEdited, _cause: Cause, now: datetime) -> None:
    """Judge a message anew that now says something else."""
    moderation.review_again(fact.message, now=now)


def on_calls(batch: Batch) -> None:
    """Take in what is reported in the chat."""
    reports.hear(batch)


def on_decided(
    fact: MessageSanctioned | CaseDismissed | AppealAnswered, _cause: Cause, now: datetime
) -> None:
    """Have those who reported a message hear what became of it."""
    case = Case.objects.select_related("group__community").filter(pk=fact.case).first()
    if case is not None:
        reports.answer_reports(case, now=now)


def on_playbook_changed(fact: PlaybookChanged, cause: Cause, now: datetime) -> None:
    """End the drafts of which nothing is left to be tried."""
    entry = Entry.objects.select_related("community").get(pk=cause.entry)
    group = None if fact.group is None else Group.objects.filter(pk=fact.group).first()
    if entry.community is not None and (group is None) == (fact.group is None):
        settling.settle(entry.community, group, fact.number, now=now)


def on_task_reopened(opened: TaskReopened, cause: Cause, now: datetime) -> None:
    """Open a round again whose task somebody opened again on the desk."""
    task = Task.objects.filter(pk=opened.task, kind=patrol.KIND).first()
    found = patrol.round_at(task.key) if task is not None else None
    if found is not None and found.done_at is not None:
        entry = Entry.objects.get(pk=cause.entry)
        by = Actor(ActorKind(entry.actor_kind), entry.actor_person, entry.actor_name)
        patrol.take_back(found, by=by, now=now)

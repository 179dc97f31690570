"""What makes postings act: messages in the stream, and what people do with lines of the desk."""

from datetime import datetime

from qunce.chat.contracts import Batch
from qunce.chat.models import Message
from qunce.chat.queries import as_message
from qunce.facts.chat import MessageEdited
from qunce.facts.ledger import TaskDone, TaskReopened, TaskSkipped
from qunce.facts.programme import PostMoved
from qunce.kernel.schedule import in_zone
from qunce.ledger.contracts import Cause
from qunce.ledger.models import Task
from qunce.people.models import Community
from qunce.people.queries import zone_of
from qunce.rooms.postings import actions as postings
from qunce.rooms.postings import publishing
from qunce.rooms.postings.rules import recruitment as rule


def on_messages(batch: Batch) -> None:
    """Keep the complete recruitment posts of a batch, live and from an export."""
    postings.collect(batch.community, batch.group, batch.messages)


def on_message_edited(edited: MessageEdited, cause: Cause, now: datetime) -> None:
    """Count an edited message once, as it reads now."""
    _ = now
    row = Message.objects.filter(pk=edited.message).first()
    if row is not None and cause.community is not None:
        postings.collect_again(cause.community, as_message(row))


def on_task_done(done: TaskDone, cause: Cause, now: datetime) -> None:
    """Note of the posts of a slot that they were posted by hand."""
    _ = cause
    if task := _task(done.task):
        publishing.note_done(task, now=now)


def on_task_skipped(skipped: TaskSkipped, cause: Cause, now: datetime) -> None:
    """Let the posts of a slot that was left out wait for the next one."""
    _ = cause
    if task := _task(skipped.task):
        publishing.note_skipped(task, now=now)


def on_task_reopened(reopened: TaskReopened, cause: Cause, now: datetime) -> None:
    """Note of the posts of a slot that they are not in the groups after all."""
    _ = cause
    if task := _task(reopened.task):
        publishing.note_reopened(task, now=now)


def on_slot_moved(moved: PostMoved, cause: Cause, now: datetime) -> None:
    """Bring the approved posts of the hour along when its entry is moved in the calendar."""
    community = Community.objects.filter(pk=cause.community or 0).first()
    if moved.slot == rule.SLOT and community is not None:
        zone = zone_of(community)
        since, due = (
            in_zone(datetime.fromisoformat(each), zone) for each in (moved.since, moved.due)
        )
        publishing.follow(community, since, due, now=now)


def _task(key: int) -> Task | None:
    return Task.objects.filter(pk=key).select_related("community").first()

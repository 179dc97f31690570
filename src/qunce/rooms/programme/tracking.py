"""What became of the lines of the desk that items were laid down as."""

from datetime import datetime

from django.db import transaction

from qunce.facts.programme import PostLeftOut
from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.text import Words
from qunce.ledger import actions as ledger
from qunce.ledger import queries as record
from qunce.ledger.contracts import Cause
from qunce.ledger.domain import TaskState
from qunce.ledger.models import TaskTarget
from qunce.rooms.programme import posting, queries, steps
from qunce.rooms.programme.domain import DONE, ITEM, OPEN, ItemState, ItemVerb, StepKind
from qunce.rooms.programme.models import Item, Line
from qunce.store.codecs import encode
from qunce.store.moves import move

REASON = "%(reason)s"


def _item_of(task: int) -> Item | None:
    line = Line.objects.filter(task=task).select_related("item__community").first()
    return line.item if line else None


def is_served(item: Item) -> bool:
    """Say whether an item stands in one of its groups."""
    tasks = item.lines.values("task")
    return TaskTarget.objects.filter(task__in=tasks, ticked_at__isnull=False).exists()


@transaction.atomic
def note_done(task: int, *, now: datetime) -> None:
    """A line was finished: its item is in the groups, also where it counted as missed."""
    item = _item_of(task)
    if item is not None and item.state not in DONE:
        posting.note_posted(item, now=now)


@transaction.atomic
def note_step(planned: int, kind: StepKind, *, by: Actor, now: datetime) -> None:
    """The line about a step was finished on the desk: that is as good as doing it on the page."""
    item = Item.objects.filter(pk=planned, state__in=OPEN).first()
    if item is None or not item.steps.filter(kind=kind, done_at=None).exists():
        return
    if kind is StepKind.CHOOSE and item.state == ItemState.PLANNED:
        move(item, to=ITEM.after(ItemState.PLANNED, ItemVerb.CHOOSE), is_kept=True)
    steps.finish(item, kind, by=by, now=now)


@transaction.atomic
def note_step_reopened(planned: int, kind: StepKind) -> None:
    """The line about a step is open again: so is the step, where nothing came of it."""
    item = Item.objects.filter(pk=planned, state__in=OPEN).first()
    came = {StepKind.CHOOSE: "topic", StepKind.DRAFT: "text"}
    if item is not None and kind in came and not getattr(item, came[kind]):
        steps.undo(item, kind)


@transaction.atomic
def note_skipped(task: int, cause: Cause, *, now: datetime) -> None:
    """A line was left out by a person: its item is left out as well, unless more of it is left."""
    item = _item_of(task)
    if item is None or item.state not in OPEN:
        return
    if item.lines.filter(task__state__in=(TaskState.OPEN, TaskState.DONE)).exists():
        return
    if is_served(item):
        posting.note_posted(item, now=now)
        return
    line = item.lines.select_related("task").get(task=task)
    reason = Words(REASON, {"reason": line.task.proof})
    to = ITEM.after(ItemState(item.state), ItemVerb.SKIP)
    move(item, to=to, reason=encode(reason), ended_at=now)
    steps.close_all(item, by=MACHINE, now=now)
    known = queries.known_of(item.community)
    fact = PostLeftOut(item.pk, queries.title_of(item), known.said(item.at), reason)
    entry = record.entries_by_key([cause.entry]).get(cause.entry)
    ledger.record(fact, by=MACHINE, now=now, community=known.community, cause=entry)


@transaction.atomic
def note_reopened(task: int, *, now: datetime) -> None:
    """A line is open again: its item is not in any group yet, or not left out any more."""
    item = _item_of(task)
    if item is None or item.state in OPEN or is_served(item):
        return
    to = ITEM.after(ItemState(item.state), ItemVerb.DRAFT_AGAIN)
    move(item, to=to, posted_at=None, ended_at=None, reason=None)
    steps.undo(item, StepKind.REVIEW)
    _ = now

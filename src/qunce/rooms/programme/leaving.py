"""What does not go out: skipped, taken off, merged into another post; and put back again."""

from datetime import datetime

from django.db import transaction

from qunce.facts.programme import PostLeftOut, PostResumed, PostsMerged
from qunce.kernel.actors import Actor
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, NOTHING, Words
from qunce.ledger import actions as ledger
from qunce.ledger.domain import TaskState
from qunce.rooms.programme import planning, queries, steps
from qunce.rooms.programme.domain import ITEM, OPEN, ItemState, ItemVerb, StepKind
from qunce.rooms.programme.models import Item
from qunce.rooms.programme.queries import Known
from qunce.store.codecs import encode
from qunce.store.moves import move

PAST = N_("Its time is past. Move it to a time to come.")
SAME = N_("An entry cannot be put into itself.")
LAID = N_("It lies on the desk already: it cannot take in or go into another one any more.")
OTHER_GROUPS = N_("It goes to other groups than the entry that would take it in.")
SAID = "%(reason)s"
ITSELF = N_("It is composed of what was approved for it, and cannot be put into another one.")


@transaction.atomic
def skip(item: Item, known: Known, *, by: Actor, now: datetime, reason: Words = NOTHING) -> None:
    """Leave an item out this time. RefusedError where it is over already."""
    _leave(item, ItemVerb.SKIP, known, by=by, now=now, reason=reason)


@transaction.atomic
def cancel(item: Item, known: Known, *, by: Actor, now: datetime, reason: Words = NOTHING) -> None:
    """Take an item off that was added by hand. RefusedError where it is over already."""
    _leave(item, ItemVerb.CANCEL, known, by=by, now=now, reason=reason)


def _leave(
    item: Item, verb: ItemVerb, known: Known, *, by: Actor, now: datetime, reason: Words
) -> None:
    move(item, to=ITEM.after(ItemState(item.state), verb), reason=encode(reason), ended_at=now)
    close_lines(item, by=by, now=now)
    steps.close_all(item, by=by, now=now)
    Item.objects.filter(merged_into=item, state__in=OPEN, laid_at=None).update(merged_into=None)
    due = known.said(item.at)
    fact = PostLeftOut(item.pk, queries.title_of(item), due, reason)
    ledger.record(fact, by=by, now=now, community=known.community)
    planning.weigh_days(known, [item.at])


def close_lines(item: Item, *, by: Actor, now: datetime) -> None:
    """End the lines of the desk that an item lies there as."""
    for line in item.lines.select_related("task"):
        if line.task.state == TaskState.OPEN:
            ledger.skip_task(line.task, by=by, now=now)


@transaction.atomic
def resume(item: Item, known: Known, *, by: Actor, now: datetime) -> None:
    """Put back what was left out or missed: as a draft where it has a text.

    RefusedError where its time is past: move it instead.
    """
    if item.until <= now:
        raise RefusedError(Words(PAST))
    reopen(item)
    fact = PostResumed(item.pk, queries.title_of(item), known.said(item.at))
    ledger.record(fact, by=by, now=now, community=known.community)
    planning.weigh_days(known, [item.at])


def reopen(item: Item) -> None:
    """Make an item that is over one of the calendar again; its lines are laid down anew."""
    verb = ItemVerb.DRAFT_AGAIN if item.text and not item.composed else ItemVerb.PLAN_AGAIN
    to = ITEM.after(ItemState(item.state), verb)
    item.lines.all().delete()
    move(item, to=to, turn=item.turn + 1, laid_at=None, reason=None, ended_at=None)
    steps.undo(item, StepKind.REVIEW if verb is ItemVerb.DRAFT_AGAIN else StepKind.DRAFT)


@transaction.atomic
def merge(item: Item, into: Item, known: Known, *, by: Actor, now: datetime) -> None:
    """Let an item go out inside another one of its day, so that the groups get one post less.

    RefusedError where one of both lies on the desk, or where they go to different groups.
    """
    check_merge(item, into, known)
    before = [item.at, into.at]
    Item.objects.filter(pk=item.pk).update(merged_into=into, is_over=False, is_kept=True)
    item.merged_into, item.is_over = into, False
    fact = PostsMerged((item.pk, into.pk), queries.title_of(item), queries.title_of(into))
    ledger.record(fact, by=by, now=now, community=known.community)
    steps.close_all(item, by=by, now=now)
    planning.weigh_days(known, before)


def check_merge(item: Item, into: Item, known: Known) -> None:
    """Refuse to let an item go out inside another one (see `merge`)."""
    if item.pk == into.pk or into.merged_into_id is not None:
        raise RefusedError(Words(SAME))
    if any(each.laid_at or each.state not in OPEN for each in (item, into)):
        raise RefusedError(Words(LAID))
    plans = [known.plans[each.slot] for each in (item, into) if each.slot in known.plans]
    is_split = any(queries.is_by_group(each, known) for each in (item, into))
    if is_split or any(plan.slot.posts_itself for plan in plans):
        raise RefusedError(Words(ITSELF))
    if not set(queries.groups_of(item, known)) <= set(queries.groups_of(into, known)):
        raise RefusedError(Words(OTHER_GROUPS))


@transaction.atomic
def part(item: Item, known: Known, *, by: Actor, now: datetime) -> None:
    """Let an item go out by itself again. RefusedError where it went into a text already."""
    if item.laid_at is not None or item.state not in OPEN:
        raise RefusedError(Words(LAID))
    Item.objects.filter(pk=item.pk).update(merged_into=None, is_kept=True)
    item.merged_into = None
    fact = PostResumed(item.pk, queries.title_of(item), known.said(item.at))
    ledger.record(fact, by=by, now=now, community=known.community)
    planning.weigh_days(known, [item.at])

"""At its time: checked once more, handed to the channels, or said why not (M15, M53)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from qunce.chat import abilities
from qunce.facts.programme import PostMissed, PostSent
from qunce.kernel.actors import MACHINE
from qunce.kernel.effects import Capability, Outcome, SendText, Status
from qunce.kernel.messages import Role
from qunce.kernel.slots import Unapproved
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Assignment, TaskDraft
from qunce.ledger.domain import TaskState
from qunce.ledger.models import TaskTarget
from qunce.people.models import Group
from qunce.rooms.programme import leaving, queries, reserves, steps
from qunce.rooms.programme.domain import ITEM, OPEN, ItemState, ItemVerb, StepKind, is_quiet
from qunce.rooms.programme.models import Item
from qunce.rooms.programme.queries import Known
from qunce.shell.words import render
from qunce.store.codecs import decode, encode
from qunce.store.moves import move

GONE = N_("It was moved, posted or taken off meanwhile: nothing is sent.")
HELD = N_("It waits on the desk for somebody.")
TOO_LATE = N_("Its time was past: at most %(minutes)s minutes late.")
NOBODY = N_("Nobody had made it ready.")
SOME_LEFT = N_("%(count)s groups were not ticked in time.")
MISSED = N_("Posts of %(day)s did not go out")
HOW = N_("Look in the calendar what that was; each can be planned again.")
MISSED_KIND = "programme_missed"


def execute(assignment: Assignment) -> Outcome:
    """Post an item where the channel can, after looking at it once more."""
    about = assignment.payload
    item = Item.objects.select_related("community").filter(pk=about["item"]).first()
    if item is None or item.turn != about["turn"] or item.state not in OPEN:
        return Outcome(Status.DONE, Words(GONE))
    return deliver(item, queries.known_of(item.community), now=assignment.now)


@transaction.atomic
def deliver(item: Item, known: Known, *, now: datetime) -> Outcome:
    """Bring an item to its groups; what may not go out, or not by itself, waits or is missed.

    What was given another time while this began is left alone.
    """
    turn, item = item.turn, _locked(item)
    if item.turn != turn or item.state not in OPEN or item.merged_into_id is not None:
        return Outcome(Status.DONE, Words(GONE))
    if now > item.until:
        miss(item, known, now=now)
        return Outcome(Status.DONE, Words(TOO_LATE, {"minutes": _minutes(item)}))
    is_held = (item.is_over or is_quiet(now, known.basics.quiet, known.zone)) and not (
        item.is_allowed
    )
    if is_held or not _is_ready(item, known, now=now):
        return Outcome(Status.DONE, Words(HELD))
    send(item, known, now=now)
    return Outcome(Status.DONE)


def _locked(item: Item) -> Item:
    rows = Item.objects.select_for_update(of=("self",)).select_related("community")
    return rows.get(pk=item.pk)


def _minutes(item: Item) -> int:
    return round((item.until - item.at).total_seconds() / 60)


def _is_ready(item: Item, known: Known, *, now: datetime) -> bool:
    """Say whether an item may go out; what nobody made ready goes as its slot is set."""
    if item.state == ItemState.REVIEWED:
        return True
    plan = known.plans.get(item.slot)
    unapproved = plan.unapproved if plan else Unapproved.ASK
    if unapproved is Unapproved.SKIP:
        leaving.skip(item, known, by=MACHINE, now=now, reason=Words(NOBODY))
        return False
    if unapproved is Unapproved.RESERVE and reserves.count_waiting(known.community, item.slot):
        reserves.take(item, known, by=MACHINE, now=now)
        return True
    return False


# --- to the channels ----------------------------------------------------------------------------


def send(item: Item, known: Known, *, now: datetime) -> int:
    """Hand an item to the channels of those groups that can be spoken to; return how many.

    Each group is ticked in the same transaction, so that nothing is posted there twice. Groups
    that are not looked after any more are taken off; the others wait for a person.
    """
    tasks = [line.task for line in item.lines.select_related("task") if line.task.ended_at is None]
    targets = list(
        TaskTarget.objects.filter(task__in=tasks, ticked_at=None).select_related("group__community")
    )
    _drop([each for each in targets if each.group.archived_at is not None])
    pictures = queries.shown_with(item, known.community.key)
    able = [each for each in targets if _can_send(each.group, has_pictures=bool(pictures))]
    if not able:
        return 0
    words = {task.pk: decode(Words, task.words) for task in tasks if task.words}
    effects = [
        SendText(each.group_id, words[each.task_id], until=item.until, pictures=pictures)
        for each in able
        if each.task_id in words
    ]
    fact = PostSent(
        planned=item.pk,
        title=queries.title_of(item),
        due=known.said(item.at),
        group=tuple(each.group_id for each in able),
        task=tuple(sorted({each.task_id for each in able})),
        count=len(able),
    )
    entry = ledger.record(fact, by=MACHINE, now=now, community=known.community, effects=effects)
    note_posted(item, now=now)
    ledger.tick_targets(able, by=MACHINE, now=now, proof=f"entry {entry.pk}")
    return len(able)


def _drop(targets: Sequence[TaskTarget]) -> None:
    TaskTarget.objects.filter(pk__in=[each.pk for each in targets]).delete()


def _can_send(group: Group, *, has_pictures: bool) -> bool:
    needed = {Capability.SEND, *([Capability.SEND_PICTURE] if has_pictures else [])}
    return group.archived_at is None and needed <= abilities.of(group)


def note_posted(item: Item, *, now: datetime) -> None:
    """Note that an item is in a group, and what went out inside it as well."""
    for each in (item, *item.merged.filter(state__in=OPEN)):
        if each.state in (ItemState.POSTED, ItemState.MEASURED):
            continue
        to = ITEM.after(ItemState(each.state), ItemVerb.POST)
        move(each, to=to, posted_at=each.posted_at or now, ended_at=now, reason=None)
        steps.finish(each, StepKind.POST, now=now)


# --- what was not posted ------------------------------------------------------------------------


def miss_all(known: Known, *, now: datetime) -> int:
    """Note what was not posted within its lateness limit; return how many that were."""
    rows = Item.objects.filter(community=known.community, state__in=OPEN, until__lt=now)
    count = 0
    for item in rows.filter(merged_into=None).order_by("at", "id"):
        with transaction.atomic():
            count += miss(_locked(item), known, now=now)
    return count


def miss(item: Item, known: Known, *, now: datetime) -> bool:
    """Note that an item was not posted in time, and say so; its lines on the desk end.

    Where some groups were served it counts as posted. Return whether it was missed.
    """
    if item.state not in OPEN:
        return False
    tasks = [line.task for line in item.lines.select_related("task")]
    served = TaskTarget.objects.filter(task__in=tasks, ticked_at__isnull=False).exists()
    if served:
        note_posted(item, now=now)
    else:
        reason = Words(TOO_LATE, {"minutes": _minutes(item)})
        _move_to_missed(item, reason, known, now=now)
    for task in tasks:
        if task.state == TaskState.OPEN:
            left = task.targets.filter(ticked_at=None).count()
            said = Words(SOME_LEFT, {"count": left})
            ledger.skip_task(task, by=MACHINE, now=now, reason=render(said))
    return not served


def _move_to_missed(item: Item, reason: Words, known: Known, *, now: datetime) -> None:
    to = ITEM.after(ItemState(item.state), ItemVerb.MISS)
    move(item, to=to, reason=encode(reason), ended_at=now)
    for each in item.merged.filter(state__in=OPEN):
        move(each, to=to, reason=encode(reason), ended_at=now)
    steps.close_all(item, by=MACHINE, now=now)
    due = known.said(item.at)
    fact = PostMissed(planned=item.pk, title=queries.title_of(item), due=due, reason=reason)
    ledger.record(fact, by=MACHINE, now=now, community=known.community)
    _say(item, known, now=now)


def _say(item: Item, known: Known, *, now: datetime) -> None:
    """Lay one line on the desk for all that was missed on a day."""
    day = known.local(item.at).date()
    draft = TaskDraft(
        community=known.community.pk,
        kind=MISSED_KIND,
        title=Words(MISSED, {"day": day.isoformat()}),
        hint=Words(HOW),
        role=Role.CONTENT,
        due=now + timedelta(days=1),
        key=f"missed:{known.community.pk}:{day}",
        link=f"/c/{known.community.key}/calendar/?day={day}",
    )
    ledger.open_task(draft, now=now)

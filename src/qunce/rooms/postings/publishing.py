"""From approved posts to the collected post of a slot, and from the desk to the groups (M45).

A post is planned for a slot when it is approved, laid on the desk with it a quarter of an hour
before, and checked again when it goes out: what was taken back or is past its deadline is left
out, and the line says so.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from qunce.chat import abilities
from qunce.facts import postings as facts
from qunce.kernel.actors import MACHINE
from qunce.kernel.calendar import local_day
from qunce.kernel.effects import Capability, Outcome, SendText, Status
from qunce.kernel.errors import RefusedError
from qunce.kernel.slots import Moment
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Assignment
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task, TaskTarget
from qunce.people.models import Community
from qunce.people.queries import zone_of
from qunce.rooms.postings import letters, queries
from qunce.rooms.postings.collected import Entry
from qunce.rooms.postings.deciding import POSTING, Letter, PostingState, PostingVerb
from qunce.rooms.postings.models import Posting
from qunce.rooms.postings.planning import next_slot
from qunce.rooms.postings.slots import recruitment
from qunce.rooms.postings.slots.recruitment import Planned
from qunce.shell.words import render
from qunce.store.codecs import decode, encode
from qunce.store.moves import move

DELIVER = "postings.deliver"
LEFT_OUT = N_("Left out: %(titles)s (taken back, or past the deadline).")
BOTH = N_("%(first)s %(second)s")
NOTHING_LEFT = N_("Nothing of this slot is left to be posted.")


def gather(moment: Moment) -> tuple[Planned, ...]:
    """Return the posts of a slot: approved for it, not past their deadline, and with room.

    There is room for so many posts, and in each group for one screen of text.
    """
    community = Community.objects.get(pk=moment.community)
    config = queries.slot_config(community.pk)
    chosen: list[Planned] = []
    texts: dict[int, list[Entry]] = defaultdict(list)
    for each in map(_planned, _due(community, moment.due)):
        if len(chosen) == config.cap:
            break
        more = {group: [*texts[group], each.entry] for group in each.groups}
        if all(recruitment.fits(entries, moment.due, config) for entries in more.values()):
            chosen.append(each)
            texts |= more
    return tuple(chosen)


def _due(community: Community, at: datetime) -> list[Posting]:
    """Return what waits for a slot or for one before it, in the order of approval."""
    rows = _waiting(community, at).prefetch_related("groups")
    ordered = rows.order_by("slot_at", "decided_at", "pk")
    return [each for each in ordered if not is_past(each, at)]


def _waiting(community: Community, at: datetime) -> QuerySet[Posting]:
    """Return what is approved for a slot or for one before it, past its deadline or not.

    What lies on the desk with an earlier slot, whose time is not over, goes out with that one.
    """
    rows = Posting.objects.filter(community=community, state=PostingState.APPROVED)
    over = at - recruitment.SLOT.lead - recruitment.SLOT.late
    before = rows.filter(slot_at__gt=over, slot_at__lt=at)
    times = before.order_by().values_list("slot_at", flat=True).distinct()
    lying = [due for due in times if due is not None and _lies_open(community, due)]
    return rows.filter(slot_at__lte=at).exclude(slot_at__in=lying)


def _lies_open(community: Community, due: datetime) -> bool:
    return any(task.state == TaskState.OPEN for task in tasks_of(community, due))


def is_past(posting: Posting, at: datetime) -> bool:
    """Say whether the deadline of a post is past at a moment; its day still counts."""
    zone = zone_of(posting.community)
    return posting.deadline is not None and posting.deadline < local_day(at, zone)


def _planned(posting: Posting) -> Planned:
    return Planned(posting.pk, letters.entry_of(posting), tuple(queries.addressed(posting)))


def after(moment: Moment, tasks: Sequence[int], now: datetime) -> None:
    """Note which posts lie on the desk with a slot, and move what did not fit to the next one.

    Runs in the transaction that lays the slot down; applicants of what was moved are told.
    """
    _ = tasks
    community = Community.objects.get(pk=moment.community)
    inside = [each.posting for each in moment.facts]
    Posting.objects.filter(pk__in=inside).update(slot_at=moment.due)
    for posting in _waiting(community, moment.due).exclude(pk__in=inside):
        if is_past(posting, moment.due):
            lapse(posting, now=now)
        else:
            move_on(posting, moment.due, now=now)
    if inside:
        ledger.enqueue(
            DELIVER,
            {"community": community.pk, "due": moment.due.isoformat(), "postings": inside},
            community=community,
            now=now,
            not_before=moment.due,
            key=f"{DELIVER}:{community.pk}:{moment.due.isoformat()}",
        )


@transaction.atomic
def lapse(posting: Posting, *, now: datetime) -> None:
    """End an application whose deadline, or whose time for an answer, is past; say so."""
    state = PostingState(posting.state)
    move(posting, to=POSTING.after(state, PostingVerb.LAPSE), decided_at=now, changed_at=now)
    fact = facts.PostingLapsed(posting.pk, posting.person_id, posting.title)
    entry = ledger.record(fact, by=MACHINE, now=now, community=posting.community_id)
    letters.post(posting, Letter.LEFT_OUT, now=now, number=entry.pk)


@transaction.atomic
def move_on(posting: Posting, after_slot: datetime, *, now: datetime) -> None:
    """Plan an approved post for the first slot with room after one; its applicant is told.

    What fits in no slot before its deadline lapses.
    """
    try:
        at = next_slot(posting, max(now, after_slot))
    except RefusedError:
        lapse(posting, now=now)
        return
    Posting.objects.filter(pk=posting.pk).update(slot_at=at, changed_at=now)
    posting.slot_at = at
    _tell_moved(posting, Letter.MOVED, now=now)


def _tell_moved(posting: Posting, letter: Letter, *, now: datetime) -> None:
    due = posting.slot_at.isoformat(timespec="minutes") if posting.slot_at else ""
    fact = facts.PostingMoved(posting.pk, posting.person_id, posting.title, due)
    entry = ledger.record(fact, by=MACHINE, now=now, community=posting.community_id)
    letters.post(posting, letter, now=now, number=entry.pk)


@transaction.atomic
def follow(community: Community, since: datetime, due: datetime, *, now: datetime) -> int:
    """Bring the posts of a slot along that was moved in the calendar; return how many.

    Their applicants are told.
    """
    planned = Posting.objects.filter(
        community=community, state=PostingState.APPROVED, slot_at=since
    )
    count = 0
    for posting in planned:
        # Somebody may have withdrawn theirs a moment ago: it stays, and they are not written to.
        if planned.filter(pk=posting.pk).update(slot_at=due, changed_at=now):
            posting.slot_at = due
            _tell_moved(posting, Letter.HOUR_MOVED, now=now)
            count += 1
    return count


# --- on the desk --------------------------------------------------------------------------------


def tasks_of(community: Community, due: datetime) -> list[Task]:
    """Return the lines of the desk that a slot was laid down as."""
    tasks = Task.objects.filter(
        community=community, key__startswith=queries.line_key(community, due)
    )
    return list(tasks.prefetch_related("targets__group").order_by("pk"))


@transaction.atomic
def refresh(community: Community, due: datetime | None, *, now: datetime) -> None:
    """Compose the lines of a slot that lie on the desk anew, after one of its posts went.

    A line of which nothing is left is ended.
    """
    tasks = [] if due is None else tasks_of(community, due)
    open_ones = [task for task in tasks if task.state == TaskState.OPEN]
    if due is None or not open_ones:
        return
    local = due.astimezone(zone_of(community))
    groups = tuple(target.group_id for task in open_ones for target in task.targets.all())
    moment = Moment(community.pk, groups, local)
    moment = replace(moment, facts=gather(moment))
    for task in open_ones:
        its = {target.group_id for target in task.targets.all()}
        facts_ = tuple(each for each in moment.facts if its & set(each.groups))
        _recompose(task, replace(moment, groups=tuple(sorted(its)), facts=facts_), now)


def _recompose(task: Task, moment: Moment, now: datetime) -> None:
    config = queries.slot_config(moment.community)
    (draft, *_others) = recruitment.compose(moment, config)
    if encode(draft.text) == task.words:
        return
    if not moment.facts:
        ledger.skip_task(task, by=MACHINE, now=now, reason=render(NOTHING_LEFT))
        return
    task.words = encode(draft.text)
    task.hint = encode(Words(BOTH, {"first": draft.hint, "second": _gone(task, moment)}))
    task.save(update_fields=["words", "hint"])


def _gone(task: Task, moment: Moment) -> Words:
    """Return which posts of the slot are not in its text any more."""
    rows = Posting.objects.filter(community_id=task.community_id, slot_at=moment.due)
    over = rows.exclude(state__in=(PostingState.APPROVED, PostingState.POSTED))
    titles = "、".join(over.order_by("pk").values_list("title", flat=True))
    return Words(LEFT_OUT, {"titles": titles}) if titles else Words("")


# --- at its time --------------------------------------------------------------------------------


def execute(assignment: Assignment) -> Outcome:
    """Post a slot where the channel can, after looking at each of its posts once more."""
    due = datetime.fromisoformat(assignment.payload["due"])
    community = Community.objects.get(pk=assignment.payload["community"])
    _deliver(community, due, assignment.payload, now=assignment.now)
    return Outcome(Status.DONE)


@transaction.atomic
def _deliver(
    community: Community, due: datetime, payload: Mapping[str, Any], *, now: datetime
) -> None:
    for posting in Posting.objects.filter(pk__in=payload["postings"], slot_at=due):
        if posting.state == PostingState.APPROVED and is_past(posting, now):
            lapse(posting, now=now)
    refresh(community, due, now=now)
    tasks = [task for task in tasks_of(community, due) if task.state == TaskState.OPEN]
    able = [target for task in tasks for target in task.targets.all() if _can_send(target)]
    if not able:
        return
    texts = {task.pk: decode(Words, task.words) for task in tasks}
    effects = [SendText(target.group_id, texts[target.task_id]) for target in able]
    there = {target.group_id for target in able}
    sent = [each for each in _due(community, due) if there & set(queries.addressed(each))]
    fact = facts.PostingsPublished(
        posting=tuple(each.pk for each in sent),
        group=tuple(target.group_id for target in able),
        task=tuple(sorted({target.task_id for target in able})),
        due=due.isoformat(timespec="minutes"),
        count=len(sent),
    )
    entry = ledger.record(fact, by=MACHINE, now=now, community=community, effects=effects)
    for target in able:
        ledger.tick_target(target, by=MACHINE, now=now, proof=f"entry {entry.pk}")
    for posting in sent:
        note_posted(posting, now=now)


def _can_send(target: TaskTarget) -> bool:
    return target.ticked_at is None and Capability.SEND in abilities.of(target.group)


def note_posted(posting: Posting, *, now: datetime) -> None:
    """Note that a post is in a group; its applicant is told. Inside the caller's transaction."""
    state = PostingState(posting.state)
    move(posting, to=POSTING.after(state, PostingVerb.POST), posted_at=now, changed_at=now)
    letters.post(posting, Letter.POSTED, now=now)


# --- what people do with the lines --------------------------------------------------------------


def _slot_of(task: Task) -> datetime | None:
    """Return the time of the slot that a line of the desk belongs to; None for another line."""
    start = f"slot:{task.community_id}:{recruitment.SLOT.key}@"
    if not task.key.startswith(start):
        return None
    moment = task.key.removeprefix(start)[: len("2026-11-25T20:00")]
    return datetime.fromisoformat(moment).replace(tzinfo=zone_of(task.community))


def note_done(task: Task, *, now: datetime) -> None:
    """A line of the slot was posted by hand: note it of its posts."""
    due = _slot_of(task)
    if due is None:
        return
    there = set(task.targets.values_list("group_id", flat=True))
    rows = Posting.objects.filter(community=task.community, slot_at=due)
    for posting in rows.filter(state=PostingState.APPROVED):
        if there & set(queries.addressed(posting)):
            note_posted(posting, now=now)


def note_skipped(task: Task, *, now: datetime) -> None:
    """A line of the slot was left out: what is in no group goes to the next slot."""
    due = _slot_of(task)
    if due is None:
        return
    if any(each.state == TaskState.OPEN for each in tasks_of(task.community, due)):
        return
    rows = Posting.objects.filter(community=task.community, slot_at=due)
    for posting in rows.filter(state=PostingState.APPROVED):
        move_on(posting, due, now=now)


def note_reopened(task: Task, *, now: datetime) -> None:
    """A line that was ticked by mistake is open again: its posts are not in those groups yet."""
    due = _slot_of(task)
    if due is None:
        return
    if TaskTarget.objects.filter(
        task__in=tasks_of(task.community, due), ticked_at__isnull=False
    ).exists():
        return
    rows = Posting.objects.filter(community=task.community, slot_at=due)
    for posting in rows.filter(state=PostingState.POSTED, result=""):
        after_ = POSTING.after(PostingState(posting.state), PostingVerb.TAKE_OUT)
        move(posting, to=after_, posted_at=None, changed_at=now)

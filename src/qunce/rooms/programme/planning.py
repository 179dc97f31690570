"""From the slots' settings to items of the calendar, each occasion once (M15, M53)."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction

from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.calendar import day_interval, local_day
from qunce.kernel.slots import Chain
from qunce.people.audience import bits_of
from qunce.people.models import Group
from qunce.people.roster import roster_of
from qunce.rooms.programme import queries
from qunce.rooms.programme.domain import (
    OPEN,
    STEP_DUTIES,
    ItemState,
    Occasion,
    StepKind,
    is_quiet,
    occasions,
    over_budget,
)
from qunce.rooms.programme.models import Item, Step
from qunce.rooms.programme.queries import Known, Plan
from qunce.rooms.programme.steps import close_of, withdraw

AHEAD = timedelta(days=35)  # so far the calendar is filled: five weeks
DAY = timedelta(days=1)


def plan(known: Known, start: datetime, end: datetime, *, now: datetime) -> list[Item]:
    """Store an item for each occasion of the slots in a half-open span; return the new ones.

    Those of one slot and local minute are stored once, however often this runs. A community
    without a group has nobody to post for.
    """
    if not known.groups:
        return []
    wanted = list(_wanted(known, start, end))
    moments = {each.moment for _plan, each in wanted}
    rows = Item.objects.filter(community=known.community, moment__in=moments)
    there = set(rows.values_list("slot", "moment"))
    missing = [each for each in wanted if (each[1].slot, each[1].moment) not in there]
    if not missing:
        return []
    with transaction.atomic():
        new = [_store(plan, occasion, known, now) for plan, occasion in missing]
        for item in new:
            _join(item, known)
        weigh(known, new)
        _chain(known, new)
    return new


def _wanted(known: Known, start: datetime, end: datetime) -> Iterator[tuple[Plan, Occasion]]:
    for key, each in known.plans.items():
        if each.is_on:
            found = occasions(key, each.schedule, (start, end), known.zone, known.exceptional)
            yield from ((each, occasion) for occasion in found)


def foreseen(known: Known, start: datetime, end: datetime) -> Iterator[tuple[str, datetime]]:
    """Yield what the slots will bring in a span that is not filled yet: titles (msgids), times."""
    if known.groups and start < end:
        for each, occasion in _wanted(known, start, end):
            yield each.slot.title, occasion.due


def _store(plan: Plan, occasion: Occasion, known: Known, now: datetime) -> Item:
    item, is_new = Item.objects.get_or_create(
        community=known.community,
        slot=plan.slot.key,
        moment=occasion.moment,
        defaults={
            "at": occasion.due,
            "ready_at": occasion.due - plan.lead,
            "until": occasion.due + plan.late,
            "tier_bits": bits_of(plan.tiers),
            "is_counted": plan.slot.counted and not plan.slot.counts_late,
            "created_at": now,
        },
    )
    keys = [known.groups[key] for key in plan.config.groups if key in known.groups]
    if is_new and keys:
        item.groups.set(Group.objects.filter(pk__in=keys))
    return item


def _join(item: Item, known: Known) -> None:
    """Let an item go out inside another one of its day, where its slot is made for that."""
    plan = known.plans[item.slot]
    if not plan.slot.merge_into:
        return
    day = day_interval(local_day(item.at, known.zone), known.zone)
    hosts = Item.objects.filter(
        community=known.community,
        slot=plan.slot.merge_into,
        at__gte=day.start,
        at__lt=day.end,
        state__in=OPEN,
        laid_at=None,
    )
    host = hosts.order_by("at").first()
    if host is not None:
        Item.objects.filter(pk=item.pk).update(merged_into=host)
        item.merged_into = host


def weigh(known: Known, items: Iterable[Item]) -> None:
    """Note of items whether they are more than a group's budget of the day, or in quiet hours.

    Of the items of one day the later ones are those that are too many.
    """
    rows = [each for each in items if each.state in OPEN]
    if not rows:
        return
    start = min(each.at for each in rows) - DAY
    loads = queries.loads_of(known, start, max(each.at for each in rows) + DAY)
    for item in rows:
        mine = queries.load_of(item, known)
        earlier = [each for each in loads if (each.at, each.item) < (mine.at, mine.item)]
        is_over = item.is_counted and item.merged_into_id is None
        is_over = is_over and bool(over_budget(mine, earlier, known.settings.per_day, known.zone))
        is_over = is_over or is_quiet(item.at, known.basics.quiet, known.zone)
        if is_over != item.is_over:
            Item.objects.filter(pk=item.pk).update(is_over=is_over)
            item.is_over = is_over


def weigh_days(known: Known, moments: Collection[datetime]) -> None:
    """Weigh the open items of the local days of some moments anew, after one of them changed."""
    for day in {local_day(each, known.zone) for each in moments}:
        span = day_interval(day, known.zone)
        rows = queries.list_items(known.community, span.start, span.end)
        weigh(known, rows.filter(state__in=OPEN))


# --- the chain ----------------------------------------------------------------------------------


def _chain(known: Known, items: Collection[Item]) -> None:
    """Store by when each step of new items is due, and whom the roster names for it."""
    steps = [
        Step(community=known.community, item=item, kind=kind, due=due)
        for item in items
        for kind, due in steps_of(item, known)
    ]
    if not steps:
        return
    days = [local_day(each.due, known.zone) for each in steps]
    roster = roster_of(known.community, min(days), max(days))
    for step, day in zip(steps, days, strict=True):
        step.person_id = roster.on(STEP_DUTIES[StepKind(step.kind)], day)
    Step.objects.bulk_create(steps, ignore_conflicts=True)


def chain(known: Known, item: Item) -> None:
    """Store the chain of one item that was added by hand."""
    _chain(known, [item])


def ask_review(item: Item, known: Known) -> None:
    """Give an item the step of a second person, where its chain had none."""
    due = item.at - (item.at - item.ready_at) / 2
    about = {"community": known.community, "due": due}
    Step.objects.get_or_create(item=item, kind=StepKind.REVIEW, defaults=about)


def ask_no_review(item: Item, known: Known, *, by: Actor, now: datetime) -> None:
    """Take the step of a second person back for which there is nothing to look through any more.

    Where its slot asks for one it stays, until there is a text.
    """
    withdraw(item, StepKind.REVIEW, by=by, now=now)
    if not known.needs_review(item):
        item.steps.filter(kind=StepKind.REVIEW, done_at=None).delete()


def steps_of(item: Item, known: Known) -> Iterator[tuple[StepKind, datetime]]:
    """Yield the steps of an item with their deadlines, in order."""
    plan = known.plans.get(item.slot)
    wants = plan.chain if plan else Chain()
    lead = item.at - item.ready_at
    if wants.choose is not None:
        yield StepKind.CHOOSE, item.at - wants.choose
    yield StepKind.DRAFT, item.at - (wants.draft or lead)
    if known.needs_review(item):
        yield StepKind.REVIEW, item.at - (wants.review or lead / 2)
    yield StepKind.POST, item.at
    yield StepKind.MEASURE, item.at + known.settings.window


# --- after the settings changed -----------------------------------------------------------------


@transaction.atomic
def plan_again(known: Known, *, now: datetime) -> None:
    """Bring what is planned in line with the settings: nothing that somebody touched is lost.

    What lies on the desk, was written, chosen or moved stays, and what such a one goes out
    inside of; all else follows the slots.
    """
    ahead = Item.objects.filter(
        community=known.community, state=ItemState.PLANNED, laid_at=None, at__gt=now, turn=0
    )
    untouched = ahead.exclude(moment="").filter(text="", note="", is_allowed=False, is_kept=False)
    inside = Item.objects.filter(community=known.community, is_kept=True).exclude(merged_into=None)
    untouched = untouched.exclude(pk__in=inside.values("merged_into"))
    gone = untouched.exclude(steps__is_set=True)
    close_of(gone, by=MACHINE, now=now)
    gone.delete()
    plan(known, now, now + AHEAD, now=now)
    rows = queries.list_items(known.community, now, now + AHEAD + DAY)
    weigh(known, list(rows.filter(state__in=OPEN)))


@transaction.atomic
def name_by_roster(known: Known, *, now: datetime) -> None:
    """Let the steps to come be for whom the roster names, unless somebody else was named."""
    rows = Step.objects.filter(community=known.community, due__gt=now, done_at=None, is_set=False)
    steps = list(rows)
    if not steps:
        return
    days = [local_day(each.due, known.zone) for each in steps]
    roster = roster_of(known.community, min(days), max(days))
    for step, day in zip(steps, days, strict=True):
        step.person_id = roster.on(STEP_DUTIES[StepKind(step.kind)], day)
    Step.objects.bulk_update(steps, ["person"])

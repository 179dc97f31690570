"""From the calendar to the desk: a text, all groups, ticked one by one 今日发送 (M15)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from qunce.facts.programme import SlotOpened
from qunce.kernel.actors import MACHINE
from qunce.kernel.messages import Role
from qunce.kernel.slots import Draft, Moment
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.models import Task
from qunce.rooms.programme import leaving, planning, queries, steps
from qunce.rooms.programme.domain import EXTRA, ITEM, OPEN, ItemState, ItemVerb, StepKind
from qunce.rooms.programme.models import Item, ItemText, Line
from qunce.rooms.programme.queries import Known
from qunce.shell.words import render
from qunce.store.codecs import encode
from qunce.store.moves import move

DELIVER = "programme.deliver"
KIND = "post"
TEXT = "%(text)s"
BETWEEN = "\n\n"  # between the texts of items that go out as one
APART = "\n\n———\n\n"  # between texts that go out apart, where one page shows all of them

OVER = N_("More than the budget of the day, or in quiet hours: it is not posted by itself.")
HINT = N_("Copy it once, post it in every group, and tick them off.")
BOTH = N_("%(first)s %(second)s")
NO_TEXT = N_("Nothing is written yet.")
NOTHING_TO_SAY = N_("There was nothing to tell.")


@dataclass(frozen=True, slots=True)
class Composed:
    """What a slot says of an occasion: with what was gathered, and its texts."""

    moment: Moment
    drafts: tuple[Draft, ...]


@transaction.atomic
def lay_down(item: Item, known: Known, *, now: datetime) -> list[Task]:
    """Lay an item on the desk: its text, all its groups, ticked one by one; once for its time.

    Where nobody has written a text, the slot composes it. A slot that has several texts gets a
    line for each. Returns the lines; none where it lies there, is over, or has no group.
    """
    groups = queries.groups_of(item, known)
    row = Item.objects.filter(pk=item.pk, turn=item.turn, laid_at=None, merged_into=None)
    if not groups or not row.filter(state__in=OPEN).update(laid_at=now):
        return []
    item.refresh_from_db()
    composed = _compose(item, groups, known)
    if not composed.drafts:
        leaving.skip(item, known, by=MACHINE, now=now, reason=Words(NOTHING_TO_SAY))
        return []
    drafts = _settle(item, composed, known, now=now)
    _count(item, known)
    title = queries.title_of(item)
    fact = SlotOpened(slot=item.slot, title=title, due=known.said(item.at), planned=item.pk)
    entry = ledger.record(fact, by=MACHINE, now=now, community=known.community)
    tasks = [
        ledger.open_task(_line(item, draft, groups, number, known), now=now, entry=entry)
        for number, draft in enumerate(drafts)
    ]
    lines = [Line(community=known.community, item=item, task=each) for each in tasks]
    Line.objects.bulk_create(lines)
    plan = known.plans.get(item.slot)
    if plan is not None and plan.slot.after is not None:
        plan.slot.after(composed.moment, [task.pk for task in tasks], now)
    if plan is None or not plan.slot.posts_itself:
        enqueue(item, now=now, at=item.at)
    return tasks


def _count(item: Item, known: Known) -> None:
    """Let an item take its place in the day's budget that counts only where it says something."""
    plan = known.plans.get(item.slot)
    if plan is not None and plan.slot.counts_late and not item.is_counted:
        Item.objects.filter(pk=item.pk).update(is_counted=True)
        planning.weigh_days(known, [item.at])
        item.refresh_from_db(fields=["is_counted", "is_over"])


def enqueue(item: Item, *, now: datetime, at: datetime, why: str = "") -> None:
    """Have an item brought to its groups at a time; `why` tells errands of one turn apart."""
    ledger.enqueue(
        DELIVER,
        {"item": item.pk, "turn": item.turn},
        community=item.community_id,
        now=now,
        not_before=max(at, now),
        key=f"{DELIVER}:{item.pk}:{item.turn}{why}",
    )


# --- texts --------------------------------------------------------------------------------------


def compose(item: Item, known: Known) -> tuple[Draft, ...]:
    """Return what the slot of an item would say now; nothing is stored."""
    return _compose(item, queries.groups_of(item, known), known).drafts


def composed(item: Item, known: Known) -> str:
    """Return what the slot of an item would say now as one text; "" for what was added by hand."""
    if item.slot not in known.plans:
        return ""
    return APART.join(render(draft.text) for draft in compose(item, known))


def _compose(item: Item, groups: Sequence[int], known: Known) -> Composed:
    """Return what is said: what somebody wrote, else what the slot composes."""
    moment = Moment(
        known.community.pk,
        tuple(groups),
        known.local(item.at),
        tiers=tuple(each.value for each in item.tiers),
        topic=item.topic,
        item=item.pk,
    )
    plan = known.plans.get(item.slot)
    if plan is None or queries.is_written(item, known):
        return Composed(moment, (Draft(Words(TEXT, {"text": item.text}), Words(HINT)),))
    if plan.slot.gather is not None:
        moment = replace(moment, facts=plan.slot.gather(moment))
    said = plan.slot.compose(moment, plan.config)
    return Composed(moment, (said,) if isinstance(said, Draft) else tuple(said))


def _settle(item: Item, composed: Composed, known: Known, *, now: datetime) -> tuple[Draft, ...]:
    """Make the text of an item what was composed, with that of what goes out inside it."""
    plan = known.plans.get(item.slot)
    drafts = composed.drafts
    if len(drafts) == 1 and not (plan is not None and plan.slot.posts_itself):
        own = render(drafts[0].text)
        parts = [own, *_take_in(item, known, now=now)]
        text = BETWEEN.join(part for part in parts if part)
        if text != item.text:
            _keep(item, text, is_own=bool(item.text), now=now)
        drafts = (replace(drafts[0], text=Words(TEXT, {"text": text})),)
    topic = next((each.topic for each in drafts if each.topic), "")
    if topic and not item.topic:
        Item.objects.filter(pk=item.pk).update(topic=topic[:200])
        item.topic = topic[:200]
    if item.state in {ItemState.PLANNED, ItemState.CHOSEN}:
        move(item, to=ITEM.after(ItemState(item.state), ItemVerb.DRAFT))
        steps.finish(item, StepKind.DRAFT, now=now)
    is_own = item.written_by_id is not None and known.needs_review(item)  # somebody chose its lines
    is_ready = all(each.is_ready for each in drafts) and not is_own
    if item.state == ItemState.DRAFTED and is_ready:
        move(item, to=ITEM.after(ItemState.DRAFTED, ItemVerb.REVIEW))
        steps.finish(item, StepKind.REVIEW, now=now)
    return drafts


def _take_in(item: Item, known: Known, *, now: datetime) -> list[str]:
    """Return the texts of what goes out inside an item and is not in its text yet."""
    found = []
    waiting = item.merged.filter(state__in=OPEN, laid_at=None).order_by("at", "pk")
    for each in waiting.prefetch_related("groups"):
        composed = _compose(each, queries.groups_of(each, known), known)
        texts = [render(draft.text) for draft in composed.drafts if draft.text.msgid]
        found += texts
        Item.objects.filter(pk=each.pk).update(
            laid_at=now, text=BETWEEN.join(texts), composed=not each.text
        )
        plan = known.plans.get(each.slot)
        if plan is not None and plan.slot.after is not None:
            plan.slot.after(composed.moment, [], now)
    return found


def texts_inside(item: Item) -> list[str]:
    """Return the texts of what goes out inside an item, once they were taken into its own."""
    inside = item.merged.filter(state__in=OPEN, laid_at__isnull=False).order_by("at", "pk")
    return [each.text for each in inside if each.text]


def _keep(item: Item, text: str, *, is_own: bool, now: datetime) -> None:
    """Store a text that the machine composed as the next version of an item's."""
    version = item.version + 1
    known = {"text": text, "version": version, "composed": not is_own}
    Item.objects.filter(pk=item.pk).update(**known)
    for name, value in known.items():
        setattr(item, name, value)
    ItemText.objects.create(
        community_id=item.community_id, item=item, number=version, text=text, at=now
    )


def keep_composed(item: Item, known: Known, *, now: datetime) -> None:
    """Make what the slot composes now the text of an item, ahead of the desk."""
    _keep(item, composed(item, known), is_own=False, now=now)
    show_text(item, now=now)


# --- lines --------------------------------------------------------------------------------------


def _line(item: Item, draft: Draft, groups: Sequence[int], number: int, known: Known) -> TaskDraft:
    plan = known.plans.get(item.slot)
    hint = draft.hint if draft.text.msgid else Words(NO_TEXT)
    if item.is_over and not item.is_allowed:
        hint = Words(BOTH, {"first": Words(OVER), "second": hint})
    chosen = [group for group in groups if not draft.groups or group in draft.groups]
    return TaskDraft(
        community=known.community.pk,
        kind=KIND,
        title=queries.title_of(item),
        words=draft.text,
        hint=hint,
        role=plan.slot.role if plan else Role.CONTENT,
        groups=tuple(chosen),
        due=item.until,
        link=path_of(item, known.community.key),
        key=_key(item, number, known),
        subjects=(("planned", item.pk),),
        person=steps.person_of(item, StepKind.POST),
        pictures=queries.shown_with(item, known.community.key),
    )


def path_of(item: Item, community: str) -> str:
    """Return the address of an item's page in the console of a community (its key)."""
    return f"/c/{community}/calendar/{item.pk}/"


def _key(item: Item, number: int, known: Known) -> str:
    """Return the key of a line: unique per slot, local minute, turn and text."""
    name = f"{EXTRA}-{item.pk}" if item.slot == EXTRA else item.slot
    key = f"slot:{known.community.pk}:{name}@{known.local(item.at):%Y-%m-%dT%H:%M}"
    turn = f"#{item.turn}" if item.turn else ""
    return f"{key}{turn}:{number}" if number else f"{key}{turn}"


def show_text(item: Item, *, now: datetime) -> None:
    """Bring the open line of an item in line with its text and pictures, after one changed."""
    pictures = encode(queries.shown_with(item, item.community.key))
    for line in item.lines.select_related("task"):
        task = line.task
        if task.ended_at is None:
            if item.text:
                task.words = encode(Words(TEXT, {"text": item.text}))
            task.pictures = pictures
            task.save(update_fields=["words", "pictures"])
            ledger.announce(task, now)


@transaction.atomic
def show_anew(item: Item, known: Known, *, now: datetime) -> int:
    """Compose the open lines of an item anew, after somebody chose what it tells.

    A line whose groups would not read the same any more keeps its words; return how many do.
    """
    kept = 0
    for line in item.lines.select_related("task"):
        task = line.task
        if task.ended_at is not None:
            continue
        groups = tuple(task.targets.order_by("group_id").values_list("group_id", flat=True))
        drafts = _compose(item, groups, known).drafts
        if len(drafts) != 1:
            kept += 1
            continue
        text = render(drafts[0].text)
        task.words = encode(Words(TEXT, {"text": text}))
        task.save(update_fields=["words"])
        if not queries.is_by_group(item, known):
            _keep(item, text, is_own=False, now=now)
        ledger.announce(task, now)
    return kept

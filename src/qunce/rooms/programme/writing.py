"""Texts of items: chosen, written, mended, made ready by a second person (M36)."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Max

from qunce.facts.programme import PostApproved, PostChosen, PostTakenBack, PostWritten
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.rooms.programme import laying, planning, queries, steps
from qunce.rooms.programme.domain import ITEM, OPEN, ItemState, ItemVerb, StepKind
from qunce.rooms.programme.models import LONGEST_TEXT, Item, ItemText
from qunce.rooms.programme.queries import Known
from qunce.store.moves import move

NO_TEXT = N_("Nothing is written yet.")
TOO_LONG = N_("The text has %(count)s characters; at most %(most)s are possible.")
SECOND = N_("Whoever wrote it cannot look it through: ask somebody else who runs the group.")
OVER = N_("It is over: put it back first.")
BY_ITSELF = N_("Its text follows from what was approved for it, and is not written here.")
BY_GROUP = N_("Each group has its own text: choose its lines instead of writing one for all.")


class Saved(StrEnum):
    """What became of a text that somebody wrote."""

    CURRENT = "current"
    ASIDE = "aside"  # somebody else had saved another one meanwhile: both are kept
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a text, and where it is kept (its number, and the key of its row)."""

    saved: Saved
    number: int
    row: int = 0


def _person(by: Actor) -> int | None:
    return by.id if by.kind is ActorKind.PERSON else None


@transaction.atomic
def choose(item: Item, topic: str, known: Known, *, by: Actor, now: datetime) -> None:
    """Say what an item is about. RefusedError where it is over.

    A topic that neither pool nor library has is drafted at once for a second person to look at;
    what was drafted of an earlier one is put away.
    """
    is_blank = item.laid_at is None and (item.composed or not item.text)
    is_drafted = item.state == ItemState.DRAFTED and is_blank
    verb = ItemVerb.CHOOSE_ANEW if is_drafted else ItemVerb.CHOOSE
    also: dict[str, Any] = {"text": "", "written_by_id": None} if is_blank else {}
    to = ITEM.after(ItemState(item.state), verb)
    move(item, to=to, topic=topic[:200], is_kept=True, **also)
    if is_drafted:
        steps.undo(item, StepKind.DRAFT)
    steps.finish(item, StepKind.CHOOSE, by=by, now=now)
    if is_blank and queries.is_own_topic(item) and not known.is_alone:
        _draft_topic(item, known, by=by, now=now)
    elif is_drafted:
        planning.ask_no_review(item, known, by=by, now=now)
    fact = PostChosen(item.pk, queries.title_of(item), topic[:200], _person(by))
    ledger.record(fact, by=by, now=now, community=known.community)


def _draft_topic(item: Item, known: Known, *, by: Actor, now: datetime) -> None:
    """Compose an item about a topic that somebody thought of, for a second person to look at."""
    laying.keep_composed(item, known, now=now)
    to = ITEM.after(ItemState(item.state), ItemVerb.DRAFT)
    move(item, to=to, written_by_id=_person(by))
    steps.finish(item, StepKind.DRAFT, by=by, now=now)
    planning.ask_review(item, known)


@transaction.atomic
def write(item: Item, text: str, known: Known, *, base: int, by: Actor, now: datetime) -> Written:
    """Give an item a text; `base` is the version that whoever wrote it had before them.

    Where somebody else saved one since then, the text is kept beside it and theirs stays the one
    that counts. What was made ready is a draft again. RefusedError for no text, one that is too
    long, and for an item that is over.
    """
    text = _checked(item, text, known)
    item = Item.objects.select_for_update(of=("self",)).select_related("community").get(pk=item.pk)
    if item.state not in OPEN:
        raise RefusedError(Words(OVER))
    if text == item.text:
        return Written(Saved.SAME, item.version)
    if base != item.version:
        row = _store(item, text, _next(item), by=by, now=now, is_aside=True)
        return Written(Saved.ASIDE, row.number, row.pk)
    row = _store(item, text, _next(item), by=by, now=now)
    move(
        item,
        to=ITEM.after(ItemState(item.state), ItemVerb.DRAFT),
        text=text,
        version=row.number,
        composed=False,
        is_kept=True,
        written_by_id=_person(by),
        reviewed_by_id=None,
    )
    steps.finish(item, StepKind.DRAFT, by=by, now=now)
    steps.undo(item, StepKind.REVIEW)
    laying.show_text(item, now=now)
    due = known.said(item.at)
    fact = PostWritten(item.pk, queries.title_of(item), due, row.number, _person(by))
    ledger.record(fact, by=by, now=now, community=known.community)
    return Written(Saved.CURRENT, row.number, row.pk)


def _checked(item: Item, text: str, known: Known) -> str:
    text = text.replace("\r\n", "\n").strip()
    plan = known.plans.get(item.slot)
    if plan is not None and plan.slot.posts_itself:
        raise RefusedError(Words(BY_ITSELF))
    if queries.is_by_group(item, known):
        raise RefusedError(Words(BY_GROUP))
    if not text:
        raise RefusedError(Words(NO_TEXT))
    if len(text) > LONGEST_TEXT:
        raise RefusedError(Words(TOO_LONG, {"count": len(text), "most": LONGEST_TEXT}))
    return text


def text_at(item: Item, version: int, known: Known) -> str:
    """Return the text of an item at a version; at 0 what its slot composes, where nothing was."""
    row = item.texts.filter(number=version).first()
    if row is not None:
        return row.text
    blank = copy(item)
    blank.text = ""
    return laying.composed(blank, known)


def _next(item: Item) -> int:
    return (item.texts.aggregate(last=Max("number"))["last"] or 0) + 1


def _store(
    item: Item, text: str, number: int, *, by: Actor, now: datetime, is_aside: bool = False
) -> ItemText:
    return ItemText.objects.create(
        community_id=item.community_id,
        item=item,
        number=number,
        text=text,
        by_id=_person(by),
        name=by.name,
        is_aside=is_aside,
        at=now,
    )


@transaction.atomic
def approve(item: Item, known: Known, *, by: Actor, now: datetime) -> None:
    """Make an item ready to go. Where its slot wants a review, by somebody who did not write it.

    An item whose time has come goes out at once. RefusedError without a text, for one's own text
    where a second person shall look, and where it is over; StaleError where the text changed.
    """
    if not item.text and not queries.is_by_group(item, known):
        raise RefusedError(Words(NO_TEXT))
    is_own = item.written_by_id is not None and item.written_by_id == _person(by)
    if is_own and known.needs_review(item):
        raise RefusedError(Words(SECOND))
    if item.state in {ItemState.PLANNED, ItemState.CHOSEN}:
        move(item, to=ITEM.after(ItemState(item.state), ItemVerb.DRAFT))
    to = ITEM.after(ItemState(item.state), ItemVerb.REVIEW)
    move(item, to=to, where={"version": item.version}, reviewed_by_id=_person(by), is_kept=True)
    steps.finish(item, StepKind.REVIEW, by=by, now=now)
    due = known.said(item.at)
    fact = PostApproved(item.pk, queries.title_of(item), due, item.version, _person(by))
    ledger.record(fact, by=by, now=now, community=known.community)
    if item.laid_at is not None:
        laying.enqueue(item, now=now, at=item.at, why=f":{item.version}:{now:%H%M%S}")


@transaction.atomic
def take_back(item: Item, known: Known, *, by: Actor, now: datetime) -> None:
    """Make what was ready a draft again. RefusedError where it is not ready, or in the group."""
    if item.state != ItemState.REVIEWED:
        raise RefusedError(Words(OVER))
    to = ITEM.after(ItemState.REVIEWED, ItemVerb.DRAFT_AGAIN)
    move(item, to=to, reviewed_by_id=None)
    steps.undo(item, StepKind.REVIEW)
    fact = PostTakenBack(item.pk, queries.title_of(item), known.said(item.at))
    ledger.record(fact, by=by, now=now, community=known.community)


@transaction.atomic
def note(item: Item, text: str) -> None:
    """Keep a remark for whoever works on an item; no decision, so no entry."""
    Item.objects.filter(pk=item.pk).update(note=text, is_kept=True)
    item.note = text

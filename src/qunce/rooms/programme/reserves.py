"""Texts in reserve for a slot: written ahead, posted where nobody has prepared anything (M35)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from qunce.facts.programme import ReserveKept, ReserveRemoved, ReserveTaken
from qunce.kernel.actors import MACHINE, Actor, ActorKind
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.models import Community
from qunce.rooms.programme import laying, news, queries, steps
from qunce.rooms.programme.domain import ITEM, OPEN, ItemState, ItemVerb, StepKind
from qunce.rooms.programme.models import LONGEST_TEXT, Item, ItemText, Reserve
from qunce.rooms.programme.queries import Known
from qunce.store.moves import move

BEGINS = 40  # characters of a text that the history shows
NO_SLOT = N_("There is no such slot.")
NO_TEXT = N_("Nothing is written yet.")
TOO_LONG = N_("The text has %(count)s characters; at most %(most)s are possible.")
THERE = N_("This text is in reserve for the slot already.")
USED = N_("It has gone out already, and stays as it was.")
NOWHERE = N_("There is no such reserve text.")
NONE_LEFT = N_("No reserve text of this slot is left: write one ahead.")
OVER = N_("It is over: put it back first.")


def list_reserves(community: Community) -> QuerySet[Reserve]:
    """Return the reserve texts of a community: what waits first, the oldest first."""
    rows = Reserve.objects.filter(community=community).select_related("used_for")
    return rows.order_by("used_at", "id")


def count_waiting(community: Community, slot: str) -> int:
    """Return how many texts wait in reserve for a slot."""
    return Reserve.objects.filter(community=community, slot=slot, used_at=None).count()


def access(community: Community, pk: int) -> Reserve:
    """Return a reserve text of a community, or raise NotFoundError."""
    found = Reserve.objects.filter(community=community, pk=pk).first()
    if found is None:
        raise NotFoundError(Words(NOWHERE))
    return found


@transaction.atomic
def keep(known: Known, slot: str, text: str, *, by: Actor, now: datetime) -> Reserve:
    """Put a text in reserve for a slot. RefusedError for no text, a long one, or one twice."""
    text = _checked(known, slot, text)
    found = Reserve.objects.create(
        community=known.community,
        slot=slot,
        text=text,
        by_id=by.id if by.kind is ActorKind.PERSON else None,
        name=by.name,
        created_at=now,
    )
    _record(ReserveKept(_title(slot, known), text[:BEGINS]), known, by=by, now=now)
    return found


@transaction.atomic
def change(reserve: Reserve, text: str, known: Known, *, by: Actor, now: datetime) -> None:
    """Change a text in reserve. Errors as in `keep`, and where it has gone out already."""
    row = _waiting(reserve)
    row.text = _checked(known, row.slot, text, row.pk)
    row.save(update_fields=["text"])
    _record(ReserveKept(_title(row.slot, known), row.text[:BEGINS]), known, by=by, now=now)


@transaction.atomic
def remove(reserve: Reserve, known: Known, *, by: Actor, now: datetime) -> None:
    """Take a text out of the reserve. RefusedError where it has gone out already."""
    row = _waiting(reserve)
    row.delete()
    _record(ReserveRemoved(_title(row.slot, known), row.text[:BEGINS]), known, by=by, now=now)


@transaction.atomic
def take(item: Item, known: Known, *, by: Actor, now: datetime) -> None:
    """Put the oldest reserve text of its slot in the place of an item's: it is ready to go.

    RefusedError where none is left, or the item is over.
    """
    if item.state not in OPEN:
        raise RefusedError(Words(OVER))
    rows = Reserve.objects.select_for_update().filter(community=item.community_id, slot=item.slot)
    reserve = rows.filter(used_at=None).order_by("id").first()
    if reserve is None:
        raise RefusedError(Words(NONE_LEFT))
    last = item.texts.order_by("-number").first()
    version = (last.number if last else 0) + 1
    ItemText.objects.create(
        community_id=item.community_id,
        item=item,
        number=version,
        text=reserve.text,
        by_id=reserve.by_id,
        name=reserve.name,
        at=now,
    )
    if item.state != ItemState.DRAFTED:
        move(item, to=ITEM.after(ItemState(item.state), ItemVerb.DRAFT))
    to = ITEM.after(ItemState.DRAFTED, ItemVerb.REVIEW)
    move(item, to=to, text=reserve.text, version=version, composed=False, is_kept=True)
    steps.finish(item, StepKind.REVIEW, by=by, now=now)
    Reserve.objects.filter(pk=reserve.pk).update(used_for=item, used_at=now)
    news.free(item)
    laying.show_text(item, now=now)
    fact = ReserveTaken(item.pk, queries.title_of(item), known.said(item.at), version)
    _record(fact, known, by=by, now=now)
    if item.laid_at is not None and by != MACHINE:
        laying.enqueue(item, now=now, at=item.at, why=f":{version}:{now:%H%M%S}")


def _waiting(reserve: Reserve) -> Reserve:
    row = Reserve.objects.select_for_update().filter(pk=reserve.pk).first()
    if row is None:
        raise NotFoundError(Words(NOWHERE))
    if row.used_at is not None:
        raise RefusedError(Words(USED))
    return row


def _checked(known: Known, slot: str, text: str, own: int = 0) -> str:
    plan = known.plans.get(slot)
    if plan is None or plan.slot.posts_itself:
        raise RefusedError(Words(NO_SLOT))
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise RefusedError(Words(NO_TEXT))
    if len(text) > LONGEST_TEXT:
        raise RefusedError(Words(TOO_LONG, {"count": len(text), "most": LONGEST_TEXT}))
    same = Reserve.objects.filter(community=known.community, slot=slot, text=text, used_at=None)
    if same.exclude(pk=own).exists():
        raise RefusedError(Words(THERE))
    return text


def _title(slot: str, known: Known) -> Words:
    return Words(known.plans[slot].slot.title)


def _record(
    fact: ReserveKept | ReserveRemoved | ReserveTaken, known: Known, *, by: Actor, now: datetime
) -> None:
    ledger.record(fact, by=by, now=now, community=known.community)

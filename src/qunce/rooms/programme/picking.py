"""What a person chooses of the week's summary: its lines, in their own words where they like."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from qunce.facts.programme import PostWritten
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.errors import RefusedError, StaleError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.rooms.programme import digest, laying, queries, steps, writing
from qunce.rooms.programme.domain import ITEM, OPEN, ItemState, ItemVerb, StepKind
from qunce.rooms.programme.models import Item, Picks
from qunce.rooms.programme.queries import Known
from qunce.store.moves import move

OVER = N_("It is posted or taken off: its lines cannot be chosen any more.")
CHANGED = N_(
    "Somebody else has chosen lines meanwhile. What you ticked and wrote is still here: compare it "
    "with theirs, and save again."
)
NOTHING = N_("Choose at least one line, or leave the summary out.")
TOO_MANY = N_("These are %(count)s lines; at most %(most)s go into one summary.")
UNKNOWN = N_(
    "%(count)s of the lines are not on record any more: they are not ticked now. Look at the rest "
    "and save again."
)
MOST_LINES = 60
LONGEST_LINE = 120  # characters of a line
LONGEST_OPENING = 500


@transaction.atomic
def pick(
    item: Item,
    lines: Mapping[str, str],
    opening: str,
    known: Known,
    *,
    base: int,
    by: Actor,
    now: datetime,
) -> int:
    """Choose the lines of a summary, in their order; `base` is the version that one had before.

    Where a second person looks it through, one that was ready is a draft again.

    Returns how many lines of the desk keep the words they had, because their groups would not
    read the same any more. RefusedError for no line at all and where it is over, StaleError where
    somebody else chose meanwhile.
    """
    item = Item.objects.select_for_update(of=("self",)).select_related("community").get(pk=item.pk)
    if item.state not in OPEN:
        raise RefusedError(Words(OVER))
    picks = Picks.objects.filter(item=item).first()
    if (picks.version if picks else 0) != base:
        raise StaleError(Words(CHANGED))
    _check(item, lines, known, picks)
    wanted = {ref: words[:LONGEST_LINE] for ref, words in lines.items()}
    Picks.objects.update_or_create(
        item=item,
        defaults={
            "community": known.community,
            "lines": wanted,
            "order": list(wanted),
            "opening": opening[:LONGEST_OPENING],
            "version": base + 1,
            "changed_at": now,
        },
    )
    _note(item, known, base + 1, by=by, now=now)
    return laying.show_anew(item, known, now=now)


def _check(item: Item, lines: Mapping[str, str], known: Known, picks: Picks | None) -> None:
    """Refuse no line, too many, and those neither on record in the week nor chosen before."""
    if not lines:
        raise RefusedError(Words(NOTHING))
    if len(lines) > MOST_LINES:
        raise RefusedError(Words(TOO_MANY, {"count": len(lines), "most": MOST_LINES}))
    week = digest.week_of(
        known.community,
        queries.groups_of(item, known),
        known.local(item.at),
        digest.config_of(known.community),
        item,
    )
    there = {line.ref for part in week.parts for line in part.lines}
    there |= set(picks.lines) if picks else set()
    unknown = set(lines) - there
    if unknown:
        raise RefusedError(Words(UNKNOWN, {"count": len(unknown)}))


@transaction.atomic
def pick_none(item: Item, known: Known, *, by: Actor, now: datetime) -> None:
    """Let the house choose the lines again. RefusedError where it is over."""
    item = Item.objects.select_for_update(of=("self",)).select_related("community").get(pk=item.pk)
    if item.state not in OPEN:
        raise RefusedError(Words(OVER))
    Picks.objects.filter(item=item).delete()
    _note(item, known, 0, by=by, now=now)
    laying.show_anew(item, known, now=now)


def _note(item: Item, known: Known, version: int, *, by: Actor, now: datetime) -> None:
    if item.state in {ItemState.PLANNED, ItemState.CHOSEN}:
        move(item, to=ITEM.after(ItemState(item.state), ItemVerb.DRAFT))
        steps.finish(item, StepKind.DRAFT, by=by, now=now)
    if item.state == ItemState.REVIEWED and known.needs_review(item):
        writing.take_back(item, known, by=by, now=now)
    person = by.id if by.kind is ActorKind.PERSON else None
    Item.objects.filter(pk=item.pk).update(is_kept=True, written_by=person if version else None)
    due = known.said(item.at)
    fact = PostWritten(item.pk, queries.title_of(item), due, version, person)
    ledger.record(fact, by=by, now=now, community=known.community)

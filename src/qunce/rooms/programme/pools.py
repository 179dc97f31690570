"""All reads and writes of the pools: what is next, what was used when, what is approved."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce

from qunce.facts.pools import EntryAdded, EntryApproved, EntryChanged, EntryRetired, PoolFilled
from qunce.facts.reads import ListLibraryNews
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.slots import Moment
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.models import Community
from qunce.rooms.programme.domain import DONE
from qunce.rooms.programme.domain_pools import (
    ENTRY,
    MOST_LINES,
    Chosen,
    EntryState,
    EntryVerb,
    Pool,
    Written,
    shipped,
)
from qunce.rooms.programme.models import Impact, Item, PoolEntry, PoolUse
from qunce.shell.house import house
from qunce.store.moves import move

NO_ENTRY = N_("There is no such entry in the pool.")
THERE = N_("“%(title)s” is in the pool already.")
TOO_MANY = N_("These are %(count)s lines; at most %(most)s can be brought in at once.")
NOTHING = N_("There is nothing new in it.")
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
NEXT = ("turn", "id")  # what was never used, then what was not for the longest time
LIBRARY_WITHIN = timedelta(days=90)
LIBRARY_KINDS = ("article", "discussion", "template", "file")


def access(community: Community, pk: int) -> PoolEntry:
    """Return an entry of a pool, or raise NotFoundError."""
    found = PoolEntry.objects.filter(community=community, pk=pk).first()
    if found is None:
        raise NotFoundError(Words(NO_ENTRY))
    return found


def list_entries(community: Community | int, pool: Pool) -> QuerySet[PoolEntry]:
    """Return the entries of a pool, those that are next first."""
    rows = PoolEntry.objects.filter(community=community, pool=pool)
    return rows.annotate(turn=Coalesce("used_at", Value(NEVER))).order_by(*NEXT)


# --- what is next -------------------------------------------------------------------------------


def pick(moment: Moment, pool: Pool, weeks: int, count: int = 1) -> list[Chosen]:
    """Return what is next of a pool: approved, not used for so many weeks, the oldest first.

    What was used for this very item stays; a topic that somebody chose for it comes first.
    """
    rows = list_entries(moment.community, pool)
    mine = list(rows.filter(used__item=moment.item).order_by("used__id")[:count])
    if not mine and moment.topic:
        mine = list(rows.filter(title=moment.topic)[:1])
        if not mine:
            return [Chosen(0, moment.topic)]
    if not mine:
        since = moment.due - timedelta(weeks=weeks)
        free = rows.filter(state=EntryState.APPROVED).exclude(used__at__gt=since)
        mine = list(free[:count])
    return [Chosen(each.pk, each.title, each.text, each.source, each.link) for each in mine]


def of_library(moment: Moment, slots: Sequence[str], at_least: int = 0) -> list[Chosen]:
    """Return the newest item of the library that none of some slots has told, if there is one.

    `at_least` characters long; where a topic was chosen, only the item that is called so.
    """
    ask = house.ask(ListLibraryNews)
    if ask is None:
        return []
    since = moment.due - LIBRARY_WITHIN
    rows = Item.objects.filter(community=moment.community, slot__in=slots, at__gte=since)
    told = set(rows.exclude(pk=moment.item).exclude(topic="").values_list("topic", flat=True))
    for each in ask(moment.community, since, kinds=LIBRARY_KINDS, limit=50):
        is_wanted = each.title == moment.topic if moment.topic else each.title not in told
        if is_wanted and (moment.topic or each.length >= at_least):
            link = f"{settings.SITE_URL}{each.path}"
            return [Chosen(0, each.title, each.summary, each.by or each.source, link)]
    return []


def note_use(moment: Moment, now: datetime) -> None:
    """Note that the entries in a moment's facts were put into the text of its item."""
    keys = [each.entry for each in moment.facts if isinstance(each, Chosen) and each.entry]
    for pk in keys:
        PoolUse.objects.get_or_create(
            entry_id=pk, item_id=moment.item, defaults={"community_id": moment.community, "at": now}
        )
    PoolEntry.objects.filter(pk__in=keys).update(used_at=now)


def last_talk(moment: Moment, slot: str) -> tuple[str, int] | None:
    """Return what a slot talked about last, and how many people took part; None for no figures."""
    rows = Item.objects.filter(community=moment.community, slot=slot, state__in=DONE)
    last = rows.filter(at__lt=moment.due).exclude(topic="").order_by("-at").first()
    if last is None:
        return None
    counts = Impact.objects.filter(item=last).exclude(people=None).values_list("people", flat=True)
    known = [each for each in counts if each is not None]
    return (last.topic, sum(known)) if known else None


# --- what is in it ------------------------------------------------------------------------------


@transaction.atomic
def stock(community: Community, pool: Pool, *, by: Actor, now: datetime) -> int:
    """Bring what comes with the house into a pool, approved; return how much was new.

    What is there already, also out of use, stays as it is.
    """
    rows = PoolEntry.objects.filter(community=community, pool=pool)
    known, origins = set(rows.values_list("title", flat=True)), set(rows.values_list("origin"))
    new = [
        PoolEntry(
            community=community,
            pool=pool,
            state=EntryState.APPROVED,
            title=each.title,
            text=each.text,
            source=each.source,
            origin=f"house:{pool}:{number}",
            created_at=now,
        )
        for number, each in enumerate(shipped(pool), 1)
        if each.title not in known and (f"house:{pool}:{number}",) not in origins
    ]
    PoolEntry.objects.bulk_create(new)
    if new:
        fact = PoolFilled(pool.label, len(new))
        ledger.record(fact, by=by, now=now, community=community)
    return len(new)


@transaction.atomic
def add(
    community: Community, pool: Pool, written: Written, *, by: Actor, now: datetime
) -> PoolEntry:
    """Put an entry into a pool, approved. RefusedError where one of this title is there."""
    entry = _new(community, pool, written, by, state=EntryState.APPROVED, created_at=now)
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        raise RefusedError(Words(THERE, {"title": written.title})) from None
    fact = EntryAdded(pool.label, entry.title)
    ledger.record(fact, by=by, now=now, community=community)
    return entry


def fresh(community: Community, pool: Pool, written: Sequence[Written]) -> list[Written]:
    """Return what of a list is not in the pool yet. RefusedError for nothing, or too much."""
    if len(written) > MOST_LINES:
        raise RefusedError(Words(TOO_MANY, {"count": len(written), "most": MOST_LINES}))
    rows = PoolEntry.objects.filter(community=community, pool=pool)
    known = set(rows.values_list("title", flat=True))
    new = [each for each in written if each.title not in known]
    if not new:
        raise RefusedError(Words(NOTHING))
    return new


@transaction.atomic
def bring_in(
    community: Community, pool: Pool, written: Sequence[Written], *, by: Actor, now: datetime
) -> int:
    """Put what is new of a list into a pool, to be looked at. RefusedError as `fresh`."""
    new = fresh(community, pool, written)
    about = {"state": EntryState.OFFERED, "created_at": now}
    rows = [_new(community, pool, each, by, **about) for each in new]
    PoolEntry.objects.bulk_create(rows)
    ledger.record(PoolFilled(pool.label, len(new)), by=by, now=now, community=community)
    return len(new)


def _new(community: Community, pool: Pool, written: Written, by: Actor, **about: Any) -> PoolEntry:
    is_person = by.kind is ActorKind.PERSON
    return PoolEntry(
        community=community,
        pool=pool,
        title=written.title,
        text=written.text,
        source=written.source,
        link=written.link,
        added_by_id=by.id if is_person else None,
        added_name=by.name if is_person else "",
        **about,
    )


@transaction.atomic
def change(entry: PoolEntry, written: Written, *, by: Actor, now: datetime) -> None:
    """Give an entry other words. RefusedError where another one has this title."""
    about = {name: getattr(written, name) for name in ("title", "text", "source", "link")}
    try:
        with transaction.atomic():
            PoolEntry.objects.filter(pk=entry.pk).update(**about)
    except IntegrityError:
        raise RefusedError(Words(THERE, {"title": written.title})) from None
    fact = EntryChanged(Pool(entry.pool).label, written.title)
    ledger.record(fact, by=by, now=now, community=entry.community_id)


@transaction.atomic
def approve(entry: PoolEntry, *, by: Actor, now: datetime) -> None:
    """Let an entry go out. RefusedError where it may already."""
    move(entry, to=ENTRY.after(EntryState(entry.state), EntryVerb.APPROVE))
    fact = EntryApproved(Pool(entry.pool).label, entry.title)
    ledger.record(fact, by=by, now=now, community=entry.community_id)


@transaction.atomic
def approve_all(community: Community, pool: Pool, *, by: Actor, now: datetime) -> int:
    """Let all entries go out that wait to be looked at; return how many those are."""
    rows = PoolEntry.objects.filter(community=community, pool=pool, state=EntryState.OFFERED)
    waiting = list(rows)
    for entry in waiting:
        approve(entry, by=by, now=now)
    return len(waiting)


@transaction.atomic
def retire(entry: PoolEntry, *, by: Actor, now: datetime) -> None:
    """Let an entry go out no more; it stays in the pool and can be approved again."""
    move(entry, to=ENTRY.after(EntryState(entry.state), EntryVerb.RETIRE))
    fact = EntryRetired(Pool(entry.pool).label, entry.title)
    ledger.record(fact, by=by, now=now, community=entry.community_id)

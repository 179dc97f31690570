"""What is in the pools: written, brought in, changed, approved by a second person, out of use."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from qunce.facts.pools import EntryAdded, EntryApproved, EntryChanged, EntryRetired, PoolFilled
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.errors import RefusedError, StaleError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.models import Community
from qunce.rooms.programme import queries
from qunce.rooms.programme.domain_pools import (
    ENTRY,
    GONE,
    MOST_LINES,
    EntryState,
    EntryVerb,
    Pool,
    Written,
    shipped,
)
from qunce.rooms.programme.models import PoolEntry, PoolText
from qunce.store.moves import move

THERE = N_("“%(title)s” is in the pool already.")
TOO_MANY = N_("These are %(count)s lines; at most %(most)s can be brought in at once.")
NOTHING = N_("There is nothing new in it.")
MEANWHILE = N_("Somebody else has just brought in some of these. Look what is new, and try again.")
SECOND = N_("Whoever wrote it cannot approve it: ask somebody else who runs the group.")
CHANGED = N_(
    "%(name)s has saved this meanwhile. Both texts are kept: look at what came of them and save."
)


def needs_second(community: Community) -> bool:
    """Say whether a second person has to look at what somebody wrote (M14, M36)."""
    return not queries.is_alone(community)


def may_approve(entry: PoolEntry, by: Actor, *, is_alone: bool) -> bool:
    """Say whether somebody may approve an entry: not their own words, unless they manage alone.

    Who puts a member's idea in other words before it is accepted is the second person already.
    """
    is_first = entry.version == 1 or (entry.is_offer and entry.decided_at is None)
    writer = entry.added_by_id if is_first else entry.changed_by_id
    return is_alone or by.kind is not ActorKind.PERSON or by.id != writer


# --- in -----------------------------------------------------------------------------------------


@transaction.atomic
def stock(community: Community, pool: Pool, *, by: Actor, now: datetime) -> int:
    """Bring what comes with the house into a pool, approved; return how much was new.

    What is there already, also out of use, stays as it is. RefusedError where somebody else does
    the same at this moment.
    """
    new = [
        PoolEntry(
            community=community,
            pool=pool,
            state=EntryState.APPROVED,
            title=each.title,
            text=each.text,
            source=each.source,
            origin=origin,
            created_at=now,
        )
        for origin, each in _missing(community, pool)
    ]
    _store(new)
    if new:
        fact = PoolFilled(pool.label, len(new))
        ledger.record(fact, by=by, now=now, community=community)
    return len(new)


def _missing(community: Community, pool: Pool) -> list[tuple[str, Written]]:
    """Return what of the house is not in a pool, each with its origin."""
    rows = PoolEntry.objects.filter(community=community, pool=pool)
    known = set(rows.exclude(state__in=GONE).values_list("title", flat=True))
    origins = set(rows.values_list("origin", flat=True))
    named = [(f"house:{pool}:{number}", each) for number, each in enumerate(shipped(pool), 1)]
    return [each for each in named if each[0] not in origins and each[1].title not in known]


def _store(rows: Sequence[PoolEntry]) -> None:
    try:
        with transaction.atomic():
            PoolEntry.objects.bulk_create(rows)
    except IntegrityError:
        raise RefusedError(Words(MEANWHILE)) from None


@transaction.atomic
def add(
    community: Community, pool: Pool, written: Written, *, by: Actor, now: datetime
) -> PoolEntry:
    """Put an entry into a pool: approved where one person manages, else a second one looks at it.

    RefusedError where one of this title is there.
    """
    is_person = by.kind is ActorKind.PERSON
    waits = is_person and needs_second(community)
    state = EntryState.OFFERED if waits else EntryState.APPROVED
    entry = unsaved(community, pool, written, by, state=state, created_at=now)
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
    known = set(rows.exclude(state__in=GONE).values_list("title", flat=True))
    new = [each for each in written if each.title not in known]
    if not new:
        raise RefusedError(Words(NOTHING))
    return new


@transaction.atomic
def bring_in(
    community: Community, pool: Pool, written: Sequence[Written], *, by: Actor, now: datetime
) -> int:
    """Put what is new of a list into a pool, to be looked at. RefusedError as `fresh`.

    And where somebody else brings in the same at this moment.
    """
    new = fresh(community, pool, written)
    about = {"state": EntryState.OFFERED, "created_at": now}
    _store([unsaved(community, pool, each, by, **about) for each in new])
    ledger.record(PoolFilled(pool.label, len(new)), by=by, now=now, community=community)
    return len(new)


def unsaved(
    community: Community, pool: Pool, written: Written, by: Actor, **about: Any
) -> PoolEntry:
    """Return an entry that is not stored yet, with who wrote it."""
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


# --- changed ------------------------------------------------------------------------------------


@transaction.atomic
def change(entry: PoolEntry, written: Written, *, base: int, by: Actor, now: datetime) -> None:
    """Give an entry other words; `base` is the version that whoever wrote had before them.

    What was approved waits for a second person again, unless one manages alone. RefusedError
    where another entry has this title, StaleError where somebody else saved meanwhile: then
    `keep_aside` keeps what was written.
    """
    found = PoolEntry.objects.select_for_update().get(pk=entry.pk)
    if written_of(found) == written:
        return
    if found.version != base:
        raise StaleError(Words(CHANGED, {"name": found.changed_name or found.added_name}))
    _keep_current(found)
    state = EntryState(found.state)
    is_person = by.kind is ActorKind.PERSON
    if is_person and needs_second(found.community):
        state = ENTRY.after(state, EntryVerb.CHANGE)
    about: dict[str, Any] = {name: getattr(written, name) for name in FIELDS}
    about |= {"version": base + 1, "changed_by_id": by.id if is_person else None}
    about |= {"changed_name": by.name if is_person else ""}
    try:
        with transaction.atomic():
            move(found, to=state, where={"version": base}, **about)
    except IntegrityError:
        raise RefusedError(Words(THERE, {"title": written.title})) from None
    _keep(found, written, base + 1, by=by, now=now)
    fact = EntryChanged(Pool(found.pool).label, written.title)
    ledger.record(fact, by=by, now=now, community=found.community_id)


FIELDS = ("title", "text", "source", "link")


def written_of(row: PoolEntry | PoolText) -> Written:
    """Return the words of an entry, or of one of its versions."""
    return Written(row.title, row.text, row.source, row.link)


def text_at(entry: PoolEntry, version: int) -> Written:
    """Return the words of an entry at a version; those it has now where that one is not known."""
    row = entry.texts.filter(number=version, is_aside=False).first()
    return written_of(row or entry)


@transaction.atomic
def keep_aside(entry: PoolEntry, written: Written, *, by: Actor, now: datetime) -> None:
    """Keep what somebody wrote while another saved: it stays among the versions, once."""
    # The row is locked first, so that of two texts at the same time each gets its own number.
    entry = PoolEntry.objects.select_for_update().get(pk=entry.pk)
    last = entry.texts.filter(is_aside=True, by_id=by.id).order_by("-id").first()
    if last is None or written_of(last) != written:
        number = (entry.texts.aggregate(last=Max("number"))["last"] or entry.version) + 1
        _keep(entry, written, number, by=by, now=now, is_aside=True)


def _keep_current(entry: PoolEntry) -> None:
    """Keep the words that an entry came with, before the first change."""
    about = {name: getattr(entry, name) for name in FIELDS}
    about |= {"by_id": entry.added_by_id, "name": entry.added_name, "at": entry.created_at}
    about |= {"community_id": entry.community_id}
    PoolText.objects.get_or_create(
        entry=entry, number=entry.version, is_aside=False, defaults=about
    )


def _keep(
    entry: PoolEntry,
    written: Written,
    number: int,
    *,
    by: Actor,
    now: datetime,
    is_aside: bool = False,
) -> None:
    PoolText.objects.create(
        community_id=entry.community_id,
        entry=entry,
        number=number,
        by_id=by.id if by.kind is ActorKind.PERSON else None,
        name=by.name,
        is_aside=is_aside,
        at=now,
        **{name: getattr(written, name) for name in FIELDS},
    )


# --- decided ------------------------------------------------------------------------------------


@transaction.atomic
def approve(entry: PoolEntry, *, by: Actor, now: datetime) -> None:
    """Let an entry go out. RefusedError where it may already, and for one's own words.

    StaleError where its words were changed since it was read.
    """
    if not may_approve(entry, by, is_alone=not needs_second(entry.community)):
        raise RefusedError(Words(SECOND))
    _approve(entry, by=by, now=now)


def _approve(entry: PoolEntry, *, by: Actor, now: datetime) -> None:
    to = ENTRY.after(EntryState(entry.state), EntryVerb.APPROVE)
    move(entry, to=to, where={"version": entry.version})
    fact = EntryApproved(Pool(entry.pool).label, entry.title)
    ledger.record(fact, by=by, now=now, community=entry.community_id)


def list_for(community: Community, pool: Pool, by: Actor) -> list[PoolEntry]:
    """Return the entries that wait and that somebody may approve at once.

    What members offered is answered one by one.
    """
    rows = PoolEntry.objects.filter(community=community, pool=pool, state=EntryState.OFFERED)
    rows = rows.filter(is_offer=False)
    is_alone = not needs_second(community)
    return [each for each in rows if may_approve(each, by, is_alone=is_alone)]


@transaction.atomic
def approve_all(community: Community, pool: Pool, *, by: Actor, now: datetime) -> int:
    """Let all entries go out that wait for somebody else's look; return how many those are."""
    waiting = list_for(community, pool, by)
    for entry in waiting:
        _approve(entry, by=by, now=now)
    return len(waiting)


@transaction.atomic
def retire(entry: PoolEntry, *, by: Actor, now: datetime) -> None:
    """Let an entry go out no more; it stays in the pool and can be approved again."""
    move(entry, to=ENTRY.after(EntryState(entry.state), EntryVerb.RETIRE))
    fact = EntryRetired(Pool(entry.pool).label, entry.title)
    ledger.record(fact, by=by, now=now, community=entry.community_id)

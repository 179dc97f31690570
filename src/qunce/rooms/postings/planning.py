"""In which slot a post goes out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from qunce.kernel.calendar import local_day
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.people.queries import zone_of
from qunce.rooms.postings import letters, queries
from qunce.rooms.postings.collected import Entry
from qunce.rooms.postings.deciding import PostingState
from qunce.rooms.postings.models import Posting
from qunce.rooms.postings.quota import Room, place
from qunce.rooms.postings.slots import recruitment

NO_HOUR = N_("The recruitment hour is switched off: switch it on in the settings first.")
NO_ROOM = N_("No slot of the next half year has room within the quota of this company.")
TOO_LATE = N_("The next free slot is %(day)s, after the deadline of this post.")
BEFORE = timedelta(days=14)  # so far back a rolling week of a coming slot can reach


def next_slot(posting: Posting, now: datetime, ahead: Sequence[Posting] = ()) -> datetime:
    """Return the slot in which a post would go out: with room, and within the quota (M39).

    `ahead` are posts that would be approved before it, with the slots they would get: they take
    room and count as if they had been. Raises RefusedError where there is none before its deadline.
    """
    community = posting.community
    room = queries.room_of(community, now, without=posting.pk, ahead=ahead)
    if not room.times:
        raise RefusedError(Words(NO_HOUR))
    room = replace(room, times=[at for at in room.times if _has_lines(posting, at, room, ahead)])
    since, until = now - BEFORE, (room.times[-1] if room.times else now) + BEFORE
    taken = queries.shown_of(community.pk, posting.company, since, until, without=posting.pk)
    taken += queries.shown_ahead(posting, ahead)
    groups = queries.addressed(posting)
    at = place(posting.job, groups, taken, room, queries.quota_of(community)) if groups else None
    if at is None:
        raise RefusedError(Words(NO_ROOM))
    zone = zone_of(community)
    if posting.deadline is not None and posting.deadline < local_day(at, zone):
        raise RefusedError(Words(TOO_LATE, {"day": f"{at.astimezone(zone):%Y-%m-%d %H:%M}"}))
    return at


def _has_lines(posting: Posting, at: datetime, room: Room, ahead: Sequence[Posting]) -> bool:
    """Say whether a slot's text still has room for a post, in each group that it goes to."""
    if not room.load.get(at):
        return True
    config = queries.slot_config(posting.community_id)
    there = Posting.objects.filter(
        community_id=posting.community_id, state=PostingState.APPROVED, slot_at=at
    ).exclude(pk=posting.pk)
    texts: dict[int, list[Entry]] = {group: [] for group in queries.addressed(posting)}
    rows = there.select_related("community").prefetch_related("groups").order_by("pk")
    for each in (*rows, *(one for one in ahead if one.slot_at == at)):
        for group in texts.keys() & set(queries.addressed(each)):
            texts[group].append(letters.entry_of(each))
    own, due = letters.entry_of(posting), at.astimezone(zone_of(posting.community))
    return all(recruitment.fits([*each, own], due, config) for each in texts.values())

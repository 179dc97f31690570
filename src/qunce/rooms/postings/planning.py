"""In which slot a post goes out."""

from datetime import datetime, timedelta

from qunce.kernel.calendar import local_day
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.people.queries import zone_of
from qunce.rooms.postings import queries
from qunce.rooms.postings.models import Posting
from qunce.rooms.postings.quota import place

NO_HOUR = N_("The recruitment hour is switched off: switch it on in the settings first.")
NO_ROOM = N_("No slot of the next half year has room within the quota of this company.")
TOO_LATE = N_("The next free slot is %(day)s, after the deadline of this post.")
BEFORE = timedelta(days=14)  # so far back a rolling week of a coming slot can reach


def next_slot(posting: Posting, now: datetime) -> datetime:
    """Return the slot in which a post would go out: with room, and within the quota (M39).

    Raises RefusedError where there is none before its deadline.
    """
    community = posting.community
    room = queries.room_of(community, now, without=posting.pk)
    if not room.times:
        raise RefusedError(Words(NO_HOUR))
    since, until = now - BEFORE, room.times[-1] + BEFORE
    taken = queries.shown_of(community.pk, posting.company, since, until, without=posting.pk)
    groups = queries.addressed(posting)
    at = place(posting.job, groups, taken, room, queries.quota_of(community)) if groups else None
    if at is None:
        raise RefusedError(Words(NO_ROOM))
    zone = zone_of(community)
    if posting.deadline is not None and posting.deadline < local_day(at, zone):
        raise RefusedError(Words(TOO_LATE, {"day": f"{at.astimezone(zone):%Y-%m-%d %H:%M}"}))
    return at

"""What reviewers look up: the queue, who comes next, what was decided, and the figures."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Q, QuerySet

from qunce.kernel.calendar import local_day
from qunce.kernel.errors import QunceError
from qunce.kernel.text import Words
from qunce.people.models import Community, Person
from qunce.people.queries import zone_of
from qunce.rooms.postings import planning, queries
from qunce.rooms.postings.deciding import PostingState, Result
from qunce.rooms.postings.models import Posting
from qunce.rooms.postings.quota import Shown
from qunce.shell.queues import JUST_NOW, beside

FIGURES_OF = timedelta(days=90)


def list_postings(community: Community) -> QuerySet[Posting]:
    """Return the applications of a community with all that the queue shows."""
    rows = Posting.objects.filter(community=community)
    return rows.select_related("person", "decided_by").prefetch_related("groups")


def list_waiting(community: Community) -> QuerySet[Posting]:
    """Return what waits for a reviewer, in the order of the promise."""
    return list_postings(community).filter(state=PostingState.WAITING).order_by("due_at", "id")


def neighbours(posting: Posting) -> tuple[int | None, int | None]:
    """Return the keys of the waiting applications before and after this one."""
    keys = list(list_waiting(posting.community).values_list("pk", flat=True))
    if posting.pk not in keys:
        return None, keys[0] if keys else None
    return beside(keys, posting.pk)


def next_after(posting: Posting, due_at: datetime) -> int | None:
    """Return the key of what waits next, once this one is decided; round to the first."""
    waiting = list_waiting(posting.community).exclude(pk=posting.pk)
    later = waiting.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=posting.pk))
    return (
        later.values_list("pk", flat=True).first() or waiting.values_list("pk", flat=True).first()
    )


def list_just_decided(person: Person, now: datetime) -> list[Posting]:
    """Return what a reviewer decided a moment ago and may undo, the last first."""
    rows = Posting.objects.filter(
        community_id=person.community_id,
        decided_by=person,
        decided_at__gt=now - JUST_NOW,
        state__in=(PostingState.APPROVED, PostingState.DECLINED),
    )
    return list(rows.order_by("-decided_at", "-id")[:20])


@dataclass(frozen=True, slots=True)
class Prospect:
    """What an approval would lead to: the slot, or why there is none; and the company's week."""

    at: datetime | None
    fault: Words | None
    count: int
    limit: int


def prospects_of(postings: Sequence[Posting], now: datetime) -> list[Prospect]:
    """Return what approvals of many would lead to, one after the other as `approve_all` does."""
    ahead: list[Posting] = []
    found = []
    for posting in postings:
        prospect = prospect_of(posting, now, ahead)
        found.append(prospect)
        if prospect.at is not None:
            planned = copy(posting)
            planned.slot_at = prospect.at
            ahead.append(planned)
    return found


def prospect_of(posting: Posting, now: datetime, ahead: Sequence[Posting] = ()) -> Prospect:
    """Return when a post would go out if it was approved now, and how full its week is.

    `ahead` are posts that would be approved before it, with the slots they would get.
    """
    community = posting.community
    quota = queries.quota_of(community)
    at: datetime | None = None
    fault: Words | None = None
    try:
        at = planning.next_slot(posting, now, ahead)
    except QunceError as error:
        fault = error.words
    when = at or now
    since, until = when - planning.BEFORE, when + planning.BEFORE
    taken = queries.shown_of(community.pk, posting.company, since, until, without=posting.pk)
    taken += queries.shown_ahead(posting, ahead)
    groups = queries.addressed(posting) or [0]
    new = [Shown(posting.job, group, when) for group in groups]
    return Prospect(at, fault, quota.most(taken, new) - 1, quota.limit)


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of the posts of the last ninety days; days are None where none was filled."""

    applied: int
    posted: int
    told: int
    filled: int
    days: float | None


def figures_of(community: Community, now: datetime) -> Figures:
    """Return how many posts went out and were filled, and after how many days (median)."""
    since = now - FIGURES_OF
    rows = Posting.objects.filter(community=community)
    posted = rows.filter(state=PostingState.POSTED, posted_at__gte=since)
    filled = posted.filter(result=Result.FILLED)
    zone = zone_of(community)
    days = [
        (local_day(end, zone) - local_day(start, zone)).days
        for start, end in filled.values_list("posted_at", "result_at")
        if start is not None and end is not None
    ]
    return Figures(
        applied=rows.filter(sent_at__gte=since).count(),
        posted=posted.count(),
        told=posted.exclude(result="").count(),
        filled=len(days),
        days=median(days) if days else None,
    )

"""What recruitment tells the week's summary, and what of it is to come (M18, M45)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.urls import reverse

from qunce.kernel.highlights import Highlight, Highlights
from qunce.kernel.text import N_, Words
from qunce.people.models import Community
from qunce.rooms.postings import queries
from qunce.rooms.postings.deciding import PostingState
from qunce.rooms.postings.models import Posting

JOB = N_("%(title)s at %(company)s")
HOUR = N_("Recruitment hour: apply for your post before")


def find_posted(community: int, since: datetime, until: datetime) -> Sequence[Highlight]:
    """Return the approved posts that came into the groups in a time, each in its groups."""
    rows = Posting.objects.filter(
        community=community,
        state=PostingState.POSTED,
        posted_at__gte=since,
        posted_at__lt=until,
    )
    rows = rows.select_related("community").prefetch_related("groups").order_by("posted_at", "id")
    return [
        Highlight(
            title=Words(JOB, {"title": each.title, "company": each.company}),
            at=each.posted_at or each.sent_at,
            source=reverse("postings_review", kwargs={"key": each.community.key, "pk": each.pk}),
            path=reverse("postings_text", kwargs={"public": each.public}),
            group=group.pk if group else None,
        )
        for each in rows
        for group in (each.groups.all() or [None])
    ]


def find_coming(community: int, since: datetime, until: datetime) -> Sequence[Highlight]:
    """Return the recruitment hours of a time to come."""
    found = Community.objects.get(pk=community)
    return [
        Highlight(
            title=Words(HOUR),
            at=at,
            source=reverse("postings_queue", kwargs={"key": found.key}),
            path=reverse("postings_own", kwargs={"key": found.key}),
        )
        for at in queries.slot_times(found, since - timedelta(microseconds=1))
        if since <= at < until
    ]


HIGHLIGHTS = Highlights("postings", N_("Jobs of the week"), find_posted, order=50)
COMING = Highlights("postings", N_("Recruitment hour"), find_coming, order=50)

"""What the library tells the week's summary and the reports, and what is to come (M18)."""

from datetime import datetime

from qunce.kernel.highlights import Highlight, Highlights
from qunce.kernel.text import N_, Words
from qunce.rooms.library import queries
from qunce.rooms.library.domain_calls import CallState
from qunce.rooms.library.models import Call

DEADLINE = N_("Until then: send in for “%(title)s”")


def find_highlights(community: int, since: datetime, until: datetime) -> list[Highlight]:
    """Return what came into the library in a time and still stands there."""
    return [
        Highlight(
            title=item.title,
            at=item.published_at or item.created_at,
            source=f"/c/{item.community.key}/library/{item.pk}/",
            path=f"/m/{item.community.key}/library/{item.pk}/",
            group=group.pk if group else None,
            person=item.contributor_id,
            by=item.credit or item.author,
            tiers=tuple(tier.value for tier in item.tiers),
            weight=float(item.useful),
        )
        for item in queries.list_published(community, since, until).order_by("published_at", "id")
        for group in (item.groups.all() or [None])
    ]


HIGHLIGHTS = Highlights("library", N_("New in the library"), find_highlights, order=30)


def find_coming(community: int, since: datetime, until: datetime) -> list[Highlight]:
    """Return the open calls for contributions whose deadline falls in a time to come (M33)."""
    rows = Call.objects.filter(
        community=community, state=CallState.OPEN, deadline__gte=since, deadline__lt=until
    )
    rows = rows.select_related("community").prefetch_related("groups")
    return [
        Highlight(
            title=Words(DEADLINE, {"title": call.title}),
            at=call.deadline,
            source=f"/c/{call.community.key}/library/calls/{call.pk}/",
            path=f"/m/{call.community.key}/library/calls/{call.pk}/",
            group=group.pk if group else None,
            tiers=tuple(tier.value for tier in call.tiers),
        )
        for call in rows.order_by("deadline", "id")
        for group in (call.groups.all() or [None])
    ]


COMING = Highlights("library", N_("Calls for contributions"), find_coming, order=30)

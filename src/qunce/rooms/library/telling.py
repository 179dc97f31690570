"""What the library tells the week's summary and the reports (M18)."""

from datetime import datetime

from qunce.kernel.highlights import Highlight, Highlights
from qunce.kernel.text import N_
from qunce.rooms.library import queries


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

"""What the week's summary and the reports hear of: cases that were summed up."""

from collections.abc import Sequence
from datetime import datetime

from qunce.kernel.highlights import Highlight, Highlights
from qunce.kernel.text import N_
from qunce.rooms.casework import queries
from qunce.rooms.casework.domain import StudyState
from qunce.rooms.casework.models import Study


def find(community: int, since: datetime, until: datetime) -> Sequence[Highlight]:
    """Return the cases summed up in a time, with how many took part as their weight."""
    rows = Study.objects.filter(
        community=community,
        state=StudyState.SUMMED,
        summed_at__gte=since,
        summed_at__lt=until,
    )
    return [
        Highlight(
            title=each.title,
            at=each.summed_at or each.changed_at,
            source=f"/c/{each.community.key}/monthly/{each.pk}/",
            path=f"/m/{each.community.key}/monthly/{each.pk}/",
            tiers=tuple(tier.value for tier in each.tiers),
            weight=float(len(queries.credited(each))),
        )
        for each in rows.select_related("community").order_by("summed_at")
    ]


HIGHLIGHTS = Highlights("casework", N_("Cases that were summed up"), find, order=40)

"""What the week's summary and the reports hear of: cases that were summed up, and what ends."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from qunce.kernel.highlights import Highlight, Highlights
from qunce.kernel.text import N_, Words
from qunce.rooms.casework import queries
from qunce.rooms.casework.domain import StudyState
from qunce.rooms.casework.models import Study

ENDS = {
    StudyState.CALLED: N_("Until then: tell your case for “%(title)s”"),
    StudyState.DISCUSSED: N_("Until then: the case “%(title)s” is discussed"),
}


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
            group=group.pk if group else None,
            tiers=tuple(tier.value for tier in each.tiers),
            weight=float(len(queries.credited(each))),
        )
        for each in _with_groups(rows).order_by("summed_at")
        for group in (each.groups.all() or [None])
    ]


def _with_groups(rows: QuerySet[Study]) -> QuerySet[Study]:
    return rows.select_related("community").prefetch_related("groups")


def find_coming(community: int, since: datetime, until: datetime) -> Sequence[Highlight]:
    """Return the calls and discussions that end in a time to come."""
    ends = Q(state=StudyState.CALLED, call_until__gte=since, call_until__lt=until)
    ends |= Q(state=StudyState.DISCUSSED, closes_at__gte=since, closes_at__lt=until)
    return [
        Highlight(
            title=Words(ENDS[StudyState(each.state)], {"title": each.title}),
            at=each.call_until if each.state == StudyState.CALLED else each.closes_at or since,
            source=f"/c/{each.community.key}/monthly/{each.pk}/",
            path=f"/m/{each.community.key}/monthly/{each.pk}/",
            group=group.pk if group else None,
            tiers=tuple(tier.value for tier in each.tiers),
        )
        for each in _with_groups(Study.objects.filter(ends, community=community)).order_by("id")
        for group in (each.groups.all() or [None])
    ]


HIGHLIGHTS = Highlights("casework", N_("Cases that were summed up"), find, order=40)
COMING = Highlights("casework", N_("Case of the month"), find_coming, order=40)

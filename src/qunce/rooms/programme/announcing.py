"""What the programme itself knows of that is to come: posts with a topic, and those by hand."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from qunce.kernel.highlights import Highlight, Highlights
from qunce.kernel.text import N_, Words
from qunce.rooms.programme import queries
from qunce.rooms.programme.domain import EXTRA, OPEN
from qunce.rooms.programme.models import Item

ABOUT = N_("%(title)s: %(topic)s")


def find_coming(community: int, since: datetime, until: datetime) -> Sequence[Highlight]:
    """Return the posts of a time to come of which it is known what they are about."""
    rows = Item.objects.filter(~Q(topic="") | Q(slot=EXTRA), community=community)
    rows = rows.filter(at__gte=since, at__lt=until, state__in=OPEN, merged_into=None)
    rows = rows.select_related("community").prefetch_related("groups").order_by("at", "id")
    return [
        Highlight(
            title=_title(each),
            at=each.at,
            source=reverse("programme_item", kwargs={"key": each.community.key, "pk": each.pk}),
            group=group.pk if group else None,
            tiers=tuple(tier.value for tier in each.tiers),
        )
        for each in rows
        for group in (each.groups.all() or [None])
    ]


def _title(item: Item) -> Words:
    title = queries.title_of(item)
    return Words(ABOUT, {"title": title, "topic": item.topic}) if item.topic else title


COMING = Highlights("programme", N_("Programme"), find_coming, order=10)

"""What came into the library, for other rooms (the read `ListLibraryNews`)."""

from collections.abc import Sequence
from datetime import datetime

from qunce.facts.reads import LibraryNews
from qunce.rooms.library.models import Item


def list_news(
    community: int, since: datetime, *, kinds: Sequence[str] = (), limit: int = 20
) -> list[LibraryNews]:
    """Return what was published since a time, is in force and for everybody; newest first."""
    rows = Item.objects.filter(
        community=community,
        shown__gt=0,
        published_at__gte=since,
        ended_at=None,
        replaced_by=None,
        tier_bits=0,
        groups=None,
    )
    if kinds:
        rows = rows.filter(kind__in=kinds)
    rows = rows.select_related("community").order_by("-published_at", "-id")
    return [_told(each, each.published_at) for each in rows[:limit] if each.published_at]


def _told(item: Item, at: datetime) -> LibraryNews:
    return LibraryNews(
        id=item.pk,
        kind=item.kind,
        title=item.title,
        summary=item.summary,
        path=f"/m/{item.community.key}/library/{item.pk}/",
        at=at,
        source=item.source,
        link=item.link,
        by=item.credit or item.author,
        length=len(item.body),
    )

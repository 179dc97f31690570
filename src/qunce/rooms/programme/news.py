"""What a briefing may tell, and what became of it: reads and writes of the news."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from qunce.facts.reads import ListLibraryNews
from qunce.kernel.slots import Moment
from qunce.playbook import queries as playbook
from qunce.rooms.programme.domain import DONE
from qunce.rooms.programme.domain_news import Line, News, choose
from qunce.rooms.programme.models import FeedEntry, Item, Picked
from qunce.shell.house import house
from qunce.shell.lists import key_of
from qunce.store.codecs import decode, encode

SLOT = "briefing"
AT_LEAST = timedelta(days=3)  # so far back news count, also where the last briefing was yesterday
AT_MOST = timedelta(days=14)
MOST = 60  # pieces of news that are offered
POLICY = "policy"


def find(community: int, due: datetime, *, item: int = 0, search: str = "") -> list[News]:
    """Return the news that no briefing but the one of `item` has told, newest first.

    Those since the last briefing, and of three days at least, so that Monday has the weekend.
    """
    since = _since(community, due)
    rows = FeedEntry.objects.filter(
        Q(used_for=None) | Q(used_for=item),
        community=community,
        same_as=None,
        erased_at=None,
        feed__removed_at=None,
        at__gte=since,
    )
    if search:
        rows = rows.filter(Q(title__icontains=search) | Q(feed__name__icontains=search))
    told = [
        News(row.title, row.feed.name, row.at, row.link, row.feed.part, row.summary, entry=row.pk)
        for row in rows.select_related("feed").order_by("-at", "-id")[:MOST]
    ]
    told += _of_library(community, since, item, search)
    return sorted(told, key=lambda each: each.at, reverse=True)[:MOST]


def _since(community: int, due: datetime) -> datetime:
    rows = Item.objects.filter(community=community, slot=SLOT, state__in=DONE, at__lt=due)
    last = rows.order_by("-at").values_list("at", flat=True).first()
    return max(min(last or due - AT_MOST, due - AT_LEAST), due - AT_MOST)


def _of_library(community: int, since: datetime, item: int, search: str) -> Iterable[News]:
    """Yield the library's policies that no other briefing told."""
    ask = house.ask(ListLibraryNews)
    found = ask(community, since, kinds=(POLICY,)) if ask is not None else ()
    if not found:
        return
    rows = Picked.objects.filter(community=community, item__at__gte=since - AT_MOST)
    used = {each["key"] for row in rows.exclude(item=item) for each in row.lines}
    for each in found:
        link = each.link or f"{settings.SITE_URL}{each.path}"
        about = News(each.title, each.source or "群资料库", each.at, link, "政策", item=each.id)
        if about.key not in used and search.lower() in each.title.lower():
            yield about


# --- what was picked ----------------------------------------------------------------------------


def picked_of(item: Item) -> list[Line] | None:
    """Return the lines of which an item's text was made; None where it was written otherwise."""
    row = Picked.objects.filter(item=item).first()
    if row is None or row.version != item.version:
        return None
    return decode(list[Line], row.lines)


def keep(item: Item, lines: Sequence[Line]) -> None:
    """Note of which lines an item's text was made: no other briefing tells them again."""
    Picked.objects.update_or_create(
        item=item,
        defaults={
            "community_id": item.community_id,
            "lines": encode(list(lines)),
            "version": item.version,
        },
    )
    keys = [key_of(each.key[1:]) for each in lines if each.key.startswith("e")]
    entries = [key for key in keys if key is not None]
    FeedEntry.objects.filter(used_for=item).exclude(pk__in=entries).update(used_for=None)
    rows = FeedEntry.objects.filter(community=item.community_id, pk__in=entries)
    rows.filter(used_for=None).update(used_for=item)


def free(item: Item) -> None:
    """Let other briefings tell the news that an item was to tell: it says something else now."""
    Picked.objects.filter(item=item).delete()
    FeedEntry.objects.filter(used_for=item).update(used_for=None)


def keep_composed(moment: Moment, _tasks: Sequence[int], _now: datetime) -> None:
    """Note of which news the text was composed that was laid on the desk."""
    item = Item.objects.filter(pk=moment.item, composed=True).first()
    if item is None or not moment.facts:
        return
    config = playbook.effective_all(moment.community)[f"slots.{SLOT}"]
    keep(item, choose(moment.facts, config.count, config.parts))

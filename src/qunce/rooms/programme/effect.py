"""What posts achieve: by the hour, by slot and by topic, from what was measured (M16, M53)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet, Sum

from qunce.people.models import Community
from qunce.rooms.programme.models import Impact, Item

ENOUGH = 5  # posts from which on an average says something
SPANS = (30, 90, 365)  # days that one can look back on


@dataclass(frozen=True, slots=True)
class Posted:
    """A post in a group: of which slot, about what, when on the community's clock, what followed.

    `answers` and `signs` are None where the post itself was not found among the messages.
    """

    slot: str
    topic: str
    at: datetime
    people: int
    messages: int
    answers: int | None
    signs: int | None


@dataclass(frozen=True, slots=True)
class Average:
    """What some posts brought on average; `count` is how many they are."""

    label: str
    count: int
    people: float
    messages: float

    @property
    def is_enough(self) -> bool:
        """Say whether there are enough of them to compare by."""
        return self.count >= ENOUGH


def measured(
    community: Community, since: datetime, zone: ZoneInfo, *, slot: str = "", group: str = ""
) -> list[Posted]:
    """Return the posts since a time of which there is a record, each in each of its groups."""
    rows = Impact.objects.filter(community=community, posted_at__gte=since, messages__isnull=False)
    rows = rows.filter(item__merged_into=None)
    if slot:
        rows = rows.filter(item__slot=slot)
    if group:
        rows = rows.filter(group__key=group)
    told = rows.order_by("posted_at").values_list(
        *("item__slot", "item__topic", "posted_at"), *("people", "messages", "replies", "reactions")
    )
    return [
        Posted(slot, topic, at.astimezone(zone), people or 0, messages or 0, *rest)
        for slot, topic, at, people, messages, *rest in told
    ]


def averages(posts: Iterable[Posted], label: Callable[[Posted], str]) -> list[Average]:
    """Return the average of each label, in order; posts without a label are left out."""
    found: dict[str, list[Posted]] = {}
    for each in posts:
        if name := label(each):
            found.setdefault(name, []).append(each)
    return [
        Average(
            name,
            len(its),
            round(sum(each.people for each in its) / len(its), 1),
            round(sum(each.messages for each in its) / len(its), 1),
        )
        for name, its in sorted(found.items())
    ]


def best(found: Sequence[Average]) -> Average | None:
    """Return the best of those with enough posts, None where there are not two to compare."""
    enough = [each for each in found if each.is_enough]
    return max(enough, key=lambda each: each.people) if len(enough) > 1 else None


def by_hour(posts: Iterable[Posted]) -> list[Average]:
    """Return what posts of each hour of the day brought."""
    return averages(posts, lambda each: f"{each.at:%H}:00")


def by_topic(posts: Iterable[Posted], most: int = 12) -> list[Average]:
    """Return the topics after which most people spoke, the best first."""
    found = averages(posts, lambda each: each.topic)
    return sorted(found, key=lambda each: -each.people)[:most]


def list_posts(community: Community, since: datetime, group: str = "") -> QuerySet[Item]:
    """Return what was posted since a time and measured, with the sums over its groups, or of one.

    `known` counts the groups of which there is a record; sums are None where there is none. What
    went out inside another post counts with that one.
    """
    wanted = {"impacts__group__key": group} if group else {"impacts__isnull": False}
    rows = Item.objects.filter(
        community=community, posted_at__gte=since, merged_into=None, **wanted
    )
    return rows.annotate(
        known=Count("impacts__messages"),
        shown=Count("impacts"),
        people=Sum("impacts__people"),
        messages=Sum("impacts__messages"),
        answers=Sum("impacts__replies"),
        signs=Sum("impacts__reactions"),
    )


def since_of(days: int, now: datetime) -> datetime:
    """Return where a span of days begins."""
    return now - timedelta(days=days)

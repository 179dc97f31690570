"""What the week's summary is made of: highlights of all rooms, what is to come, figures (M18)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings as site
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from qunce.chat import abilities
from qunce.chat.models import Message
from qunce.kernel.calendar import day_interval, local_day
from qunce.kernel.effects import Capability
from qunce.kernel.highlights import Highlight, Highlights
from qunce.kernel.messages import MessageKind
from qunce.kernel.slots import Moment
from qunce.kernel.text import N_
from qunce.people.domain import MembershipState
from qunce.people.identify import HOUSE
from qunce.people.models import Community, Group, Membership, Person
from qunce.people.queries import staff_of, zone_of
from qunce.playbook import queries as playbook
from qunce.rooms.programme.models import Item, Picks
from qunce.rooms.programme.slots.week import (
    COMING,
    SLOT,
    WEEK,
    Config,
    Figures,
    Line,
    Part,
    Picked,
    Week,
)
from qunce.shell.house import house

COMING_TITLE = N_("Coming up next week")
MOST = 60  # lines of a part that are looked at; the heaviest first
DAY = timedelta(days=1)


def gather(moment: Moment) -> tuple[Week]:
    """Return what is on record of the week that ends with an occasion of the slot."""
    community = Community.objects.get(pk=moment.community)
    config = config_of(community)
    item = Item.objects.filter(community=community, pk=moment.item).first()
    return (week_of(community, moment.groups, moment.due, config, item),)


def config_of(community: Community) -> Config:
    """Return how the slot is set."""
    found: Config = playbook.effective_all(community.pk)[f"slots.{SLOT.key}"]
    return found


def week_of(
    community: Community,
    groups: Sequence[int],
    due: datetime,
    config: Config,
    item: Item | None,
) -> Week:
    """Return what is on record of the week before a time, for some groups (keys)."""
    zone = zone_of(community)
    until = due.astimezone(zone) - config.cut
    since = until - WEEK
    page = page_of(item, community) if item is not None else ""
    return Week(
        since=since,
        until=until,
        parts=parts_of(community, since, until),
        figures=figures_of(groups, since, until, zone),
        readers=readers_of(community, groups),
        picked=picked_of(item) if item is not None else None,
        site=site.SITE_URL,
        page=f"{site.SITE_URL}{page}" if page else "",
    )


def page_of(item: Item, community: Community) -> str:
    """Return the path of a summary's page for members."""
    return reverse("programme_week_page", kwargs={"key": community.key, "pk": item.pk})


def picked_of(item: Item) -> Picked | None:
    """Return what a person chose for a summary, None where nobody has."""
    found = Picks.objects.filter(item=item).first()
    return Picked(dict(found.lines), found.opening, tuple(found.order)) if found else None


# --- the lines ----------------------------------------------------------------------------------


def parts_of(community: Community, since: datetime, until: datetime) -> tuple[Part, ...]:
    """Return what the rooms tell of a week, and of the week that follows; no empty parts."""
    found = [_part(each, each.find(community.pk, since, until)) for each in house.highlights()]
    lines: list[Line] = []
    for each in house.coming():
        lines += lines_of(each.key, each.find(community.pk, until, until + WEEK))
    lines.sort(key=lambda line: line.at)
    found.append(Part(COMING, COMING_TITLE, tuple(lines[:MOST])))
    return tuple(part for part in found if part.lines)


def _part(kind: Highlights, found: Sequence[Highlight]) -> Part:
    ranked = sorted(found, key=lambda each: (-each.weight, each.at))
    return Part(kind.key, kind.title, tuple(lines_of(kind.key, ranked)[:MOST]))


def lines_of(key: str, found: Iterable[Highlight]) -> list[Line]:
    """Return the lines of some highlights: one that is told of several groups is one line."""
    lines: dict[str, Line] = {}
    for each in found:
        ref = f"{key}:{each.source}:{each.at:%m%d%H%M}"
        groups = frozenset({each.group}) if each.group is not None else frozenset()
        before = lines.get(ref)
        if before is not None:
            groups = before.groups | groups if before.groups and groups else frozenset()
        lines[ref] = Line(
            ref, each.title, each.at, each.source, each.path, each.by, groups, each.tiers
        )
    return list(lines.values())


def readers_of(community: Community, groups: Sequence[int]) -> Mapping[int, frozenset[str]]:
    """Return which tiers the members of some groups have ("" for none), the team left out."""
    rows = Membership.objects.filter(group__in=groups, state=MembershipState.ACTIVE)
    rows = rows.exclude(person__in=staff_of(community.pk))
    found: dict[int, set[str]] = {}
    for group, tier in rows.order_by().values_list("group", "person__tier").distinct():
        found.setdefault(group, set()).add(tier or "")
    return {group: frozenset(tiers) for group, tiers in found.items()}


# --- figures ------------------------------------------------------------------------------------


def figures_of(
    groups: Sequence[int], since: datetime, until: datetime, zone: ZoneInfo
) -> Mapping[int, Figures]:
    """Return what was said in each group in a week; a group without a record of it is left out.

    Where a channel does not hear by itself, the record has to reach into the week's last day.
    """
    days = _days(since, until, zone)
    rows = (
        _said(groups, since, until)
        .values("group")
        .annotate(
            messages=Count("id"),
            people=Count(Coalesce("author__person", 0 - F("author")), distinct=True),
            late=Count("id", filter=Q(sent_at__gte=until - DAY)),
            **{
                f"day{number}": Count("id", filter=Q(sent_at__gte=start, sent_at__lt=end))
                for number, (_day, start, end) in enumerate(days)
            },
        )
    )
    before = _before(groups, since)
    hearing = _hearing(groups)
    found = {}
    for row in rows.order_by():
        if row["late"] or row["group"] in hearing:
            counts = [row[f"day{number}"] for number in range(len(days))]
            busiest = days[counts.index(max(counts))][0]
            earlier = before.get(row["group"])
            found[row["group"]] = Figures(row["messages"], row["people"], busiest, earlier)
    return found


def _days(
    since: datetime, until: datetime, zone: ZoneInfo
) -> list[tuple[date, datetime, datetime]]:
    """Return the local days of a time, each with what of it lies in that time."""
    found = []
    day = local_day(since, zone)
    while day <= local_day(until, zone):
        span = day_interval(day, zone)
        found.append((day, max(span.start, since), min(span.end, until)))
        day += DAY
    return found


def _said(groups: Sequence[int], since: datetime, until: datetime) -> Any:
    """Return what people said: nothing of the platform, of the house, and nothing taken back."""
    rows = Message.objects.filter(
        group__in=groups, sent_at__gte=since, sent_at__lt=until, recalled_at__isnull=True
    )
    rows = rows.exclude(kind=MessageKind.SYSTEM)
    return rows.exclude(author__person__isnull=True, author__external=HOUSE)


def _before(groups: Sequence[int], since: datetime) -> Mapping[int, int]:
    """Return how much was said in the week before, where the record reaches back that far."""
    start = since - WEEK
    earlier = Message.objects.filter(group=OuterRef("pk"), sent_at__lt=start + DAY)
    known = list(Group.objects.filter(Exists(earlier), pk__in=groups).values_list("pk", flat=True))
    rows = _said(known, start, since).values("group").annotate(messages=Count("id"))
    return {row["group"]: row["messages"] for row in rows.order_by()}


def _hearing(groups: Sequence[int]) -> frozenset[int]:
    """Return the groups in which everything is heard by itself."""
    rows = Group.objects.filter(pk__in=groups).select_related("community")
    return frozenset(each.pk for each in rows if Capability.RECEIVE in abilities.of(each))


# --- for one member -----------------------------------------------------------------------------


def groups_of(person: Person) -> frozenset[int]:
    """Return the keys of the groups that a person is in."""
    rows = Membership.objects.filter(person=person, state=MembershipState.ACTIVE)
    return frozenset(rows.values_list("group", flat=True))

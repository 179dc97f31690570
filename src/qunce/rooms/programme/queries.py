"""All reads of the programme but those of the calendar's pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from qunce.facts.reads import LibraryNews, ListLibraryNews
from qunce.kernel import effects
from qunce.kernel.calendar import day_interval, local_day
from qunce.kernel.errors import NotFoundError
from qunce.kernel.messages import Role
from qunce.kernel.schedule import Exceptional, Schedule
from qunce.kernel.slots import Chain, Slot, Unapproved
from qunce.kernel.text import N_, Words
from qunce.people import festivals
from qunce.people.domain import Tier
from qunce.people.models import Community, Group
from qunce.people.queries import holders, zone_of
from qunce.playbook import queries as playbook
from qunce.playbook.basics import BASICS, Basics
from qunce.rooms.programme.domain import (
    DONE,
    EXTRA,
    OPEN,
    ItemState,
    Load,
    Occasion,
    Settings,
)
from qunce.rooms.programme.domain_pools import EntryState, Pool
from qunce.rooms.programme.models import Item, Picture, PoolEntry
from qunce.shell.house import house

LIBRARY_WITHIN = timedelta(days=90)
LIBRARY_KINDS = ("article", "discussion", "template", "file")
LIBRARY_MOST = 50  # items that are looked through, the newest first
FOLDER = "programme"  # of pictures, below MEDIA_ROOT
NO_ITEM = N_("There is no such entry in the calendar.")
TITLE = "%(title)s"
LEFT_OUT = (ItemState.SKIPPED, ItemState.CANCELLED)
LEAD, LATE = timedelta(minutes=15), timedelta(hours=2)  # of what is added by hand


@dataclass(frozen=True, slots=True)
class Plan:
    """How a slot is set in a community: who brings it, when, for whom, and what it needs."""

    slot: Slot
    config: Any
    schedule: Schedule
    is_on: bool
    lead: timedelta = LEAD
    late: timedelta = LATE
    review: bool = False
    unapproved: Unapproved = Unapproved.ASK

    @property
    def chain(self) -> Chain:
        """Return how far ahead the steps of an item are due."""
        return self.slot.chain

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """Return the tiers that the slot is for, none for all."""
        return tuple(Tier(each) for each in self.config.tiers if each in set(Tier))


@dataclass(frozen=True)
class Known:
    """All that the programme has to know of a community, read once for many decisions."""

    community: Community
    zone: ZoneInfo
    exceptional: Exceptional
    plans: Mapping[str, Plan]
    settings: Settings
    basics: Basics

    @cached_property
    def is_alone(self) -> bool:
        """Say whether one person manages: then nobody reviews (M14)."""
        return is_alone(self.community, self.basics)

    @cached_property
    def groups(self) -> Mapping[str, int]:
        """Return the groups that are looked after: their keys in addresses, and as rows."""
        rows = Group.objects.filter(community=self.community, archived_at__isnull=True)
        return dict(rows.order_by("pk").values_list("key", "pk"))

    def local(self, moment: datetime) -> datetime:
        """Return a moment on the community's clock."""
        return moment.astimezone(self.zone)

    def said(self, moment: datetime) -> str:
        """Return a moment as facts tell it: on the community's clock, to the minute."""
        return f"{self.local(moment):%Y-%m-%d %H:%M}"

    def needs_review(self, item: Item) -> bool:
        """Say whether a second person has to look an item through.

        As its slot is set; and where somebody thought of a topic that neither pool nor library has.
        """
        plan = self.plans.get(item.slot)
        if plan is None or self.is_alone:
            return False
        return plan.review or (item.written_by_id is not None and is_own_topic(item))


def is_alone(community: Community, basics: Basics | None = None) -> bool:
    """Say whether one person manages a community: then nobody looks through what another wrote."""
    if (basics or playbook.effective(community.pk, Basics)).single_handed:
        return True
    who = {each.pk for role in (Role.CONTENT, Role.OWNER) for each in holders(community, role)}
    return len(who) < 2


def known_of(community: Community) -> Known:
    """Return what the programme has to know of a community now."""
    settings = playbook.effective_all(community.pk)
    basics: Basics = settings[BASICS.key]
    plans = {}
    for card in house.cards:
        is_on = card.switch is None or card.switch.key in basics.switched_on
        for slot in card.slots:
            plans[slot.key] = _plan(slot, settings[f"slots.{slot.key}"], is_on=is_on)
    zone = zone_of(community)
    own = settings["programme"]
    return Known(community, zone, festivals.exceptional(zone.key), plans, own, basics)


def _plan(slot: Slot, config: Any, *, is_on: bool) -> Plan:
    return Plan(
        slot,
        config,
        Schedule(config.cron, config.holidays),
        is_on=is_on and config.is_on,
        lead=config.lead,
        late=config.late,
        review=config.review,
        unapproved=config.unapproved,
    )


def when_on(
    community: int, slot: str, times: Sequence[datetime], since: datetime, until: datetime
) -> list[datetime]:
    """Return when the occasions of a slot really are in a time (facts.reads.WhenOn)."""
    zone = zone_of(Community.objects.get(pk=community))
    moments = {Occasion(slot, each.astimezone(zone)).moment: each for each in times}
    planned = Q(moment__in=moments) | Q(at__gte=since, at__lt=until)
    rows = Item.objects.filter(planned, community=community, slot=slot).exclude(moment="")
    for moment, at, state in rows.values_list("moment", "at", "state"):
        moments.pop(moment, None)
        if state not in LEFT_OUT and since <= at < until:
            moments[moment] = at.astimezone(zone)
    return sorted(moments.values())


# --- items --------------------------------------------------------------------------------------


def title_of(item: Item) -> Words:
    """Return what an item is called: as its slot, or as whoever added it called it."""
    if item.title:
        return Words(TITLE, {"title": item.title})
    slot = next((each for each in house.slots() if each.key == item.slot), None)
    return Words(slot.title if slot else item.slot)


def is_own_topic(item: Item) -> bool:
    """Say whether an item is about something that its slot knows neither of its pool nor library.

    Somebody thought of it, so that nobody has looked at it yet.
    """
    pool = next((each for each in Pool if each.slot == item.slot), None)
    if pool is None or not item.topic:
        return False
    rows = PoolEntry.objects.filter(community=item.community_id, pool=pool, title=item.topic)
    if rows.filter(state=EntryState.APPROVED).exists():
        return False
    if pool is not Pool.SHARE:
        return True
    news = library_news(item.community_id, item.at)
    return all(each.title != item.topic for each in news)


def library_news(community: int, at: datetime) -> Sequence[LibraryNews]:
    """Return what came into the library before a time, as far as a slot may tell of it."""
    ask = house.ask(ListLibraryNews)
    if ask is None:
        return ()
    return ask(community, at - LIBRARY_WITHIN, kinds=LIBRARY_KINDS, limit=LIBRARY_MOST)


def groups_of(item: Item, known: Known) -> tuple[int, ...]:
    """Return the keys of the groups that an item goes to now; none chosen means all."""
    active = set(known.groups.values())
    chosen = [group.pk for group in item.groups.all()]
    return tuple(pk for pk in chosen if pk in active) if chosen else tuple(known.groups.values())


def access_item(community: Community, pk: int) -> Item:
    """Return an item of the community, or raise NotFoundError."""
    rows = Item.objects.select_related("community", "written_by", "reviewed_by", "merged_into")
    item = rows.prefetch_related("groups").filter(community=community, pk=pk).first()
    if item is None:
        raise NotFoundError(Words(NO_ITEM))
    return item


def list_items(community: Community, start: datetime, end: datetime) -> QuerySet[Item]:
    """Return the items of a half-open span of time, in their order."""
    rows = Item.objects.filter(community=community, at__gte=start, at__lt=end)
    return rows.prefetch_related("groups").order_by("at", "id")


def loads_of(known: Known, start: datetime, end: datetime) -> list[Load]:
    """Return what counts against the groups' budgets in a span of time."""
    rows = Item.objects.filter(community=known.community, at__gte=start, at__lt=end)
    rows = rows.filter(state__in=(*OPEN, *DONE), is_counted=True, merged_into__isnull=True)
    return [load_of(each, known) for each in rows.prefetch_related("groups")]


def load_of(item: Item, known: Known, at: datetime | None = None) -> Load:
    """Return how an item counts if it goes out at a time (its own where none is told)."""
    return Load(item.pk or 0, at or item.at, frozenset(groups_of(item, known)))


def list_day(item: Item, known: Known) -> QuerySet[Item]:
    """Return the items of the local day of one."""
    day = day_interval(local_day(item.at, known.zone), known.zone)
    return list_items(known.community, day.start, day.end)


def pictures_of(item: Item) -> list[Picture]:
    """Return the pictures of an item, and of what goes out inside it, in their order."""
    inside = item.merged.filter(state__in=(*OPEN, *DONE)).values("pk")
    rows = Picture.objects.filter(Q(item=item) | Q(item__in=inside)).order_by("id")
    return sorted(rows, key=lambda each: each.item_id != item.pk)


def address_of(picture: Picture, community: str) -> str:
    """Return the path at which members of a community (its key) see a picture."""
    return f"/m/{community}/pictures/{picture.pk}.jpg"


def shown_with(item: Item, community: str) -> tuple[effects.Picture, ...]:
    """Return the pictures of an item as effects and lines of the desk carry them."""
    return tuple(
        effects.Picture(address_of(each, community), f"{FOLDER}/{each.file}")
        for each in pictures_of(item)
    )


def is_composed(item: Item, known: Known) -> bool:
    """Say whether the texts of an item are composed and brought to the groups by its own room."""
    plan = known.plans.get(item.slot)
    return plan is not None and plan.slot.posts_itself


def is_by_group(item: Item, known: Known) -> bool:
    """Say whether each group gets a text of its own, so that nobody writes one for all of them."""
    plan = known.plans.get(item.slot)
    return plan is not None and plan.slot.by_group and len(groups_of(item, known)) > 1


def is_written(item: Item, known: Known) -> bool:
    """Say whether the text of an item counts as it stands: nothing is composed any more."""
    plan = known.plans.get(item.slot)
    if not item.text or plan is None:
        return plan is None
    if plan.slot.by_group and (item.composed or is_by_group(item, known)):
        return False
    return not plan.slot.posts_itself


def is_extra(item: Item) -> bool:
    """Say whether an item was added by hand."""
    return item.slot == EXTRA

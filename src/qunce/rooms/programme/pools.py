"""The pools of tips, topics and shares: what is next, and what was used when."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce

from qunce.kernel.errors import NotFoundError
from qunce.kernel.slots import Moment
from qunce.kernel.text import N_, Words
from qunce.people.models import Community
from qunce.playbook import queries as playbook
from qunce.rooms.programme import queries
from qunce.rooms.programme.domain import DONE
from qunce.rooms.programme.domain_pools import GONE, Chosen, EntryState, Pool
from qunce.rooms.programme.models import Impact, Item, PoolEntry, PoolUse

NO_ENTRY = N_("There is no such entry in the pool.")
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
NEXT = ("turn", "id")  # what was never used, then what was not for the longest time


def access(community: Community, pk: int) -> PoolEntry:
    """Return an entry of a pool, or raise NotFoundError."""
    found = PoolEntry.objects.filter(community=community, pk=pk).first()
    if found is None:
        raise NotFoundError(Words(NO_ENTRY))
    return found


def list_entries(community: Community | int, pool: Pool) -> QuerySet[PoolEntry]:
    """Return the entries of a pool, those that are next first."""
    rows = PoolEntry.objects.filter(community=community, pool=pool)
    return rows.annotate(turn=Coalesce("used_at", Value(NEVER))).order_by(*NEXT)


# --- what is next -------------------------------------------------------------------------------


def pick(moment: Moment, pool: Pool, weeks: int, count: int = 1) -> list[Chosen]:
    """Return what is next of a pool: approved, not used for so many weeks, the oldest first.

    What was used for this very item stays; a topic that somebody chose for it comes first. One
    that is not approved in the pool is looked at by a second person, unless one manages alone.
    """
    rows = list_entries(moment.community, pool)
    mine = list(rows.filter(used__item=moment.item).order_by("used__id")[:count])
    if not mine and moment.topic:
        mine = list(rows.filter(title=moment.topic).exclude(state__in=GONE)[:1])
        if not mine:
            return [Chosen(0, moment.topic, is_approved=_is_alone(moment))]
    if not mine:
        since = moment.due - timedelta(weeks=weeks)
        free = rows.filter(state=EntryState.APPROVED).exclude(used__at__gt=since)
        mine = list(free[:count])
    return [_chosen(each, moment) for each in mine]


def next_of(moment: Moment, pool: Pool) -> tuple[Chosen, ...]:
    """Return what is next of a pool for its slot, as that is set."""
    config = playbook.effective_all(moment.community)[f"slots.{pool.slot}"]
    return tuple(pick(moment, pool, config.weeks, getattr(config, "count", 1)))


def _chosen(entry: PoolEntry, moment: Moment) -> Chosen:
    is_approved = entry.state == EntryState.APPROVED or _is_alone(moment)
    words = (entry.title, entry.text, entry.source, entry.link)
    return Chosen(entry.pk, *words, is_approved=is_approved, credit=entry.credit)


def _is_alone(moment: Moment) -> bool:
    return queries.is_alone(Community.objects.get(pk=moment.community))


def of_library(moment: Moment, slots: Sequence[str], at_least: int = 0) -> list[Chosen]:
    """Return the newest item of the library that none of some slots has told, if there is one.

    `at_least` characters long; where a topic was chosen, only the item that is called so.
    """
    since = moment.due - queries.LIBRARY_WITHIN
    rows = Item.objects.filter(community=moment.community, slot__in=slots, at__gte=since)
    told = set(rows.exclude(pk=moment.item).exclude(topic="").values_list("topic", flat=True))
    for each in queries.library_news(moment.community, moment.due):
        is_wanted = each.title == moment.topic if moment.topic else each.title not in told
        if is_wanted and (moment.topic or each.length >= at_least):
            link = f"{settings.SITE_URL}{each.path}"
            return [Chosen(0, each.title, each.summary, each.by or each.source, link)]
    return []


def note_use(moment: Moment, _tasks: Sequence[int], now: datetime) -> None:
    """Note that the entries in a moment's facts were put into the text of its item (Slot.after)."""
    keys = [each.entry for each in moment.facts if isinstance(each, Chosen) and each.entry]
    for pk in keys:
        PoolUse.objects.get_or_create(
            entry_id=pk, item_id=moment.item, defaults={"community_id": moment.community, "at": now}
        )
    PoolEntry.objects.filter(pk__in=keys).update(used_at=now)


def last_talk(moment: Moment, slot: str) -> tuple[str, int] | None:
    """Return what a slot talked about last, and how many people took part; None for no figures."""
    rows = Item.objects.filter(community=moment.community, slot=slot, state__in=DONE)
    last = rows.filter(at__lt=moment.due).exclude(topic="").order_by("-at").first()
    if last is None:
        return None
    counts = Impact.objects.filter(item=last).exclude(people=None).values_list("people", flat=True)
    known = [each for each in counts if each is not None]
    return (last.topic, sum(known)) if known else None

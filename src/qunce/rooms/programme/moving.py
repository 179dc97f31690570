"""Items in time and space: added by hand, moved to another day, for other groups (M53, M29)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from qunce.facts.programme import PostAdded, PostAddressed, PostAllowed, PostMoved
from qunce.kernel.actors import Actor
from qunce.kernel.calendar import day_interval, local_day
from qunce.kernel.errors import RefusedError
from qunce.kernel.schedule import in_zone
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger import queries as record
from qunce.people.audience import EVERYBODY, Audience, address, bits_of
from qunce.people.models import Group
from qunce.rooms.programme import leaving, planning, queries, steps
from qunce.rooms.programme.domain import (
    EXTRA,
    OPEN,
    Load,
    StepKind,
    free_days,
    is_quiet,
    over_budget,
)
from qunce.rooms.programme.models import Item
from qunce.rooms.programme.queries import Known

PAST = N_("That is past. Choose a time to come.")
FAR = N_("At most a year ahead can be planned.")
QUIET = N_("Nothing is posted from %(since)s to %(until)s. Choose another time.")
FULL = N_(
    "%(groups)s would get more than %(limit)s posts on %(day)s. Put it into another one, or choose"
    " another day."
)
OVER = N_("It is over: put it back first.")
ON_DESK = N_("It lies on the desk with what was approved for it. Leave it out there instead.")
NOT_MOVED = N_("It was not moved, or was changed since then.")
TAKEN = N_("%(title)s is there at that time already.")
YEAR = timedelta(days=366)
SHOWN = 3  # names of groups in a refusal


class OverBudgetError(RefusedError):
    """A day has no room; says into what it could go instead, and when there is room."""

    def __init__(self, words: Words, hosts: Sequence[Item], times: Sequence[datetime]) -> None:
        super().__init__(words)
        self.hosts = hosts
        self.times = times


@dataclass(frozen=True, slots=True)
class Extra:
    """What somebody wants to post beside the slots."""

    title: str
    at: datetime
    text: str = ""
    audience: Audience = EVERYBODY


def check_time(item: Item, at: datetime, known: Known, *, now: datetime) -> None:
    """Refuse a time that is past, quiet, taken, or more than the groups' budget of that day.

    Raises RefusedError; OverBudgetError with what could be done instead.
    """
    if at <= now:
        raise RefusedError(Words(PAST))
    if at > now + YEAR:
        raise RefusedError(Words(FAR))
    quiet = known.basics.quiet
    if is_quiet(at, quiet, known.zone):
        times = {"since": f"{quiet.start:%H:%M}", "until": f"{quiet.end:%H:%M}"}
        raise RefusedError(Words(QUIET, times))
    if item.slot != EXTRA:
        same = Item.objects.filter(community=known.community, slot=item.slot, at=at)
        if same.filter(state__in=OPEN).exclude(pk=item.pk).exists():
            raise RefusedError(Words(TAKEN, {"title": queries.title_of(item)}))
    if item.is_counted:
        _check_budget(queries.load_of(item, known, at), known)


def check_load(wanted: Load, known: Known) -> None:
    """Refuse what is more than the budget of a day (see `check_time`)."""
    _check_budget(wanted, known)


def _check_budget(wanted: Load, known: Known) -> None:
    day = day_interval(local_day(wanted.at, known.zone), known.zone)
    loads = queries.loads_of(known, day.start, day.end + timedelta(days=29))
    limit = known.settings.per_day
    over = over_budget(wanted, loads, limit, known.zone)
    if not over:
        return
    rows = Group.objects.filter(pk__in=over).order_by("pk").values_list("name", flat=True)
    names = list(rows[:SHOWN])
    more = "…" if len(over) > SHOWN else ""
    told: dict[str, str | int | float | Words] = {
        "groups": "、".join(names) + more,
        "limit": limit,
        "day": f"{known.local(wanted.at):%m-%d}",
    }
    hosts = [
        each
        for each in queries.list_items(known.community, day.start, day.end)
        if can_take_in(each, wanted, known)
    ]
    times = free_days(wanted, loads, limit, known.zone)
    raise OverBudgetError(Words(FULL, told), hosts, times)


def can_take_in(host: Item, wanted: Load, known: Known) -> bool:
    """Say whether an item could go out inside another one."""
    plan = known.plans.get(host.slot)
    if host.pk == wanted.item or host.state not in OPEN or host.laid_at or host.merged_into_id:
        return False
    if plan is not None and plan.slot.posts_itself:
        return False
    return wanted.groups <= frozenset(queries.groups_of(host, known))


# --- added by hand ------------------------------------------------------------------------------


@transaction.atomic
def add(extra: Extra, known: Known, *, by: Actor, now: datetime, into: Item | None = None) -> Item:
    """Plan an item beside the slots; inside another one of the calendar where one is told.

    RefusedError as `check_time` says, or as `leaving.merge` does.
    """
    if into is not None:
        extra = replace(extra, at=into.at)
    item = Item(
        community=known.community,
        slot=EXTRA,
        title=extra.title[:120],
        at=extra.at,
        ready_at=extra.at - queries.LEAD,
        until=extra.at + queries.LATE,
        tier_bits=bits_of(extra.audience.tiers),
        is_kept=True,
        created_at=now,
    )
    chosen = set(extra.audience.groups) & set(known.groups.values())
    groups = frozenset(chosen or known.groups.values())
    if into is None:
        _check_new(item, groups, known, now=now)
    item.save()
    item.groups.set(Group.objects.filter(pk__in=chosen))
    planning.chain(known, item)
    fact = PostAdded(item.pk, queries.title_of(item), known.said(item.at))
    ledger.record(fact, by=by, now=now, community=known.community)
    if into is not None:
        leaving.merge(item, into, known, by=by, now=now)
    return item


def _check_new(item: Item, groups: frozenset[int], known: Known, *, now: datetime) -> None:
    is_counted, item.is_counted = item.is_counted, False
    check_time(item, item.at, known, now=now)
    item.is_counted = is_counted
    check_load(Load(0, item.at, groups), known)


# --- moved --------------------------------------------------------------------------------------


@transaction.atomic
def move_to(item: Item, at: datetime, known: Known, *, by: Actor, now: datetime) -> None:
    """Let an item go out at another time: what lies on the desk comes there again then.

    RefusedError as `check_time` says, and where it is over, or composed by its own room and on
    the desk already.
    """
    item = Item.objects.select_for_update(of=("self",)).select_related("community").get(pk=item.pk)
    plan = known.plans.get(item.slot)
    if item.state not in OPEN:
        raise RefusedError(Words(OVER))
    if item.laid_at is not None and plan is not None and plan.slot.posts_itself:
        raise RefusedError(Words(ON_DESK))
    check_time(item, at, known, now=now)
    lines = list(item.lines.select_related("task"))
    item.lines.all().delete()
    for line in lines:
        if line.task.ended_at is None:
            ledger.skip_task(line.task, by=by, now=now)
    steps.close_all(item, by=by, now=now)
    _move(item, at, known, by=by, now=now)


def _move(item: Item, at: datetime, known: Known, *, by: Actor, now: datetime) -> None:
    """Set the time of an item, and record from when it was moved, and from inside of what."""
    before, inside = item.at, item.merged_into_id or 0
    _set_time(item, at)
    title, since, due = queries.title_of(item), known.said(before), known.said(item.at)
    fact = PostMoved(item.pk, title, since, due, slot=item.slot, inside=inside)
    ledger.record(fact, by=by, now=now, community=known.community)
    planning.weigh_days(known, [before, item.at])


@transaction.atomic
def move_into(item: Item, host: Item, known: Known, *, by: Actor, now: datetime) -> None:
    """Let an item go out inside another one, whose time it then has. Errors as `leaving.merge`."""
    leaving.check_merge(item, host, known)
    if item.at != host.at:
        _move(item, host.at, known, by=by, now=now)
    leaving.merge(item, host, known, by=by, now=now)


@transaction.atomic
def move_back(item: Item, known: Known, *, by: Actor, now: datetime) -> datetime:
    """Undo the last move of an item: it goes out when it would have. Return when that is.

    What went out inside another item does so again, as long as that one can take it in.
    RefusedError where it was not moved, or cannot go there any more (see `move_to`).
    """
    entries = record.list_entries(known.community.pk, kinds=(PostMoved,))
    about = record.list_entries_about(known.community.pk, "planned", item.pk)
    entry = entries.filter(pk__in=about.values("pk")).order_by("-id").first()
    if entry is None or entry.payload["due"] != known.said(item.at):
        raise RefusedError(Words(NOT_MOVED))
    at = in_zone(datetime.fromisoformat(entry.payload["since"]), known.zone)
    host = _host_again(item, at, entry.payload.get("inside", 0), known, now=now)
    if host is None:
        move_to(item, at, known, by=by, now=now)
        return at
    _move(item, at, known, by=by, now=now)
    leaving.merge(item, host, known, by=by, now=now)
    return at


def _host_again(item: Item, at: datetime, pk: int, known: Known, *, now: datetime) -> Item | None:
    """Return the item inside which one went out before it was moved, where it can do so again."""
    host = Item.objects.filter(community=known.community, pk=pk).first() if pk else None
    if host is None or at <= now or host.at <= now:
        return None
    if local_day(host.at, known.zone) != local_day(at, known.zone):
        return None
    try:
        leaving.check_merge(item, host, known)
    except RefusedError:
        return None
    return host


def _set_time(item: Item, at: datetime) -> None:
    shift = at - item.at
    changed = {
        "at": at,
        "ready_at": item.ready_at + shift,
        "until": item.until + shift,
        "turn": item.turn + 1,
        "laid_at": None,
        "is_allowed": False,
        "merged_into": None,
        "is_kept": True,
    }
    Item.objects.filter(pk=item.pk).update(**changed)
    for name, value in changed.items():
        setattr(item, name, value)
    for step in item.steps.filter(done_at=None):
        step.due += shift
        step.save(update_fields=["due"])


@transaction.atomic
def allow(item: Item, known: Known, *, by: Actor, now: datetime) -> None:
    """Let an item go out although it is more than the budget of its day, or in quiet hours."""
    if item.state not in OPEN:
        raise RefusedError(Words(OVER))
    Item.objects.filter(pk=item.pk).update(is_allowed=True, is_kept=True)
    item.is_allowed = True
    fact = PostAllowed(item.pk, queries.title_of(item), known.said(item.at))
    ledger.record(fact, by=by, now=now, community=known.community)


# --- for whom, and by whom ----------------------------------------------------------------------


@transaction.atomic
def readdress(item: Item, audience: Audience, known: Known, *, by: Actor, now: datetime) -> None:
    """Say whom an item is for. RefusedError where it lies on the desk, is over, or is too much."""
    if item.state not in OPEN or item.laid_at is not None:
        raise RefusedError(Words(leaving.LAID))
    chosen = set(audience.groups) & set(known.groups.values())
    groups = frozenset(chosen or known.groups.values())
    if item.is_counted and groups - set(queries.groups_of(item, known)):
        check_load(Load(item.pk, item.at, groups), known)
    address(item, audience)
    Item.objects.filter(pk=item.pk).update(is_kept=True)
    due = known.said(item.at)
    fact = PostAddressed(item.pk, queries.title_of(item), due, tuple(sorted(chosen)))
    ledger.record(fact, by=by, now=now, community=known.community)
    planning.weigh_days(known, [item.at])


@transaction.atomic
def name(item: Item, kind: StepKind, person: int | None) -> None:
    """Name who does a step of an item, nobody for whoever holds the role."""
    item.steps.filter(kind=kind).update(person_id=person, is_set=True)

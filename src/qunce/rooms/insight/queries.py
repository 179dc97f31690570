"""All reads of the figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max

from qunce.chat.models import Message
from qunce.kernel.calendar import day_interval, local_day
from qunce.kernel.messages import MessageKind
from qunce.people.domain import MembershipState
from qunce.people.models import Group, Identity, Membership
from qunce.people.queries import zone_of
from qunce.rooms.insight import domain
from qunce.rooms.insight.domain import DayCount, Spoken
from qunce.rooms.insight.models import Day, Speaker

MAPPED_DAYS = 28  # four whole weeks make the map of hours fair to every weekday
SHOWN_DAYS = 120
SHOWN_PEOPLE = 10


@dataclass(frozen=True, slots=True)
class Talker:
    """Somebody who talks: name, the person's key if known, messages, days with talk."""

    name: str
    person: int | None
    messages: int
    days: int


@dataclass(frozen=True, slots=True)
class Silent:
    """A member who has not written, as far as the records go: when last, or never."""

    name: str
    person: int
    last: date | None


@dataclass(frozen=True, slots=True)
class Activity:
    """What the history of a group says, for its page."""

    first: date
    last: date
    messages: int
    days: Sequence[DayCount]
    hours: Sequence[Sequence[int]]
    talkers: Sequence[Talker]
    silent: Sequence[Silent]
    silent_count: int


def list_spoken(group: Group, days: Sequence[date]) -> list[Spoken]:
    """Return when and by whom was spoken on some local days."""
    zone = zone_of(group.community)
    spoken: list[Spoken] = []
    for day in days:
        span = day_interval(day, zone)
        found = Message.objects.filter(group=group, sent_at__gte=span.start, sent_at__lt=span.end)
        found = found.exclude(kind=MessageKind.SYSTEM)
        spoken += found.values_list("sent_at", "author_id")
    return spoken


def activity_of(group: Group, now: datetime) -> Activity | None:
    """Return the figures of a group's last days on record, or None where it has no messages."""
    rows = list(Day.objects.filter(group=group).order_by("-day")[:SHOWN_DAYS])
    if not rows:
        return None
    rows.reverse()
    last = rows[-1].day
    start = max(rows[0].day, last - timedelta(days=SHOWN_DAYS - 1))
    said = Speaker.objects.filter(group=group, day__gte=start)
    authors: dict[date, list[tuple[int, int]]] = {}
    for day, identity, messages in said.values_list("day", "identity_id", "messages"):
        authors.setdefault(day, []).append((identity, messages))
    counts = [
        DayCount(row.day, tuple(row.hours), tuple(authors.get(row.day, ())))
        for row in rows
        if row.day >= start
    ]
    silent = list_silent(group, local_day(now, zone_of(group.community)))
    return Activity(
        first=start,
        last=last,
        messages=sum(count.messages for count in counts),
        days=domain.fill_days(counts, start, last + timedelta(days=1)),
        hours=domain.by_weekday_and_hour(
            [count for count in counts if count.day > last - timedelta(days=MAPPED_DAYS)]
        ),
        talkers=_talkers(counts),
        silent=silent[:SHOWN_PEOPLE],
        silent_count=len(silent),
    )


def list_silent(group: Group, today: date, quiet_days: int = 30) -> list[Silent]:
    """Return members who have not written for `quiet_days`, the longest silence first.

    Days without any record do not count as silence: where the group has no messages on record
    within that time, nobody is listed (DESIGN rule 6).
    """
    since = today - timedelta(days=quiet_days)
    if not Day.objects.filter(group=group, day__gte=since).exists():
        return []
    members = Membership.objects.filter(group=group, state=MembershipState.ACTIVE)
    members = members.select_related("person")
    spoke = Speaker.objects.filter(group=group, identity__person__isnull=False)
    last = dict(spoke.values_list("identity__person").annotate(Max("day")))
    found = [
        Silent(each.nickname or each.person.name, each.person_id, last.get(each.person_id))
        for each in members
        if (last.get(each.person_id) or date.min) < since
    ]
    return sorted(found, key=lambda each: (each.last or date.min, each.name))


def _talkers(counts: Sequence[DayCount]) -> list[Talker]:
    ranked = domain.most_active(counts, SHOWN_PEOPLE)
    known = Identity.objects.in_bulk([identity for identity, _, _ in ranked])
    return [
        Talker(known[identity].name, known[identity].person_id, messages, days)
        for identity, messages, days in ranked
        if identity in known
    ]

"""The daily round through the groups: what the machine saw and did not act on (M40)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction

from qunce.chat import queries as chat
from qunce.chat.models import Message as Row
from qunce.facts import moderation as facts
from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.calendar import day_interval, local_day
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import MessageKind, Role
from qunce.kernel.options import Section, option
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task
from qunce.people.identify import HOUSE
from qunce.people.models import Community, Group, Person
from qunce.people.queries import staff_of, zone_of
from qunce.playbook.queries import effective
from qunce.rooms.moderation.domain import CaseState
from qunce.rooms.moderation.good import Proposal, find_good
from qunce.rooms.moderation.heat import Stretch, find_hot
from qunce.rooms.moderation.models import Case, Hit
from qunce.rooms.moderation.models_patrol import Essence, Round

TITLE = N_("Today's round through the groups")
DONE_ALREADY = N_("%(name)s has done this round already.")
KIND = "patrol"  # of the task
WAITING = (CaseState.OPEN, CaseState.APPEALED)
LONGEST = timedelta(days=3)  # so far back a round looks at most
SHOWN = 30  # lines of a kind
MOST_ROWS = 5_000  # messages of a group and day that are looked at
PROPOSED = 5


@dataclass(frozen=True, slots=True)
class Settings:
    """When the round is due, and how many ordinary messages it shows."""

    at: time = option(
        time(20, 30),
        N_("Round at"),
        N_("The round is on the desk from then on, every day."),
        manual="M40",
    )
    sample: int = option(
        12,
        N_("Ordinary messages to look at"),
        N_("So many messages in which nothing was found are shown, drawn by lot."),
        low=0,
        high=100,
        manual="M40",
    )


SECTION = Section("patrol", N_("Daily round"), Settings)


@dataclass(frozen=True, slots=True)
class Look:
    """What a round shows of one group. `found` are messages with findings that nobody acted on."""

    group: Group
    found: Sequence[tuple[Row, Sequence[Hit]]] = ()
    hot: Sequence[Stretch] = ()
    sample: Sequence[Row] = ()
    good: Sequence[Proposal] = ()
    messages: int = 0


@dataclass(frozen=True, slots=True)
class Sight:
    """All that a round shows. `waiting` are cases that wait for a person."""

    looks: Sequence[Look] = ()
    waiting: Sequence[Case] = field(default=())

    @property
    def counts(self) -> dict[str, int]:
        """Return how much lies before the person, for the record."""
        return {
            "found": sum(len(each.found) for each in self.looks),
            "hot": sum(len(each.hot) for each in self.looks),
            "sample": sum(len(each.sample) for each in self.looks),
            "good": sum(len(each.good) for each in self.looks),
            "waiting": len(self.waiting),
        }

    @property
    def is_calm(self) -> bool:
        """Say whether nothing waits: then one tap is enough."""
        counts = self.counts
        return not (counts["found"] or counts["hot"] or counts["waiting"])


# --- the rounds ---------------------------------------------------------------------------------


def tick(now: datetime) -> None:
    """Lay the round of the day on the desk of every community, once, when its time has come."""
    for community in Community.objects.order_by("pk"):
        local = now.astimezone(zone_of(community))
        is_due = local.time() >= effective(community.pk, Settings).at
        if is_due and Group.objects.filter(community=community, archived_at__isnull=True).exists():
            open_round(community, local.date(), now=now)


@transaction.atomic
def open_round(community: Community, day: date, *, now: datetime) -> Round:
    """Open the round of a day, unless it is open or done."""
    last = Round.objects.filter(community=community, done_at__isnull=False).first()
    since = max(last.done_at, now - LONGEST) if last and last.done_at else None
    found, is_new = Round.objects.get_or_create(
        community=community,
        day=day,
        defaults={"opened_at": now, "since": since or now - timedelta(days=1)},
    )
    if is_new:
        _give_up_missed(community, day, now=now)
        ledger.open_task(
            TaskDraft(
                community=community.pk,
                kind=KIND,
                title=Words(TITLE),
                role=Role.OPS,
                key=f"{KIND}:{community.pk}:{day.isoformat()}",
                due=day_interval(day, zone_of(community)).end - timedelta(minutes=1),
                link=f"/c/{community.key}/patrol/",
            ),
            now=now,
        )
    return found


def _give_up_missed(community: Community, day: date, *, now: datetime) -> None:
    """End the tasks of earlier days: today's round looks at what was said since then."""
    today = f"{KIND}:{community.pk}:{day.isoformat()}"
    left = Task.objects.filter(community_id=community.pk, kind=KIND, state=TaskState.OPEN)
    for task in left.exclude(key=today):
        ledger.skip_task(task, by=MACHINE, now=now)


def round_of(community: Community, now: datetime) -> Round:
    """Return the round of today, opened if it is not open yet."""
    return open_round(community, local_day(now, zone_of(community)), now=now)


@transaction.atomic
def finish(
    found: Round, person: Person, sight: Sight, *, by: Actor, now: datetime, note: str = ""
) -> None:
    """Note that a person has done a round. Raises RefusedError where somebody was faster."""
    open_rows = Round.objects.filter(pk=found.pk, done_at__isnull=True)
    done = {"done_at": now, "person": person, "name": person.name, "seen": sight.counts}
    if not open_rows.update(**done, note=note):
        found.refresh_from_db()
        raise RefusedError(Words(DONE_ALREADY, {"name": found.name}))
    counts = sight.counts
    fact = facts.RoundDone(
        person=person.pk, name=person.name, found=counts["found"], hot=counts["hot"], note=note
    )
    ledger.record(fact, by=by, now=now, community=found.community_id)
    key = f"{KIND}:{found.community_id}:{found.day.isoformat()}"
    for task in Task.objects.filter(key=key, state=TaskState.OPEN):
        ledger.finish_task(task, by=by, now=now)


@transaction.atomic
def take_back(found: Round, *, by: Actor, now: datetime) -> None:
    """Take back that a round was done: it is open again, and so is its task."""
    Round.objects.filter(pk=found.pk).update(done_at=None, person=None, name="", note="")
    fact = facts.RoundTakenBack(day=Words(found.day.isoformat()))
    ledger.record(fact, by=by, now=now, community=found.community_id)
    key = f"{KIND}:{found.community_id}:{found.day.isoformat()}"
    for task in Task.objects.filter(key=key, state=TaskState.DONE):
        ledger.reopen_task(task, by=by, now=now)


def round_at(key: str) -> Round | None:
    """Return the round whose task has a key."""
    _, community, day = key.split(":")
    return Round.objects.filter(community=int(community), day=day).first()


def list_days(community: Community, today: date, count: int) -> list[tuple[date, Round | None]]:
    """Return the last days with their rounds, newest first, from the first round on.

    A day before today without a round, or with one that nobody did, was missed.
    """
    rounds = {each.day: each for each in Round.objects.filter(community=community, day__lte=today)}
    first = min(rounds, default=today)
    days = (today - timedelta(days=back) for back in range(count))
    return [(day, rounds.get(day)) for day in days if day >= first]


def is_quiet(community: Community, now: datetime) -> bool:
    """Say, by a quick look for the desk, whether nothing waits that a round would show."""
    last = Round.objects.filter(community=community, done_at__isnull=False).order_by("day").last()
    since = max(last.done_at, now - LONGEST) if last and last.done_at else now - timedelta(days=1)
    if Case.objects.filter(community=community, state__in=WAITING).exists():
        return False
    groups = Group.objects.filter(community=community, archived_at__isnull=True)
    return not any(_unanswered(group, since, now) for group in groups)


# --- what a round shows -------------------------------------------------------------------------


def look(found: Round, now: datetime) -> Sight:
    """Return what lies before a person who does a round."""
    groups = Group.objects.filter(community=found.community_id, archived_at__isnull=True)
    until = found.done_at or now
    size = effective(found.community_id, Settings).sample
    looks = [_look(group, found, until, size) for group in groups.order_by("pk")]
    waiting = Case.objects.filter(community=found.community_id, state__in=WAITING)
    return Sight([each for each in looks if each.messages], list(waiting[:SHOWN]))


def _look(group: Group, found: Round, until: datetime, size: int) -> Look:
    rows = Row.objects.filter(group=group, sent_at__gte=found.since, sent_at__lt=until)
    said = rows.filter(kind=MessageKind.TEXT, recalled_at__isnull=True, erased_at__isnull=True)
    newest = list(said.select_related("author").order_by("-sent_at", "-id")[:MOST_ROWS])[::-1]
    messages = chat.as_messages(newest)
    hits = _unanswered(group, found.since, until)
    cases = Case.objects.filter(group=group, sent_at__gte=found.since, sent_at__lt=until)
    known = {row.pk for row, _ in hits} | set(cases.values_list("message", flat=True))
    known |= {row.pk for row in newest if row.author and row.author.external == HOUSE}
    marked = set(Essence.objects.filter(group=group).values_list("message", flat=True))
    good = [
        each
        for each in find_good(messages)
        if each.message.id not in marked
        and not (each.message.author and each.message.author.is_staff)
    ]
    return Look(
        group,
        found=hits,
        hot=find_hot(messages),
        sample=_sample(newest, known, size, f"{found.pk}:{group.pk}"),
        good=good[:PROPOSED],
        messages=len(newest),
    )


def _unanswered(group: Group, since: datetime, until: datetime) -> list[tuple[Row, Sequence[Hit]]]:
    """Return the messages with findings that led to no case, but for those of owner and admins."""
    hits = Hit.objects.filter(group=group, sent_at__gte=since, sent_at__lt=until)
    hits = hits.exclude(message__in=Case.objects.filter(group=group).values("message"))
    hits = hits.exclude(message__author__person__in=staff_of(group.community_id))
    by_message: dict[int, list[Hit]] = {}
    for hit in hits.select_related("message").order_by("sent_at", "message", "start"):
        by_message.setdefault(hit.message_id, []).append(hit)
    return [(its[0].message, its) for its in list(by_message.values())[:SHOWN]]


def _sample(rows: Sequence[Row], but: Collection[int | None], size: int, seed: str) -> list[Row]:
    """Return some ordinary messages, the same for everybody who looks at this round."""
    ordinary = [row for row in rows if row.pk not in but and len(row.text) > 1]
    drawn = Random(seed).sample(ordinary, min(size, len(ordinary)))  # noqa: S311 - a lot, no secret
    return sorted(drawn, key=lambda row: (row.sent_at, row.pk))

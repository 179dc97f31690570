"""What reviewers look up: the queue, one application, who comes next, how fast answers are."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import F, Q, QuerySet

from qunce.kernel.errors import NotFoundError
from qunce.kernel.text import N_, Words
from qunce.people.models import Community, Group, Person
from qunce.people.tier_rule import Settings as TierRule
from qunce.people.tier_rule import tier_by_rule
from qunce.playbook.queries import effective
from qunce.rooms.admission.domain import ApplicationState, Applying, Conditions
from qunce.rooms.admission.fitting import Told, misfits
from qunce.rooms.admission.models import Application, Arrival
from qunce.shell.queues import JUST_NOW, beside

NO_APPLICATION = N_("There is no such application.")
FIGURES_OF = timedelta(days=90)
DECIDED = (
    ApplicationState.APPROVED,
    ApplicationState.DECLINED,
    ApplicationState.WITHDRAWN,
    ApplicationState.LAPSED,
)


def list_applications(community: Community) -> QuerySet[Application]:
    """Return the applications of a community with all that the queue shows."""
    rows = Application.objects.filter(community=community)
    rows = rows.select_related("group", "invitation__inviter", "decided_by")
    return rows.prefetch_related("evidence")


def in_order(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Return applications by promise: what has to be answered first comes first."""
    return rows.order_by(F("due_at").asc(nulls_last=True), "id")


def list_waiting(community: Community) -> QuerySet[Application]:
    """Return what waits for a reviewer, in the order of the promise."""
    waiting = Application.objects.filter(community=community, state=ApplicationState.WAITING)
    return in_order(waiting)


def access_application(community: Community, pk: int) -> Application:
    """Return an application of the community, or raise NotFoundError."""
    rows = Application.objects.filter(community=community, pk=pk)
    found = rows.select_related(
        "community", "group", "invitation__inviter", "decided_by", "person", "entered_by"
    ).first()
    if found is None:
        raise NotFoundError(Words(NO_APPLICATION))
    return found


def neighbours(application: Application) -> tuple[int | None, int | None]:
    """Return the keys of the waiting applications before and after this one.

    One that does not wait (it was just asked something) keeps its place in the line.
    """
    keys = list(list_waiting(application.community).values_list("pk", flat=True))
    if application.pk not in keys:
        return None, next_after(application, application.due_at)
    return beside(keys, application.pk)


def next_after(application: Application, due_at: datetime | None) -> int | None:
    """Return the key of what waits next, once this one is decided; round to the first."""
    waiting = list_waiting(application.community).exclude(pk=application.pk)
    first = waiting.values_list("pk", flat=True).first()
    if due_at is None:
        return first
    later = waiting.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=application.pk))
    return later.values_list("pk", flat=True).first() or first


def list_just_decided(person: Person, now: datetime) -> list[Application]:
    """Return what a reviewer decided a moment ago and may undo, the last first."""
    rows = Application.objects.filter(
        community_id=person.community_id,
        decided_by=person,
        decided_at__gt=now - JUST_NOW,
        state__in=(ApplicationState.APPROVED, ApplicationState.DECLINED),
    )
    return list(rows.select_related("group", "community").order_by("-decided_at", "-id")[:20])


def misfits_of(application: Application) -> list[Words]:
    """Return what does not fit the conditions of the group applied to."""
    conditions = effective(application.community_id, Conditions, application.group_id)
    extra = {key: str(value) for key, value in application.extra.items()}
    rule = effective(application.community_id, TierRule)
    tier = tier_by_rule(application.years, application.position, rule) or ""
    told = Told(application.company, application.position, application.city, extra, tier)
    return misfits(conditions, told)


def ways_of(application: Application) -> list[Arrival]:
    """Return the ways into groups that followed from an approval."""
    ways = Arrival.objects.filter(application=application).select_related("group", "person")
    return list(ways.order_by("id"))


@dataclass(frozen=True, slots=True)
class Figures:
    """How a group's applications are answered: hours are None where nothing was answered yet."""

    waiting: int
    late: int
    on_the_way: int
    answered: int
    kept: int
    median_hours: float | None
    promise_hours: float


def figures_of(group: Group, now: datetime) -> Figures:
    """Return what waits in a group, and how long answers took in the last ninety days."""
    mine = Application.objects.filter(group=group)
    waiting = mine.filter(state=ApplicationState.WAITING)
    answered = mine.filter(
        state__in=(ApplicationState.APPROVED, ApplicationState.DECLINED),
        decided_at__gte=now - FIGURES_OF,
        waiting_since__isnull=False,
    )
    times = [
        (decided - since, due is None or decided <= due)
        for decided, since, due in answered.values_list("decided_at", "waiting_since", "due_at")
        if decided is not None and since is not None
    ]
    hours = [length.total_seconds() / 3600 for length, _ in times]
    promise = effective(group.community_id, Applying, group.pk).promise
    return Figures(
        waiting=waiting.count(),
        late=waiting.filter(due_at__lte=now).count(),
        on_the_way=Arrival.objects.filter(group=group)
        .exclude(state__in=("arrived", "dropped"))
        .count(),
        answered=len(times),
        kept=sum(in_time for _, in_time in times),
        median_hours=median(hours) if hours else None,
        promise_hours=promise.total_seconds() / 3600,
    )

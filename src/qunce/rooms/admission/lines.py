"""The lines that admission keeps on the desk: one for many people, as long as there are any."""

import zlib
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from qunce.chat import abilities
from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.effects import Capability
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, NOTHING, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task
from qunce.people.models import Community, Group
from qunce.rooms.admission.arriving import SEATED
from qunce.rooms.admission.claiming import ClaimState
from qunce.rooms.admission.domain import ApplicationState, ArrivalState
from qunce.rooms.admission.models import Application, Arrival, Claim
from qunce.store import live

ARRIVALS = "arrivals"
APPLICATIONS = "applications"
LATE = "late_applications"
SEATS = "seats"
MEET = "meet"
CLAIMS = "claims"
WITHIN = timedelta(hours=24)

BRING_IN = N_("Bring newcomers into %(group)s")
DECIDE = N_("Applications wait for your answer")
OVERDUE = N_("Applications are past the promised time")
CONFIRM_CLAIMS = N_("Members say which name in the group is theirs")
HOW_TO_BRING_IN = N_("Tick what is done, person by person.")
FREE = N_("%(group)s: %(free)s seats free, %(waiting)s wait, next is %(name)s")

TURN = Coalesce("returned_at", "created_at")


def update(group: Group, *, now: datetime, by: Actor = MACHINE) -> None:
    """Keep one line on the desk while somebody is on the way into a group by hand."""
    seated = Arrival.objects.filter(group=group, state__in=SEATED)
    start = f"{ARRIVALS}:{group.pk}:"
    by_hand = Capability.REVIEW_JOINS not in abilities.of(group)
    if by_hand and seated.exists():
        draft = TaskDraft(
            community=group.community_id,
            kind=ARRIVALS,
            title=Words(BRING_IN, {"group": group.name}),
            hint=Words(HOW_TO_BRING_IN),
            role=Role.OPS,
            key=f"{start}{_number(start)}",
            due=now + WITHIN,
            link=f"/c/{group.community.key}/groups/{group.key}/arrivals/",
            subjects=(("group", group.pk),),
        )
        task = _keep(group.community_id, start, draft, now=now)
        news = {"task": task.pk, "mark": standing_of(group)}
        live.publish(f"desk:{group.community_id}", "changed", news, now=now)
    else:
        _end(group.community_id, start, by=by, now=now)


def standing_of(group: Group) -> str:
    """Return who is where on the way into a group as a short mark: an open desk compares it."""
    rows = Arrival.objects.filter(group=group).order_by("id").values_list("id", "state", "steps")
    standing = ",".join(f"{pk}:{state}:{len(steps)}" for pk, state, steps in rows)
    return f"open {zlib.crc32(standing.encode()):08x}"


def update_queue(community: Community, *, now: datetime, by: Actor = MACHINE) -> None:
    """Bring the desk in step with the queue, and tell the pages that show it."""
    keep_queue(community, now=now, by=by)
    live.publish(f"applications:{community.pk}", "application", {}, now=now)


def keep_queue(community: Community, *, now: datetime, by: Actor = MACHINE) -> None:
    """Keep one line on the desk while applications wait, and an urgent one while any is late."""
    waiting = Application.objects.filter(community=community, state=ApplicationState.WAITING)
    late = Q(due_at__lte=now)
    for kind, title, rows in (
        (APPLICATIONS, DECIDE, waiting.exclude(late)),
        (LATE, OVERDUE, waiting.filter(late)),
    ):
        start = f"{kind}:{community.pk}:"
        if not rows.exists():
            _end(community.pk, start, by=by, now=now)
            continue
        first = rows.order_by("due_at").values_list("due_at", flat=True).first()
        draft = TaskDraft(
            community=community.pk,
            kind=kind,
            title=Words(title),
            role=Role.OPS,
            key=f"{start}{_number(start)}",
            due=first,
            urgent=kind == LATE,
            link=f"/c/{community.key}/applications/",
        )
        task = _keep(community.pk, start, draft, now=now)
        if task.due != first:
            task.due = first
            task.save(update_fields=["due"])


def update_claims(community: Community, *, now: datetime, by: Actor = MACHINE) -> None:
    """Keep one line on the desk while claims wait for a person."""
    start = f"{CLAIMS}:{community.pk}:"
    waiting = Claim.objects.filter(community=community, state=ClaimState.WAITING)
    if not waiting.exists():
        _end(community.pk, start, by=by, now=now)
        return
    draft = TaskDraft(
        community=community.pk,
        kind=CLAIMS,
        title=Words(CONFIRM_CLAIMS),
        role=Role.OPS,
        key=f"{start}{_number(start)}",
        due=now + 2 * WITHIN,
        link=f"/c/{community.key}/claims/?state=waiting",
    )
    task = _keep(community.pk, start, draft, now=now)
    live.publish(f"desk:{community.pk}", "task", {"task": task.pk}, now=now)


def waiting_in(group: Group) -> QuerySet[Arrival]:
    """Return the waiting list of a group: who has waited longest comes first."""
    rows = Arrival.objects.filter(group=group, state=ArrivalState.WAITLISTED)
    return rows.select_related("person", "group").order_by(TURN, "id")


def count_seats(group: Group, free: int, day: str, *, now: datetime) -> Task | None:
    """Say on the desk how many seats are free and who is next; None where nobody waits."""
    waiting = waiting_in(group)
    first = waiting.first()
    if first is None:
        return None
    about: dict[str, str | int] = {
        "group": group.name,
        "free": free,
        "waiting": waiting.count(),
        "name": first.person.name,
    }
    draft = TaskDraft(
        community=group.community_id,
        kind=SEATS,
        title=Words(FREE, about),
        hint=NOTHING,
        role=Role.OPS,
        key=f"{SEATS}:{group.pk}:{day}",
        link=f"/c/{group.community.key}/groups/{group.key}/arrivals/",
        subjects=(("group", group.pk),),
    )
    return ledger.open_task(draft, now=now)


def _keep(community: int, start: str, draft: TaskDraft, *, now: datetime) -> Task:
    """Return the open line that begins with `start`, or open the drafted one."""
    return _open(community, start) or ledger.open_task(draft, now=now)


def _end(community: int, start: str, *, by: Actor, now: datetime) -> None:
    known = _open(community, start)
    if known is not None:
        ledger.finish_task(known, by=by, now=now)


def _number(start: str) -> int:
    """Return the number of the next line: lines come and go, and each has a key of its own."""
    return Task.objects.filter(key__startswith=start).count() + 1


def _open(community: int, start: str) -> Task | None:
    tasks = Task.objects.filter(community_id=community, state=TaskState.OPEN)
    return tasks.filter(key__startswith=start).order_by("id").first()

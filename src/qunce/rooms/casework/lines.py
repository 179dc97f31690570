"""The lines that casework keeps on the desk: call, choose, open the discussion, sum up."""

from datetime import datetime, timedelta

from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task
from qunce.people.models import Community
from qunce.rooms.casework.models import Study

CHOOSE, SUM_UP = "casework_choose", "casework_sum_up"
CALL, OPEN = "casework_call", "casework_open"
TITLES = {
    CHOOSE: N_("Choose the case for “%(name)s”"),
    OPEN: N_("“%(name)s” was chosen and waits: make it anonymous and open the discussion"),
    SUM_UP: N_("Sum the case “%(name)s” up"),
}
MONTH = N_("No case was called for in %(month)s yet")
WITHIN = timedelta(days=3)


def say(study: Study, kind: str, *, now: datetime, again: bool = True) -> None:
    """Put a step of a case on the desk, if it is not there; with `again` off only once ever."""
    start = f"{kind}:{study.pk}:"
    rows = Task.objects.filter(key__startswith=start)
    if (rows.filter(state=TaskState.OPEN) if again else rows).exists():
        return
    draft = TaskDraft(
        community=study.community_id,
        kind=kind,
        title=Words(TITLES[kind], {"name": study.title}),
        role=Role.CONTENT,
        key=f"{start}{rows.count() + 1}",
        due=now + WITHIN,
        link=f"/c/{study.community.key}/monthly/{study.pk}/",
        subjects=(("study", study.pk),),
    )
    ledger.open_task(draft, now=now)


def end(study: Study, kind: str, *, now: datetime, by: Actor = MACHINE) -> None:
    """End the open line of a step."""
    start = f"{kind}:{study.pk}:"
    for task in Task.objects.filter(key__startswith=start, state=TaskState.OPEN):
        ledger.finish_task(task, by=by, now=now)


def end_all(study: Study, *, now: datetime, by: Actor = MACHINE) -> None:
    """End all open lines of a case."""
    for kind in TITLES:
        end(study, kind, now=now, by=by)


def say_month(community: Community, month: str, *, now: datetime) -> None:
    """Say once that no case was called for in a month ("2026-11")."""
    key = f"{CALL}:{community.pk}:{month}"
    if Task.objects.filter(key=key).exists():
        return
    draft = TaskDraft(
        community=community.pk,
        kind=CALL,
        title=Words(MONTH, {"month": month}),
        role=Role.CONTENT,
        key=key,
        due=now + WITHIN,
        link=f"/c/{community.key}/monthly/call/",
    )
    ledger.open_task(draft, now=now)


def end_month(community: Community, month: str, *, now: datetime, by: Actor = MACHINE) -> None:
    """End the line of a month in which a case is called for now."""
    for task in Task.objects.filter(key=f"{CALL}:{community.pk}:{month}", state=TaskState.OPEN):
        ledger.finish_task(task, by=by, now=now)

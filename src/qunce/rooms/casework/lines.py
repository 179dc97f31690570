"""The lines that casework keeps on the desk: choose a case, sum one up."""

from datetime import datetime, timedelta

from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task
from qunce.rooms.casework.models import Study

CHOOSE, SUM_UP = "casework_choose", "casework_sum_up"
TITLES = {
    CHOOSE: N_("Choose the case for “%(name)s”"),
    SUM_UP: N_("Sum the case “%(name)s” up"),
}
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

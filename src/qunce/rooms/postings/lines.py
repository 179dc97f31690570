"""The lines that postings keep on the desk while applications wait for a reviewer."""

from datetime import datetime

from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task
from qunce.people.models import Community
from qunce.rooms.postings.deciding import PostingState
from qunce.rooms.postings.models import Posting
from qunce.store import live

WAITING = "postings"
REVIEW = N_("Recruitment posts wait for your review")


def update_queue(community: Community, *, now: datetime, by: Actor = MACHINE) -> None:
    """Bring the desk in step with the queue, and tell the pages that show it."""
    start = f"{WAITING}:{community.pk}:"
    rows = Posting.objects.filter(community=community, state=PostingState.WAITING)
    first = rows.order_by("due_at").values_list("due_at", flat=True).first()
    tasks = Task.objects.filter(community=community, key__startswith=start)
    line = tasks.filter(state=TaskState.OPEN).order_by("id").first()
    if first is None:
        if line is not None:
            ledger.finish_task(line, by=by, now=now)
    elif line is None:
        _open(community, f"{start}{tasks.count() + 1}", first, now)
    elif line.due != first:
        line.due = first
        line.save(update_fields=["due"])
    live.publish(f"postings:{community.pk}", "posting", {}, now=now)


def _open(community: Community, key: str, due: datetime, now: datetime) -> None:
    draft = TaskDraft(
        community=community.pk,
        kind=WAITING,
        title=Words(REVIEW),
        role=Role.OPS,
        key=key,
        due=due,
        link=f"/c/{community.key}/postings/",
    )
    ledger.open_task(draft, now=now)

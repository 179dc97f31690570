"""The lines that the library keeps on the desk: reviews, texts given back, policies that end."""

from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet

from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, NOTHING, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task
from qunce.people.models import Community
from qunce.people.queries import zone_of
from qunce.rooms.library.domain import ItemState
from qunce.rooms.library.domain_calls import SubmissionState
from qunce.rooms.library.models import Item, Submission
from qunce.store import live

WAITING, BACK, VALIDITY = "library", "library-back", "library-validity"
SENT, DRAFT = "library-sent", "library-draft"
WITHIN = timedelta(days=2)

PROPOSED = N_("“%(title)s” was proposed for the library: look at the draft and publish it")
LOOK = N_("Contributions wait to be looked at")
REVIEW = N_("Texts for the library wait for your review")
GIVEN_BACK = N_("“%(title)s” was given back: %(text)s")
OVER = N_("“%(title)s” is no longer in force: renew it, replace it or take it out")
SOON = N_("“%(title)s” ends on %(day)s: is there a new version?")


def update_queue(community: Community, *, now: datetime, by: Actor = MACHINE) -> None:
    """Bring the desk in step with what waits for a review."""
    start = f"{WAITING}:{community.pk}:"
    rows = Item.objects.filter(community=community, state=ItemState.REVIEW)
    first = rows.order_by("submitted_at").values_list("submitted_at", flat=True).first()
    tasks = Task.objects.filter(community=community, key__startswith=start)
    line = tasks.filter(state=TaskState.OPEN).order_by("id").first()
    if first is None:
        if line is not None:
            ledger.finish_task(line, by=by, now=now)
    elif line is None:
        draft = TaskDraft(
            community=community.pk,
            kind=WAITING,
            title=Words(REVIEW),
            role=Role.CONTENT,
            key=f"{start}{tasks.count() + 1}",
            due=first + WITHIN,
            link=f"/c/{community.key}/library/?show=review",
        )
        ledger.open_task(draft, now=now)
    live.publish(f"library:{community.pk}", "item", {}, now=now)


def update_sent(community: Community, *, now: datetime, by: Actor = MACHINE) -> None:
    """Bring the desk in step with the contributions that nobody has looked at."""
    start = f"{SENT}:{community.pk}:"
    rows = Submission.objects.filter(community=community, state=SubmissionState.SENT)
    first = rows.order_by("sent_at").select_related("call").first()
    tasks = Task.objects.filter(community=community, key__startswith=start)
    line = tasks.filter(state=TaskState.OPEN).order_by("id").first()
    if first is None:
        if line is not None:
            ledger.finish_task(line, by=by, now=now)
    elif line is None:
        draft = TaskDraft(
            community=community.pk,
            kind=SENT,
            title=Words(LOOK),
            role=Role.CONTENT,
            key=f"{start}{tasks.count() + 1}",
            due=first.sent_at + 2 * WITHIN,
            link=f"/c/{community.key}/library/calls/{first.call_id}/",
        )
        ledger.open_task(draft, now=now)


def tell_writer(item: Item, remark: str, *, now: datetime) -> None:
    """Tell who wrote a text that it was given back."""
    if item.writer_id is None:
        return
    words = Words(GIVEN_BACK, {"title": item.title, "text": remark})
    _open(item, BACK, words, f"{BACK}:{item.pk}:{now:%Y%m%d%H%M%S}", due=now + WITHIN, now=now)


def show_draft(item: Item, *, now: datetime) -> None:
    """Ask the content admin to look at what another room proposed: one open line for each item."""
    rows = _draft_lines(item)
    if rows.filter(state=TaskState.OPEN).exists():
        return
    draft = TaskDraft(
        community=item.community_id,
        kind=DRAFT,
        title=Words(PROPOSED, {"title": item.title}),
        role=Role.CONTENT,
        key=f"{DRAFT}:{item.pk}:{rows.count() + 1}",
        due=now + 3 * WITHIN,
        link=f"/c/{item.community.key}/library/{item.pk}/",
    )
    ledger.open_task(draft, now=now)


def close_draft(item: Item, *, by: Actor, now: datetime) -> None:
    """Finish that line: the draft is published, or put away."""
    for task in _draft_lines(item).filter(state=TaskState.OPEN):
        ledger.finish_task(task, by=by, now=now)


def _draft_lines(item: Item) -> QuerySet[Task]:
    """Return those lines; the only one of an item had no number once, and may still be open."""
    key = f"{DRAFT}:{item.pk}"
    return Task.objects.filter(Q(key=key) | Q(key__startswith=f"{key}:"))


def ask_keeper(item: Item, *, now: datetime, entry: int) -> None:
    """Ask who looks after an item what shall become of it, now that it is over."""
    title = Words(OVER, {"title": item.title})
    _open(item, VALIDITY, title, f"{VALIDITY}:{item.pk}:{entry}", due=now + WITHIN, now=now)


def warn_keeper(item: Item, *, now: datetime) -> None:
    """Remind who looks after an item that it ends soon: once for each last day."""
    if item.valid_until is None:
        return
    day = item.valid_until
    title = Words(SOON, {"title": item.title, "day": f"{day:%Y-%m-%d}"})
    due = datetime.combine(day, time(18), tzinfo=zone_of(item.community))
    _open(item, VALIDITY, title, f"{VALIDITY}:{item.pk}:{day:%Y%m%d}", due=due, now=now)


def close_keeper(item: Item, *, by: Actor, now: datetime) -> None:
    """Finish what the keeper was asked: it was done on the item's page."""
    rows = Task.objects.filter(
        community=item.community_id,
        key__startswith=f"{VALIDITY}:{item.pk}:",
        state=TaskState.OPEN,
    )
    for task in rows:
        ledger.finish_task(task, by=by, now=now)


def _open(item: Item, kind: str, title: Words, key: str, *, due: datetime, now: datetime) -> None:
    person = item.writer_id if kind == BACK else (item.keeper_id or item.writer_id)
    draft = TaskDraft(
        community=item.community_id,
        kind=kind,
        title=title,
        role=Role.CONTENT,
        key=key,
        hint=NOTHING,
        due=due,
        link=f"/c/{item.community.key}/library/{item.pk}/",
        person=person,
    )
    ledger.open_task(draft, now=now)

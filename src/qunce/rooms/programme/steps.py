"""The chain of an item: who has to do what by when, and the lines of the desk that say so."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from qunce.kernel.actors import MACHINE, Actor, ActorKind
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task
from qunce.people.queries import zone_of
from qunce.rooms.programme import queries
from qunce.rooms.programme.domain import OPEN, ItemState, StepKind
from qunce.rooms.programme.models import Item, Step

KINDS = {
    StepKind.CHOOSE: "programme_choose",
    StepKind.DRAFT: "programme_write",
    StepKind.REVIEW: "programme_review",
}
TITLES = {
    StepKind.CHOOSE: N_("Choose the topic of %(title)s (%(due)s)"),
    StepKind.DRAFT: N_("Write %(title)s (%(due)s)"),
    StepKind.REVIEW: N_("Look through %(title)s (%(due)s)"),
}
AHEAD = timedelta(days=1)  # so long before its deadline a step comes to the desk
BY_MACHINE = timedelta(hours=1)  # what is drafted closer to its time is composed by the machine


def person_of(item: Item, kind: StepKind) -> int | None:
    """Return the key of who is named for a step of an item, None for whoever holds the role."""
    step = item.steps.filter(kind=kind).first()
    return step.person_id if step else None


def finish(item: Item, kind: StepKind, *, now: datetime, by: Actor = MACHINE) -> None:
    """Note that a step of an item is done, with those before it; their lines on the desk end."""
    kinds = list(StepKind)
    done = kinds[: kinds.index(kind) + 1]
    person = by.id if by.kind is ActorKind.PERSON else None
    item.steps.filter(kind__in=done, done_at=None).update(
        done_at=now, done_by_id=person, done_name=by.name
    )
    for each in done:
        close(item, each, by=by, now=now, is_done=True)


def kind_of(task_kind: str) -> StepKind | None:
    """Return the step that a line of the desk of a kind is about, None where it is about none."""
    return next((kind for kind, each in KINDS.items() if each == task_kind), None)


def undo(item: Item, kind: StepKind) -> None:
    """Note that a step of an item, and those after it, are not done any more."""
    kinds = list(StepKind)
    item.steps.filter(kind__in=kinds[kinds.index(kind) :]).update(
        done_at=None, done_by=None, done_name=""
    )


def close(item: Item, kind: StepKind, *, by: Actor, now: datetime, is_done: bool = False) -> None:
    """End the line of the desk about a step, where there is one."""
    key = _key(item, kind)
    for task in Task.objects.filter(key=key, state=TaskState.OPEN):
        if is_done:
            ledger.finish_task(task, by=by, now=now)
        else:
            ledger.skip_task(task, by=by, now=now)


def withdraw(item: Item, kind: StepKind, *, by: Actor, now: datetime) -> None:
    """End the line of the desk about a step that has nothing to work on any more.

    Its key is free again, so that the step comes to the desk anew once there is something.
    """
    for task in Task.objects.filter(key=_key(item, kind), state=TaskState.OPEN):
        ledger.skip_task(task, by=by, now=now)
        Task.objects.filter(pk=task.pk).update(key=f"{task.key}~{task.pk}")


def close_all(item: Item, *, by: Actor, now: datetime) -> None:
    """End the lines of the desk about an item's steps: it is not wanted any more, or later."""
    for kind in KINDS:
        close(item, kind, by=by, now=now)


def close_of(items: Iterable[Item], *, by: Actor, now: datetime) -> None:
    """End the lines of the desk about items that are planned anew, where there are any."""
    wanted = {_key(item, kind) for item in items for kind in KINDS}
    for task in Task.objects.filter(key__startswith="step:", state=TaskState.OPEN):
        if task.key in wanted:
            ledger.skip_task(task, by=by, now=now)


def remind(now: datetime) -> int:
    """Lay the steps on the desk that are due within a day; return how many there were.

    What the machine composes shortly before its time is no work for a person.
    """
    due = Step.objects.filter(done_at=None, kind__in=list(KINDS), due__lte=now + AHEAD)
    due = due.filter(item__state__in=OPEN, item__until__gt=now, item__merged_into=None)
    rows = due.select_related("item__community").order_by("due", "id")
    known = set(
        Task.objects.filter(key__startswith="step:", created_at__gte=now - timedelta(days=40))
        .filter(kind__in=list(KINDS.values()))
        .values_list("key", flat=True)
    )
    count = 0
    for step in rows:
        kind = StepKind(step.kind)
        if _key(step.item, kind) in known or not _is_for_people(step):
            continue
        ledger.open_task(_draft(step, kind), now=now)
        count += 1
    return count


def _is_for_people(step: Step) -> bool:
    kind, item = StepKind(step.kind), step.item
    if kind is StepKind.REVIEW:
        return item.state == ItemState.DRAFTED
    return item.at - step.due > BY_MACHINE


def _key(item: Item, kind: StepKind) -> str:
    return f"step:{item.pk}:{kind}:{item.turn}"


def _draft(step: Step, kind: StepKind) -> TaskDraft:
    item, community = step.item, step.item.community
    due = f"{item.at.astimezone(zone_of(community)):%m-%d %H:%M}"
    return TaskDraft(
        community=community.pk,
        kind=KINDS[kind],
        title=Words(TITLES[kind], {"title": queries.title_of(item), "due": due}),
        role=Role.CONTENT,
        due=step.due,
        key=_key(item, kind),
        link=f"/c/{community.key}/calendar/{item.pk}/",
        subjects=(("planned", item.pk),),
        person=step.person_id,
    )

"""All writes of the record: entries, errands, and tasks."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction

from qunce.facts.base import Fact
from qunce.facts.ledger import TaskDone, TaskReopened, TaskSkipped
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.effects import Effect
from qunce.kernel.errors import StaleError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import registry
from qunce.ledger.bell import BELL
from qunce.ledger.contracts import Happened, TaskDraft
from qunce.ledger.domain import (
    REACTION,
    TASK,
    TaskState,
    TaskVerb,
    effect_kind,
    effect_lane,
    effect_priority,
    reaction_lane,
    task_mark,
)
from qunce.ledger.models import Entry, Errand, Subject, Task, TaskTarget
from qunce.ledger.wording import encode_fact
from qunce.store import live
from qunce.store.codecs import decode, encode
from qunce.store.moves import move

# --- entries ------------------------------------------------------------------------------------


def record(
    fact: Fact,
    *,
    by: Actor,
    now: datetime,
    community: models.Model | int | None,
    effects: Sequence[Effect] = (),
    cause: Entry | int | None = None,
) -> Entry:
    """Write down what happened, in the transaction of the change itself.

    Makes the entry, its subjects, one errand per effect (key "<entry>:<n>") and one per
    interested reaction. Raises RuntimeError outside a transaction.
    """
    happened = [Happened(fact, effects)]
    return record_all(happened, by=by, now=now, community=community, cause=cause)[0]


def record_all(
    happened: Sequence[Happened],
    *,
    by: Actor,
    now: datetime,
    community: models.Model | int | None,
    cause: Entry | int | None = None,
) -> list[Entry]:
    """Write down several things that happened at once, in their order (see `record`)."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() belongs into the transaction of the change")
    entries = Entry.objects.bulk_create(
        _entry(each.fact, by, now, _key(community), _key(cause)) for each in happened
    )
    both = list(zip(entries, happened, strict=True))
    Subject.objects.bulk_create(row for entry, each in both for row in _about(entry, each.fact))
    errands = [errand for entry, each in both for errand in _errands(entry, each)]
    if errands:
        Errand.objects.bulk_create(errands)
        transaction.on_commit(BELL.ring)
    return entries


def _entry(fact: Fact, by: Actor, now: datetime, community: int | None, cause: int | None) -> Entry:
    key, payload = encode_fact(fact)
    return Entry(
        community_id=community,
        fact=key,
        payload=payload,
        actor_kind=by.kind,
        actor_person=by.id if by.kind is ActorKind.PERSON else None,
        actor_name=by.name,
        cause_id=cause,
        at=now,
    )


def _about(entry: Entry, fact: Fact) -> Iterator[Subject]:
    """Yield what an entry is about."""
    for kind, subject in dict.fromkeys(fact.subjects()):
        yield Subject(entry=entry, community_id=entry.community_id, kind=kind, key=subject)


def _errands(entry: Entry, happened: Happened) -> Iterator[Errand]:
    """Yield the errands of an entry: its effects, and the reactions to it."""
    for place, effect in enumerate(happened.effects):
        yield _effect_errand(entry, place, effect)
    for reaction in registry.current().reactions_to(happened.fact):
        yield _reaction_errand(entry, reaction.key)


def _key(row: models.Model | int | None) -> int | None:
    return row.pk if isinstance(row, models.Model) else row


def _effect_errand(entry: Entry, place: int, effect: Effect) -> Errand:
    return Errand(
        community_id=entry.community_id,
        entry=entry,
        group_id=effect.group,
        kind=effect_kind(effect),
        payload=encode(effect),
        key=f"{entry.pk}:{place}",
        lane=effect_lane(effect),
        priority=effect_priority(effect),
        not_before=entry.at,
        created_at=entry.at,
    )


def _reaction_errand(entry: Entry, reaction: str) -> Errand:
    return Errand(
        community_id=entry.community_id,
        entry=entry,
        kind=REACTION,
        payload={"reaction": reaction},
        key=f"{entry.pk}:{reaction}",
        lane=reaction_lane(entry.community_id),
        not_before=entry.at,
        created_at=entry.at,
    )


# --- errands ------------------------------------------------------------------------------------


@transaction.atomic
def enqueue(
    kind: str,
    payload: Any,
    *,
    community: models.Model | int | None,
    now: datetime,
    key: str,
    not_before: datetime | None = None,
    entry: Entry | int | None = None,
    lane: str = "",
    priority: int = 0,
) -> Errand:
    """Give the worker something to do; a second call with the same `key` returns the first.

    `kind` names the executor, `payload` is a dataclass or plain JSON values. Errands of one
    `lane` run one after another. `priority` is from -100 to 100, higher is sooner.
    """
    errand, _ = Errand.objects.get_or_create(
        key=key,
        defaults={
            "community_id": _key(community),
            "entry_id": _key(entry),
            "kind": kind,
            "payload": encode(payload),
            "lane": lane,
            "priority": priority,
            "not_before": not_before or now,
            "created_at": now,
        },
    )
    transaction.on_commit(BELL.ring)
    return errand


# --- tasks --------------------------------------------------------------------------------------


@transaction.atomic
def open_task(
    draft: TaskDraft,
    *,
    now: datetime,
    entry: Entry | int | None = None,
    errand: Errand | int | None = None,
) -> Task:
    """Put a task on the desk; a second draft of the same key returns the first task."""
    task, is_new = Task.objects.get_or_create(
        key=draft.key,
        defaults={
            "community_id": draft.community,
            "entry_id": _key(entry),
            "errand_id": _key(errand),
            "kind": draft.kind,
            "title": encode(draft.title),
            "words": encode(draft.words) if draft.words else None,
            "hint": encode(draft.hint),
            "role": draft.role,
            "person_id": draft.person,
            "subjects": encode(draft.subjects),
            "due": draft.due,
            "urgent": draft.urgent,
            "link": draft.link,
            "pictures": encode(draft.pictures),
            "created_at": now,
        },
    )
    if is_new:
        TaskTarget.objects.bulk_create(
            TaskTarget(community_id=draft.community, task=task, group_id=group)
            for group in dict.fromkeys(draft.groups)
        )
        live.publish(_desk(draft.community), "task", {"task": task.pk}, now=now)
    return task


@transaction.atomic
def finish_task(task: Task, *, by: Actor, now: datetime, proof: str = "") -> None:
    """Finish a task, with all targets that are not ticked yet. Raises RefusedError if it ended.

    `proof` says how it is known: a message's id, a remark, "" for somebody's word.
    """
    after = TASK.after(TaskState(task.state), TaskVerb.FINISH)
    move(task, to=after, proof=proof, **_ended(by, now))
    task.targets.filter(ticked_at=None).update(**_ticked(by, now, proof))
    fact = TaskDone(task.pk, task.kind, title_of(task), proof=proof, **subjects_of(task))
    record(fact, by=by, now=now, community=task.community_id, cause=task.entry_id)
    announce(task, now)


@transaction.atomic
def skip_task(task: Task, *, by: Actor, now: datetime, reason: str = "") -> None:
    """Leave a task out. Raises RefusedError if it ended."""
    after = TASK.after(TaskState(task.state), TaskVerb.SKIP)
    move(task, to=after, proof=reason, **_ended(by, now))
    fact = TaskSkipped(task.pk, task.kind, title_of(task), reason=reason, **subjects_of(task))
    record(fact, by=by, now=now, community=task.community_id, cause=task.entry_id)
    announce(task, now)


@transaction.atomic
def tick_target(target: TaskTarget, *, by: Actor, now: datetime, proof: str = "") -> None:
    """Tick one group of a task; the last tick finishes the task.

    Raises StaleError if it is ticked already, RefusedError if the task ended.
    """
    # The row is locked first, so that of two last ticks at the same time one sees the other.
    task = Task.objects.select_for_update().get(pk=target.task_id)
    TASK.after(TaskState(task.state), TaskVerb.FINISH)
    row = TaskTarget.objects.filter(pk=target.pk, ticked_at=None)
    if row.update(**_ticked(by, now, proof)) != 1:
        raise StaleError(Words(N_("This group is ticked already.")))
    target.refresh_from_db()
    if task.targets.filter(ticked_at=None).exists():
        announce(task, now)
    else:
        finish_task(task, by=by, now=now, proof=proof)


@transaction.atomic
def tick_targets(
    targets: Sequence[TaskTarget], *, by: Actor, now: datetime, proof: str = ""
) -> None:
    """Tick many groups at once, of one task or of several; what is ticked already stays.

    Raises RefusedError if one of the tasks ended.
    """
    keys, tasks = [each.pk for each in targets], {each.task_id for each in targets}
    for task in Task.objects.select_for_update().filter(pk__in=tasks).order_by("pk"):
        TASK.after(TaskState(task.state), TaskVerb.FINISH)
        task.targets.filter(pk__in=keys, ticked_at=None).update(**_ticked(by, now, proof))
        if task.targets.filter(ticked_at=None).exists():
            announce(task, now)
        else:
            finish_task(task, by=by, now=now, proof=proof)


@transaction.atomic
def untick_target(target: TaskTarget, *, by: Actor, now: datetime) -> None:
    """Take a tick back; a task that was done by it is open again."""
    task = Task.objects.select_for_update().get(pk=target.task_id)
    if task.ended_at is not None:
        move(task, to=TASK.after(TaskState(task.state), TaskVerb.REOPEN), **NOT_ENDED)
        fact = TaskReopened(task.pk, task.kind, title_of(task), **subjects_of(task))
        record(fact, by=by, now=now, community=task.community_id, cause=task.entry_id)
    TaskTarget.objects.filter(pk=target.pk).update(**NOT_TICKED)
    target.refresh_from_db()
    announce(task, now)


@transaction.atomic
def reopen_task(task: Task, *, by: Actor, now: datetime) -> None:
    """Undo the end of a task, with the ticks that were set by the same act.

    Raises RefusedError if it is open.
    """
    after = TASK.after(TaskState(task.state), TaskVerb.REOPEN)
    task.targets.filter(ticked_at=task.ended_at).update(**NOT_TICKED)
    move(task, to=after, **NOT_ENDED)
    fact = TaskReopened(task.pk, task.kind, title_of(task), **subjects_of(task))
    record(fact, by=by, now=now, community=task.community_id, cause=task.entry_id)
    announce(task, now)


def announce(task: Task, now: datetime) -> None:
    """Tell open desks how a task stands now; the desk where that was done shows it already."""
    ticked = task.targets.filter(ticked_at__isnull=False).values_list("group_id", flat=True)
    about = {"task": task.pk, "mark": task_mark(task.state, ticked, task.person_id)}
    live.publish(_desk(task.community_id), "changed", about, now=now)


def _desk(community: int | None) -> str:
    return f"desk:{community}"


def hand_tasks_over(person: int, to: int | None, role: Role | None = None) -> int:
    """Give a person's own open tasks (those of `role`) to somebody else; return how many.

    `to` None gives them back to whoever holds the role.
    """
    own = Task.objects.filter(person_id=person, state=TaskState.OPEN)
    mine = own if role is None else own.filter(role=role)
    return mine.update(person_id=to, **NOT_GIVEN_ANY_MORE)


NOT_ENDED: dict[str, Any] = {"proof": "", "ended_at": None, "ended_by": None, "ended_name": ""}
NOT_GIVEN_ANY_MORE: dict[str, Any] = {"given_from_id": None, "given_by": None, "given_name": ""}
NOT_TICKED: dict[str, Any] = {
    "proof": "",
    "ticked_at": None,
    "ticked_by": None,
    "ticked_name": "",
}


def _ended(by: Actor, now: datetime) -> dict[str, Any]:
    return {"ended_at": now, "ended_by": by.id, "ended_name": by.name}


def _ticked(by: Actor, now: datetime, proof: str) -> dict[str, Any]:
    return {"ticked_at": now, "ticked_by": by.id, "ticked_name": by.name, "proof": proof}


def title_of(task: Task) -> Words:
    """Return the title of a task, as its facts tell it."""
    return decode(Words, task.title)


def subjects_of(task: Task) -> dict[str, tuple[int, ...]]:
    """Return what a task is about as the fields of its facts, the targets' groups included."""
    pairs = [(kind, key) for kind, key in task.subjects]
    pairs += [("group", key) for key in task.targets.values_list("group_id", flat=True)]
    about: dict[str, tuple[int, ...]] = {}
    for kind, key in dict.fromkeys(pairs):
        about[kind] = (*about.get(kind, ()), key)
    return about

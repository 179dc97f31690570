"""交给…: an open task is given to one person, and that can be taken back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from qunce.facts.ledger import TaskGiven, TaskTakenBack
from qunce.kernel.actors import Actor
from qunce.kernel.errors import RefusedError, StaleError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.actions import NOT_GIVEN_ANY_MORE
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task

HAS_IT = N_("%(name)s has this task already.")
IS_OVER = N_("This task is over already: there is nothing to give.")
FASTER = N_("Somebody was faster: the task has been given to somebody else or ended meanwhile.")
NOT_GIVEN = N_("This task was not given to anybody.")


@transaction.atomic
def give(task: Task, person: int, name: str, *, by: Actor, now: datetime) -> None:
    """Give an open task to one person: it is theirs alone until it ends or is taken back.

    Raises RefusedError where it is over or theirs already, StaleError where somebody was faster.
    """
    if task.state != TaskState.OPEN:
        raise RefusedError(Words(IS_OVER))
    if task.person_id == person:
        raise RefusedError(Words(HAS_IT, {"name": name}))
    given = {"given_from_id": task.person_id, "given_by": by.id, "given_name": by.name}
    _pass(task, person, given)
    about = ledger.subjects_of(task)
    about["person"] = tuple(dict.fromkeys((*about.get("person", ()), person)))
    fact = TaskGiven(task.pk, task.kind, ledger.title_of(task), name=name, **about)
    ledger.record(fact, by=by, now=now, community=task.community_id, cause=task.entry_id)
    ledger.announce(task, now)


@transaction.atomic
def take_back(task: Task, *, by: Actor, now: datetime) -> None:
    """Undo the giving of an open task: it is whose it was before.

    Raises RefusedError where it is over or was not given, StaleError where somebody was faster.
    """
    if task.state != TaskState.OPEN:
        raise RefusedError(Words(IS_OVER))
    if not task.is_given:
        raise RefusedError(Words(NOT_GIVEN))
    _pass(task, task.given_from_id, NOT_GIVEN_ANY_MORE)
    about = ledger.subjects_of(task)
    fact = TaskTakenBack(task.pk, task.kind, ledger.title_of(task), **about)
    ledger.record(fact, by=by, now=now, community=task.community_id, cause=task.entry_id)
    ledger.announce(task, now)


def _pass(task: Task, person: int | None, given: dict[str, Any]) -> None:
    """Change whose an open task is, if it still is whose it was when it was read."""
    whose = Q(person=task.person_id) if task.person_id is not None else Q(person__isnull=True)
    same = Task.objects.filter(whose, pk=task.pk, state=TaskState.OPEN)
    if same.update(person_id=person, **given) != 1:
        raise StaleError(Words(FASTER))
    task.refresh_from_db()


def return_given(person: int) -> int:
    """Give what somebody was given and has not done back to the roles; return how many tasks.

    For who holds no role any more and could not even see them.
    """
    given = Task.objects.filter(person_id=person, state=TaskState.OPEN).exclude(given_name="")
    return given.update(person_id=None, **NOT_GIVEN_ANY_MORE)

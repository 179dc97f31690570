"""The errand behind the Django Tasks API: `@task` functions are enqueued as errands.

`.enqueue()` takes part in the caller's transaction. A task is started again after its worker
died, and after an error with growing pauses, until it has failed as often as any errand may.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskContext, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.utils import normalize_json

from qunce import clock
from qunce.kernel.effects import Outcome, Status
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Assignment
from qunce.ledger.domain import TASK_CALL, ErrandState
from qunce.ledger.models import Errand

STATUSES = {
    ErrandState.WAITING: TaskResultStatus.READY,
    ErrandState.RUNNING: TaskResultStatus.RUNNING,
    ErrandState.DONE: TaskResultStatus.SUCCESSFUL,
    ErrandState.REFUSED: TaskResultStatus.FAILED,
    ErrandState.HUMAN: TaskResultStatus.FAILED,
}


class ErrandBackend(BaseTaskBackend):
    """Stores tasks as errands; the worker of the ledger runs them."""

    supports_defer = True
    supports_async_task = True
    supports_get_result = True
    supports_priority = True

    def enqueue(
        self, task: Task[Any, Any], args: Any, kwargs: Mapping[str, Any]
    ) -> TaskResult[Any]:
        """Queue a call. Raises TypeError where an argument is no plain JSON value."""
        self.validate_task(task)
        now = clock.now()
        errand = ledger.enqueue(
            TASK_CALL,
            {
                "path": task.module_path,
                "args": normalize_json(list(args)),
                "kwargs": normalize_json(dict(kwargs)),
                "queue": task.queue_name,
                "backend": self.alias,
            },
            community=None,
            now=now,
            key=f"task:{uuid.uuid4()}",
            not_before=task.run_after or now,
            priority=task.priority,
        )
        return _result(errand, task)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """Return how a call stands. Raises TaskResultDoesNotExist for an unknown id."""
        try:
            errand = Errand.objects.get(key=f"task:{result_id}", kind=TASK_CALL)
        except Errand.DoesNotExist:
            raise TaskResultDoesNotExist(result_id) from None
        return _result(errand, _task(errand))


def _task(errand: Errand) -> Task[Any, Any]:
    task: Task[Any, Any] = import_string(errand.payload["path"])
    return task.using(
        priority=errand.priority,
        queue_name=errand.payload["queue"],
        backend=errand.payload["backend"],
        run_after=errand.not_before,
    )


def _result(errand: Errand, task: Task[Any, Any]) -> TaskResult[Any]:
    status = STATUSES[ErrandState(errand.state)]
    result: TaskResult[Any] = TaskResult(
        task=task,
        id=errand.key.removeprefix("task:"),
        status=status,
        enqueued_at=errand.created_at,
        started_at=errand.started_at,
        finished_at=errand.finished_at,
        last_attempted_at=errand.started_at,
        args=errand.payload["args"],
        kwargs=errand.payload["kwargs"],
        backend=errand.payload["backend"],
        errors=_errors(errand) if status is TaskResultStatus.FAILED else [],
        worker_ids=[errand.worker] * errand.attempts,
    )
    if status is TaskResultStatus.SUCCESSFUL:
        # The only way to fill in this field of a frozen dataclass; Django's backends do it too.
        object.__setattr__(result, "_return_value", errand.payload.get("returned"))
    return result


def _errors(errand: Errand) -> list[TaskError]:
    detail = (errand.outcome or {}).get("detail", {})
    said = detail.get("params", {}).get("error") or detail.get("msgid", "")
    return [TaskError(exception_class_path="builtins.RuntimeError", traceback=said)]


def run_task(assignment: Assignment) -> Outcome:
    """Call the function of a task and keep what it returns with the errand."""
    errand = Errand.objects.get(pk=assignment.errand)
    task = _task(errand)
    payload = assignment.payload
    args: list[Any] = list(payload["args"])
    if task.takes_context:
        args.insert(0, TaskContext(task_result=_result(errand, task)))
    returned = normalize_json(task.call(*args, **payload["kwargs"]))
    kept = {**payload, "returned": returned}
    Errand.objects.filter(pk=errand.pk, token=errand.token).update(payload=kept)
    return Outcome(Status.DONE)

"""Functions marked with @task become errands."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django_tasks import TaskContext, TaskResultStatus, task, task_backends
from django_tasks.exceptions import TaskResultDoesNotExist

from qunce import clock
from qunce.ledger import registry
from qunce.ledger.domain import ATTEMPTS
from qunce.ledger.models import Errand
from qunce.ledger.tasks_backend import ErrandBackend
from qunce.ledger.worker import run_due

pytestmark = pytest.mark.django_db


@task
def add(one: int, two: int) -> int:
    return one + two


@task(takes_context=True, priority=7)
def tell(context: TaskContext) -> int:
    return context.attempt


@task
def fail() -> None:
    raise LookupError("nobody there")


@task
async def wait(word: str) -> None:
    heard.append(word)


heard: list[str] = []


@pytest.fixture(autouse=True)
def _nobody_else() -> Iterator[None]:
    with registry.handed_out():
        yield


def soon() -> datetime:
    return clock.now() + timedelta(seconds=1)


def test_tasks_are_errands_by_default() -> None:
    assert isinstance(task_backends["default"], ErrandBackend)
    result = add.enqueue(2, two=3)
    assert result.status == TaskResultStatus.READY
    run_due(soon())
    result.refresh()
    assert (result.is_finished, result.return_value, result.attempts) == (True, 5, 1)
    assert add.get_result(result.id).return_value == 5


def test_a_task_may_ask_for_its_context_and_come_first() -> None:
    add.enqueue(1, 1)
    result = tell.enqueue()
    run_due(soon(), limit=1)
    result.refresh()
    assert result.return_value == 1


def test_a_task_may_be_a_coroutine() -> None:
    wait.enqueue("ready")
    run_due(soon())
    assert heard == ["ready"]


def test_a_task_is_not_run_before_its_time() -> None:
    later = clock.now() + timedelta(hours=1)
    result = add.using(run_after=later).enqueue(1, 1)
    assert run_due(soon()) == 0
    assert run_due(later) == 1
    result.refresh()
    assert result.status == TaskResultStatus.SUCCESSFUL


def test_a_failing_task_is_tried_again_and_keeps_its_error() -> None:
    result = fail.enqueue()
    for _ in range(ATTEMPTS):
        run_due(Errand.objects.get().not_before)
    result.refresh()
    assert (result.status, result.attempts) == (TaskResultStatus.FAILED, ATTEMPTS)
    assert "nobody there" in result.errors[0].traceback
    with pytest.raises(ValueError, match="failed"):
        _ = result.return_value


def test_an_unknown_result_is_said_to_be_unknown() -> None:
    with pytest.raises(TaskResultDoesNotExist):
        add.get_result("never")

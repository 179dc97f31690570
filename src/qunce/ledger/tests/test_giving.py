"""An open task is given to one person and taken back; each is in the history."""

from datetime import datetime

import pytest

from cast import as_actor
from qunce.kernel.errors import RefusedError, StaleError
from qunce.kernel.messages import Role
from qunce.kernel.text import Words
from qunce.ledger import actions as ledger
from qunce.ledger import giving
from qunce.ledger import queries as record
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.models import Entry, Task
from qunce.ledger.personal import erase_person
from qunce.people.models import Person

pytestmark = pytest.mark.django_db


def a_task(wang: Person, now: datetime, key: str = "one", person: int | None = None) -> Task:
    title = Words("Call the member")
    draft = TaskDraft(wang.community_id, "call", title, Role.OPS, key, person=person)
    return ledger.open_task(draft, now=now)


def desk_of(person: Person, role: Role) -> list[str]:
    whose = record.Whose(person.pk, {role})
    return list(record.list_tasks(person.community_id, whose).values_list("key", flat=True))


def test_a_task_that_is_given_is_one_persons_alone(
    wang: Person, mia: Person, lin: Person, noon: datetime
) -> None:
    task = a_task(wang, noon)
    giving.give(task, lin.pk, lin.name, by=as_actor(mia), now=noon)
    assert (desk_of(lin, Role.CONTENT), desk_of(mia, Role.OPS)) == (["one"], [])
    assert (task.person_id, task.given_name, task.given_by) == (lin.pk, mia.name, mia.pk)
    entry = Entry.objects.latest("id")
    assert (entry.fact, entry.payload["name"], entry.actor_person) == (
        "ledger.TaskGiven",
        lin.name,
        mia.pk,
    )
    assert list(record.list_entries(wang.community_id, person=lin.pk)) == [entry]


def test_giving_is_undone(wang: Person, mia: Person, lin: Person, noon: datetime) -> None:
    task = a_task(wang, noon)
    giving.give(task, lin.pk, lin.name, by=as_actor(mia), now=noon)
    giving.take_back(task, by=as_actor(mia), now=noon)
    assert (desk_of(lin, Role.CONTENT), desk_of(mia, Role.OPS)) == ([], ["one"])
    assert not task.is_given
    assert Entry.objects.latest("id").fact == "ledger.TaskTakenBack"
    with pytest.raises(RefusedError, match="not given"):
        giving.take_back(task, by=as_actor(mia), now=noon)


def test_what_was_somebodys_own_goes_back_to_that_person(
    wang: Person, mia: Person, lin: Person, noon: datetime
) -> None:
    task = a_task(wang, noon, person=mia.pk)
    giving.give(task, lin.pk, lin.name, by=as_actor(mia), now=noon)
    giving.take_back(task, by=as_actor(lin), now=noon)
    assert task.person_id == mia.pk


def test_what_cannot_be_given(wang: Person, mia: Person, lin: Person, noon: datetime) -> None:
    task = a_task(wang, noon)
    same = Task.objects.get(pk=task.pk)
    giving.give(task, lin.pk, lin.name, by=as_actor(mia), now=noon)
    with pytest.raises(StaleError, match="faster"):
        giving.give(same, mia.pk, mia.name, by=as_actor(wang), now=noon)
    with pytest.raises(RefusedError, match="already"):
        giving.give(task, lin.pk, lin.name, by=as_actor(wang), now=noon)
    ledger.finish_task(task, by=as_actor(lin), now=noon)
    with pytest.raises(RefusedError, match="over"):
        giving.take_back(task, by=as_actor(wang), now=noon)
    with pytest.raises(RefusedError, match="over"):
        giving.give(task, mia.pk, mia.name, by=as_actor(wang), now=noon)
    assert Entry.objects.filter(fact="ledger.TaskGiven").count() == 1


def test_who_is_erased_gives_nothing_any_more(
    wang: Person, mia: Person, lin: Person, noon: datetime
) -> None:
    task = a_task(wang, noon, person=mia.pk)
    giving.give(task, lin.pk, lin.name, by=as_actor(mia), now=noon)
    erase_person(mia)
    task.refresh_from_db()
    assert (task.person_id, task.given_from_id, task.given_by, task.given_name) == (
        lin.pk,
        None,
        None,
        "",
    )
    erase_person(lin)
    task.refresh_from_db()
    assert task.person_id is None

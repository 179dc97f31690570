"""The roster's pages, and what follows from it for the desk and for urgent tasks."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from cast import as_actor
from qunce import clock
from qunce.kernel.actors import SHELL
from qunce.kernel.messages import Role
from qunce.kernel.text import Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.models import Task
from qunce.people import roster
from qunce.people.models import Person, Shift
from qunce.playbook import actions as playbook

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
PATROL, BY_HAND = "console.patrol", "gateway.by_hand"
MONDAY = "2026-11-23"


def where(name: str, person: Person, **also: str) -> str:
    return reverse(name, kwargs={"key": person.community.key, **also})


def week_of(client: Client, person: Person, day: str = MONDAY) -> list[str]:
    """Return who the page shows for the patrol, from Monday to Sunday."""
    rows = client.get(where("console_roster", person), {"week": day}).context["rows"]
    (row,) = [row for row in rows if row.duty.key == PATROL]
    return [cell.name for cell in row.cells]


def test_a_week_is_set_copied_cleared_and_undone(
    log_in: LogIn, wang: Person, mia: Person, hal: Person
) -> None:
    client = log_in(wang)
    client.post(where("console_roster_weekly", wang), {f"{PATROL}:0": mia.pk, f"{PATROL}:9": 1})
    assert week_of(client, wang)[:2] == ["Mia", ""]
    page = where("console_roster_week", wang, first="2026-11-25")
    answer = client.post(page, {f"{PATROL}:0": "-", f"{PATROL}:1": hal.pk})
    assert answer.headers["Location"].endswith(f"?week={MONDAY}"), "any day names its week"
    assert week_of(client, wang)[:2] == ["", "Hal"]
    client.post(where("console_roster_copy", wang, first="2026-11-30"))
    assert week_of(client, wang, "2026-11-30")[:2] == ["", "Hal"]
    client.post(where("console_roster_clear", wang, first="2026-11-30"))
    assert week_of(client, wang, "2026-11-30")[:2] == ["Mia", ""]
    client.post(where("console_roster_undo", wang, first="2026-11-30"))
    assert week_of(client, wang, "2026-11-30")[:2] == ["", "Hal"]


@pytest.mark.parametrize("value", ["", "x", "²", "9" * 30, "-1", "<b>", "1 OR 1"])
def test_a_wrong_person_changes_nothing(log_in: LogIn, wang: Person, value: str) -> None:
    log_in(wang).post(where("console_roster_weekly", wang), {f"{PATROL}:0": value})
    assert not Shift.objects.exists()


def test_somebody_without_a_role_is_refused(
    log_in: LogIn, wang: Person, ben: Person, olga: Person
) -> None:
    for person in (ben, olga):
        place = where("console_roster_weekly", wang)
        answer = log_in(wang).post(place, {f"{PATROL}:0": person.pk}, follow=True)
        assert "只有管理员才能排班" in answer.content.decode()
    assert not Shift.objects.exists()


@pytest.mark.parametrize("first", ["yesterday", "2026-13-01", "0001-01-01", "9999-12-31", "٢٠٢٦"])
def test_a_week_that_is_none_is_not_found(log_in: LogIn, wang: Person, first: str) -> None:
    client = log_in(wang)
    assert client.get(where("console_roster", wang), {"week": first}).status_code == 404
    assert client.get(where("console_roster_week", wang, first=first)).status_code == 404


# --- whose desk, who is told --------------------------------------------------------------------


def task_for(owner: Person, key: str, **about: object) -> Task:
    draft = {"kind": "recall", "title": Words("Take it back"), "role": Role.OPS, **about}
    return ledger.open_task(
        TaskDraft(community=owner.community_id, key=key, **draft),  # type: ignore[arg-type]
        now=clock.now(),
    )


@pytest.fixture
def several(wang: Person, mia: Person, hal: Person) -> Person:
    """Let several people manage, and return the owner."""
    values = {"single_handed": False}
    playbook.change(wang.community, "community", values, by=SHELL, now=clock.now())
    return wang


def on_duty(person: Person, duty: str = BY_HAND) -> None:
    """Put a person on duty, today and on every day."""
    every_day = {(duty, day): person.pk for day in range(7)}
    roster.set_pattern(person.community, every_day, by=as_actor(person), now=clock.now())


def shown(client: Client, person: Person, scope: str = "mine") -> set[str]:
    page = client.get(where("console_desk", person), {"scope": scope})
    return {line.task.key for line in [*page.context["urgent"], *page.context["lines"]]}


def test_the_desk_shows_everybody_their_own(
    several: Person, log_in: LogIn, mia: Person, hal: Person, lin: Person
) -> None:
    wang = several
    task_for(wang, "ops")
    task_for(wang, "owner", role=Role.OWNER, kind="successor")
    task_for(wang, "personal", role=Role.OPS, person=hal.pk, kind="call")
    everything = {"ops", "owner", "personal"}
    desks = {"Wang": {"owner"}, "Mia": {"ops"}, "Hal": {"personal"}, "Lin": set()}
    for person in (wang, mia, hal, lin):
        assert shown(log_in(person), person) == desks[person.name]
        assert shown(log_in(person), person, "all") == everything


def test_whoever_is_on_duty_has_it_on_the_desk(
    several: Person, log_in: LogIn, mia: Person, hal: Person
) -> None:
    task_for(several, "ops")
    on_duty(hal)
    assert shown(log_in(hal), hal) == {"ops"}
    assert shown(log_in(mia), mia) == set()
    assert shown(log_in(mia), mia, "all") == {"ops"}
    assert "Hal" in log_in(mia).get(where("console_desk", mia)).content.decode()


def test_the_owner_stands_in_for_roles_that_nobody_holds(several: Person, log_in: LogIn) -> None:
    task_for(several, "content", role=Role.CONTENT, kind="post")
    assert shown(log_in(several), several) == {"content"}


def test_where_one_person_manages_all_is_one_desk(
    wang: Person, mia: Person, hal: Person, log_in: LogIn
) -> None:
    task_for(wang, "ops")
    on_duty(hal)
    for person in (wang, mia, hal):
        assert shown(log_in(person), person) == {"ops"}


def test_who_is_on_duty_without_the_role_is_marked(
    log_in: LogIn, wang: Person, mia: Person, hal: Person
) -> None:
    page = where("console_roster_week", wang, first=MONDAY)
    named = {0: mia, 1: hal, 2: wang}
    log_in(wang).post(page, {f"{PATROL}:{day}": who.pk for day, who in named.items()})
    rows = log_in(wang).get(page).context["rows"]
    (row,) = [row for row in rows if row.duty.key == PATROL]
    assert [cell.lacks_role for cell in row.cells[:4]] == [False, True, False, False]
    assert dict(row.options)[str(mia.pk)] == "Mia"
    assert dict(row.options)[str(hal.pk)] == "Hal（没有该角色）"

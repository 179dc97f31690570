"""交给… on the desk, and what is tried again from the history."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from qunce import clock
from qunce.facts.people import MemberLeft
from qunce.kernel.actors import MACHINE, SHELL
from qunce.kernel.effects import Recall
from qunce.kernel.messages import Role
from qunce.kernel.text import NOTHING, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.models import Entry, Errand, Task
from qunce.ledger.worker import run_due
from qunce.people import actions as people
from qunce.people.models import Appointment, Group, Person
from qunce.playbook import actions as playbook
from qunce.playbook.basics import BASICS

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]


def a_task(wang: Person, link: str = "", person: int | None = None) -> Task:
    draft = TaskDraft(
        community=wang.community_id,
        kind="call",
        title=Words("Call the member"),
        role=Role.OPS,
        key=f"call{link}{person}",
        link=link,
        person=person,
    )
    return ledger.open_task(draft, now=clock.now())


def at(name: str, person: Person, pk: int) -> str:
    return reverse(f"console_{name}", kwargs={"key": person.community.key, "pk": pk})


def desk(client: Client, person: Person) -> str:
    return client.get(reverse("console_desk", args=[person.community.key])).content.decode()


@pytest.mark.parametrize("alone", [True, False])
def test_a_task_is_given_seen_by_the_other_and_taken_back(
    alone: bool, log_in: LogIn, wang: Person, mia: Person, lin: Person
) -> None:
    now = clock.now()
    playbook.change(wang.community, BASICS.key, {"single_handed": alone}, by=SHELL, now=now)
    task = a_task(wang)
    mias, lins = log_in(mia), log_in(lin)
    assert ("Call the member" in desk(lins, lin)) is alone
    page = mias.post(at("give", mia, task.pk), {"person": lin.pk}, follow=True)
    assert gettext("Given to %(name)s.") % {"name": lin.name} in page.content.decode()
    assert "Call the member" in desk(lins, lin)
    assert "Call the member" not in desk(mias, mia)
    lins.post(at("take_back", lin, task.pk))
    assert ("Call the member" in desk(lins, lin)) is alone
    assert "Call the member" in desk(mias, mia)


def test_a_line_says_who_gave_it_and_offers_the_undo(
    log_in: LogIn, wang: Person, mia: Person, lin: Person
) -> None:
    task = a_task(wang)
    client = log_in(mia)
    data, htmx = {"person": lin.pk}, {"HX-Request": "true"}
    page = client.post(at("give", mia, task.pk), data, headers=htmx).content.decode()
    told = gettext("%(from)s gave it to %(to)s") % {"from": mia.name, "to": lin.name}
    assert told in page
    assert at("take_back", mia, task.pk) in page
    assert f'value="{lin.pk}"' not in page


@pytest.mark.parametrize("chosen", ["", "0", "x", "ben", "mia"])
def test_only_somebody_else_who_runs_the_group_can_be_given_a_task(
    chosen: str, log_in: LogIn, wang: Person, mia: Person, ben: Person
) -> None:
    task = a_task(wang)
    known = {"ben": ben.pk, "mia": mia.pk}
    data = {"person": known.get(chosen, chosen)}
    page = log_in(mia).post(at("give", mia, task.pk), data, follow=True)
    assert gettext("Choose whom to give it to.") in page.content.decode()
    task.refresh_from_db()
    assert task.person_id is None


def test_who_may_not_open_its_page_is_not_offered_a_task(
    log_in: LogIn, wang: Person, mia: Person, lin: Person
) -> None:
    task = a_task(wang, link="/c/hr/claims/")
    page = desk(log_in(mia), mia)
    assert f'<option value="{wang.pk}">' in page
    assert f'<option value="{lin.pk}">' not in page
    assert task.person_id is None


def test_what_a_member_was_asked_is_given_to_nobody(
    log_in: LogIn, wang: Person, mia: Person, ben: Person
) -> None:
    task = a_task(wang, person=ben.pk)
    log_in(wang).post(at("give", wang, task.pk), {"person": mia.pk})
    task.refresh_from_db()
    assert task.person_id == ben.pk


def test_who_loses_the_last_role_keeps_nothing_that_was_given(
    log_in: LogIn, wang: Person, mia: Person, lin: Person, noon: datetime
) -> None:
    task = a_task(wang)
    log_in(mia).post(at("give", mia, task.pk), {"person": lin.pk})
    people.dismiss(Appointment.objects.get(person=lin), by=MACHINE, now=noon)
    task.refresh_from_db()
    assert (task.person_id, task.is_given) == (None, False)


# --- tried again --------------------------------------------------------------------------------


def a_refusal(group: Group) -> Errand:
    """Have a message recalled that is not there: the web group refuses."""
    now = clock.now()
    ledger.record(
        MemberLeft(5, group.pk, "Ben"),
        by=MACHINE,
        now=now,
        community=group.community_id,
        effects=[Recall(group.pk, 999, NOTHING)],
    )
    run_due(now)
    return Errand.objects.filter(kind="Recall").latest("id")


def test_what_was_refused_is_tried_again_from_the_history(
    log_in: LogIn, mia: Person, lin: Person, web_group: Group
) -> None:
    errand = a_refusal(web_group)
    assert errand.state == "refused"
    thread = at("thread", mia, errand.entry_id or 0)
    again = at("repeat", mia, errand.pk)
    assert again in log_in(mia).get(thread).content.decode()
    assert again not in log_in(lin).get(thread).content.decode()
    assert log_in(lin).post(again).status_code == 403
    page = log_in(mia).post(again, headers={"Referer": f"http://testserver{thread}"}, follow=True)
    assert gettext("It is tried again now.") in page.content.decode()
    errand.refresh_from_db()
    assert (errand.state, errand.attempts) == ("waiting", 0)
    assert again not in page.content.decode()
    assert Entry.objects.latest("id").fact == "ledger.ErrandRepeated"

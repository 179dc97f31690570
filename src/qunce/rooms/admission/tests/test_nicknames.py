"""The chase list: record and nickname side by side, reminded by one text, done when mended."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from cast import SHANGHAI, as_actor
from qunce.ledger import actions as ledger
from qunce.ledger.models import Entry, Task
from qunce.ledger.worker import run_due
from qunce.people.models import Group, Membership, Person
from qunce.rooms.admission import jobs, nicknames
from qunce.rooms.admission.naming import Naming
from qunce.rooms.admission.reception import Reception, is_evening, is_nickname_day, portions

pytestmark = pytest.mark.django_db


def named(group: Group, person: Person, nickname: str) -> Membership:
    membership = Membership.objects.get(group=group, person=person)
    membership.nickname = nickname
    membership.save()
    return membership


@pytest.fixture
def misnamed(manual_group: Group, ben: Person, mia: Person) -> Group:
    """Return a group in which Ben's nickname differs from the record and Mia's fits."""
    Person.objects.filter(pk=ben.pk).update(name="李娜", company="字节跳动", position="HRBP")
    Person.objects.filter(pk=mia.pk).update(name="王芳", company="腾讯", position="招聘经理")
    named(manual_group, ben, "娜娜")
    named(manual_group, mia, "王芳-腾讯-招聘")
    return manual_group


def test_the_list_tells_record_and_nickname(misnamed: Group, ben: Person) -> None:
    (found,) = nicknames.list_misnamed(misnamed)
    assert (found.person, found.nickname, found.proposed) == (ben.pk, "娜娜", "李娜-字节跳动-HRBP")
    assert (found.why, found.reminded_at, found.times) == (Naming.INCOMPLETE, None, 0)


def test_who_has_mended_it_leaves_the_list(misnamed: Group, ben: Person) -> None:
    named(misnamed, ben, "李娜-字节-HRBP")
    assert nicknames.list_misnamed(misnamed) == []


def test_a_text_that_was_posted_is_a_reminder(
    misnamed: Group, ben: Person, mia: Person, noon: datetime
) -> None:
    (task,) = nicknames.lay_on_desk(misnamed, "2026-11", now=noon)
    assert nicknames.lay_on_desk(misnamed, "2026-11", now=noon) == [task]
    assert "@娜娜" in str(task.words)
    ledger.finish_task(task, by=as_actor(mia), now=noon + timedelta(hours=1))
    while run_due(noon + timedelta(hours=1)):
        pass
    (found,) = nicknames.list_misnamed(misnamed)
    assert (found.reminded_at, found.times) == (noon + timedelta(hours=1), 1)
    entry = Entry.objects.get(fact="admission.NicknamesReminded")
    assert (entry.actor_person, entry.payload["person"]) == (mia.pk, [ben.pk])


def test_once_a_month_every_group_has_its_text_on_the_desk(misnamed: Group, noon: datetime) -> None:
    first = noon.replace(month=12, day=1)
    jobs.check_nicknames(noon)
    jobs.check_nicknames(first.replace(hour=9))
    assert not Task.objects.exists()
    jobs.check_nicknames(first)
    jobs.check_nicknames(first + timedelta(minutes=10))
    keys = Task.objects.filter(key__startswith=f"nicknames:{misnamed.pk}:")
    assert [task.key for task in keys] == [f"nicknames:{misnamed.pk}:2026-12:0"]


def test_the_page_shows_the_list_and_takes_the_reminder(
    misnamed: Group, ben: Person, mia: Person, log_in: Callable[[Person], Client]
) -> None:
    client = log_in(mia)
    where = f"/c/hr/groups/{misnamed.key}/nicknames/"
    page = client.get(where).content.decode()
    assert "娜娜" in page
    assert "李娜-字节跳动-HRBP" in page
    assert "王芳-腾讯-招聘" not in page
    assert "娜娜" in client.get(where, {"q": "字节", "why": "incomplete"}).content.decode()
    assert "娜娜" not in client.get(where, {"why": "company"}).content.decode().split("qc-list")[1]
    client.post(f"{where}reminded/", {"person": [ben.pk, mia.pk, "x", 10**9]})
    (found,) = nicknames.list_misnamed(misnamed)
    assert found.times == 1
    assert Entry.objects.get(fact="admission.NicknamesReminded").payload["person"] == [ben.pk]
    client.post(f"{where}desk/")
    assert Task.objects.get().kind == "post"
    named(misnamed, ben, "李娜-字节-HRBP")
    assert "群昵称都对得上" in client.get(where).content.decode()


def test_others_are_kept_out(
    misnamed: Group, ben: Person, lin: Person, olga: Person, log_in: Callable[[Person], Client]
) -> None:
    where = f"/c/hr/groups/{misnamed.key}/nicknames/"
    assert log_in(ben).get(where).status_code == 403
    assert log_in(olga).get(where).status_code == 404
    assert log_in(lin).get(where).status_code == 200
    assert log_in(lin).post(f"{where}reminded/", {"person": [ben.pk]}).status_code == 403
    assert not Entry.objects.filter(fact="admission.NicknamesReminded").exists()


def test_evening_and_nickname_day_are_those_of_the_community(noon: datetime) -> None:
    settings = Reception()
    assert not is_evening(settings, noon, SHANGHAI)
    assert is_evening(settings, noon.replace(hour=20), SHANGHAI)
    assert not is_nickname_day(settings, noon, SHANGHAI)
    assert is_nickname_day(Reception(nickname_day=23), noon, SHANGHAI)
    assert portions(["a", "b", "c"], 2) == [["a", "b"], ["c"]]

"""Noting for several members at once that they said they accept: preview, undo, and its limits."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from cast import as_actor
from qunce import clock
from qunce.kernel.errors import RefusedError
from qunce.ledger.models import Entry
from qunce.people import actions as people
from qunce.people.models import Group, Person
from qunce.rooms.charter import actions, jobs, noting, queries
from qunce.rooms.charter.domain import JUST_NOW, Way
from qunce.rooms.charter.models import Acceptance, CharterVersion
from qunce.rooms.charter.tests.test_actions import publish

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
LIST = "/c/hr/charter/accepted/"


@pytest.fixture
def asked(wang: Person) -> CharterVersion:
    """Return a version that members are asked to accept."""
    now = clock.now()
    jobs.tick(now - timedelta(minutes=1))
    return publish(wang, now)


@pytest.fixture
def ana(manual_group: Group, wang: Person) -> Person:
    """Return another member who has not accepted yet."""
    now = clock.now()
    person = people.enrol(wang.community, "安娜", now=now)
    people.join(manual_group, person, by=as_actor(wang), now=now)
    return person


def test_nothing_is_noted_before_the_preview_is_confirmed_and_all_can_be_undone(
    asked: CharterVersion, ben: Person, ana: Person, mia: Person, log_in: LogIn
) -> None:
    client = log_in(mia)
    page = client.get(LIST).content.decode()
    assert f'value="{ana.pk}"' in page
    assert " checked" not in page.partition("<tbody")[2]
    sent = {"person": [ana.pk, ben.pk]}
    preview = client.post(f"{LIST}note/", sent).content.decode()
    assert "安娜" in preview
    assert not Acceptance.objects.exists()
    done = client.post(f"{LIST}note/all/", sent, follow=True).content.decode()
    assert "刚刚记下" in done
    kept = Acceptance.objects.filter(version=asked, way=Way.TOLD, noted_by="Mia")
    assert set(kept.values_list("person", flat=True)) == {ana.pk, ben.pk}
    keys = list(kept.values_list("pk", flat=True))
    client.post(f"{LIST}undo/", {"acceptance": keys[:1]})
    assert kept.count() == 1
    client.post(f"{LIST}undo/", {"acceptance": keys})
    assert not kept.exists()
    assert queries.is_asked(ana)
    assert Entry.objects.filter(fact__endswith="CharterAcceptanceTakenBack").count() == 2


def test_without_a_tick_one_is_told_to_tick(
    asked: CharterVersion, mia: Person, log_in: LogIn
) -> None:
    page = log_in(mia).post(f"{LIST}note/", {"person": ["x"]}, follow=True).content.decode()
    assert "请先勾选" in page


def test_who_accepted_meanwhile_keeps_the_own_word(
    asked: CharterVersion, ben: Person, mia: Person
) -> None:
    now = clock.now()
    actions.accept(ben, asked, way=Way.PAGE, by=as_actor(ben), at=now, now=now)
    assert noting.note_all([ben], asked, by=as_actor(mia), now=now) == 0
    own = Acceptance.objects.get()
    assert own.way == Way.PAGE
    with pytest.raises(RefusedError):
        noting.take_back([own], by=as_actor(mia), now=now)


def test_after_a_quarter_of_an_hour_it_stands(
    asked: CharterVersion, ben: Person, mia: Person
) -> None:
    now = clock.now()
    noting.note_all([ben], asked, by=as_actor(mia), now=now)
    assert queries.list_just_noted(ben.community_id, now).exists()
    assert not queries.list_just_noted(ben.community_id, now + JUST_NOW).exists()
    with pytest.raises(RefusedError):
        noting.take_back(list(Acceptance.objects.all()), by=as_actor(mia), now=now + JUST_NOW)


def test_members_of_another_community_cannot_be_noted(
    asked: CharterVersion, olga: Person, mia: Person, log_in: LogIn
) -> None:
    log_in(mia).post(f"{LIST}note/all/", {"person": [olga.pk]})
    assert not Acceptance.objects.filter(person=olga).exists()

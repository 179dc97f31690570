"""Who decided whom a bare name means is not asked again, until there is a reason to."""

from datetime import datetime, timedelta

import pytest

from qunce.kernel.actors import SHELL
from qunce.kernel.incoming import Speaker
from qunce.people import actions as people
from qunce.people.identify import Recognised, Sighting, recognise
from qunce.people.models import Group, Identity, Person

pytestmark = pytest.mark.django_db

BARE = Speaker("", "小李")


def see(group: Group, *speakers: Speaker, now: datetime) -> Recognised:
    return recognise(group, [Sighting(each, now, now) for each in speakers], now=now)


@pytest.fixture
def name(manual_group: Group, noon: datetime) -> Identity:
    """Return the name that two accounts carry, seen without an account."""
    see(manual_group, Speaker("w1", "小李"), Speaker("w2", "小李"), now=noon)
    seen = see(manual_group, BARE, now=noon)
    assert seen.unclear
    return seen.identities[BARE]


def first_of_two() -> Person:
    person = Identity.objects.get(external="w1").person
    assert person is not None
    return person


def test_what_comes_later_under_a_decided_name_is_clear(
    manual_group: Group, name: Identity, noon: datetime
) -> None:
    people.settle(name, first_of_two(), by=SHELL, now=noon)
    seen = see(manual_group, BARE, now=noon + timedelta(days=1))
    assert seen.unclear == ()
    assert seen.identities[BARE].person == first_of_two()
    assert Identity.objects.filter(external="").count() == 1


def test_a_decision_holds_in_its_own_group_only(
    manual_group: Group, region_group: Group, name: Identity, noon: datetime
) -> None:
    people.settle(name, first_of_two(), by=SHELL, now=noon)
    Group.objects.filter(pk=region_group.pk).update(channel=manual_group.channel)
    region_group.refresh_from_db()
    see(region_group, Speaker("w3", "小李"), Speaker("w4", "小李"), now=noon)
    assert see(region_group, BARE, now=noon).unclear


def test_after_it_was_taken_back_the_name_is_unclear_again(
    manual_group: Group, name: Identity, noon: datetime
) -> None:
    people.settle(name, first_of_two(), by=SHELL, now=noon)
    people.unsettle(name, by=SHELL, now=noon)
    assert see(manual_group, BARE, now=noon).unclear == (name.pk,)


def test_a_third_account_of_the_name_is_a_reason_to_ask_again(
    manual_group: Group, name: Identity, noon: datetime
) -> None:
    people.settle(name, first_of_two(), by=SHELL, now=noon)
    later = noon + timedelta(days=1)
    see(manual_group, Speaker("w3", "小李"), now=later)
    name.refresh_from_db()
    assert name.person == first_of_two()  # what was decided then stays
    seen = see(manual_group, BARE, now=later)
    assert seen.unclear
    assert seen.unclear != (name.pk,)
    third = Identity.objects.get(external="w3").person
    people.settle(seen.identities[BARE], third, by=SHELL, now=later)
    assert see(manual_group, BARE, now=later).identities[BARE].person == third

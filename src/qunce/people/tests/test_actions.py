"""Writes to people, each with its entry."""

from datetime import datetime, timedelta

import pytest

from cast import as_actor
from qunce.kernel.actors import SHELL
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.ledger.models import Entry
from qunce.people import actions as people
from qunce.people.models import Appointment, Community, Group, Identity, Membership, Person
from qunce.people.queries import holders, roles_of

pytestmark = pytest.mark.django_db


def test_a_key_is_given_once(community: Community, noon: datetime) -> None:
    with pytest.raises(RefusedError, match="is taken"):
        people.found_community(community.key, "X", zone="Asia/Shanghai", by=SHELL, now=noon)


def test_joining_twice_changes_nothing_and_leaving_is_not_the_end(
    region_group: Group, ana: Person, noon: datetime
) -> None:
    first = people.join(region_group, ana, by=SHELL, now=noon)
    again = people.join(region_group, ana, by=SHELL, now=noon + timedelta(days=1))
    assert again.pk == first.pk
    assert again.joined_at == noon
    people.leave(again, by=SHELL, now=noon + timedelta(days=2))
    back = people.join(region_group, ana, by=SHELL, now=noon + timedelta(days=3))
    assert (back.pk, back.state, back.left_at) == (first.pk, "active", None)


def test_the_last_owner_cannot_go(wang: Person, ben: Person, noon: datetime) -> None:
    held = Appointment.objects.get(person=wang, role=Role.OWNER, until__isnull=True)
    with pytest.raises(RefusedError, match="successor"):
        people.dismiss(held, by=as_actor(wang), now=noon)
    people.appoint(ben, Role.OWNER, by=as_actor(wang), now=noon)
    people.dismiss(held, by=as_actor(wang), now=noon)
    assert Role.OWNER not in roles_of(wang)


def test_owners_stand_in_where_nobody_holds_a_role(wang: Person, noon: datetime) -> None:
    assert holders(wang.community, Role.EVENTS) == [wang]


def test_a_correction_names_the_fields_and_not_the_values(ben: Person, noon: datetime) -> None:
    people.correct(ben, by=SHELL, now=noon, city="苏州", name=ben.name)
    entry = Entry.objects.filter(fact="people.PersonCorrected").get()
    assert entry.payload["fields"] == ["city"]
    assert "苏州" not in str(entry.payload)


def unclear(group: Group, name: str, now: datetime) -> Identity:
    return Identity.objects.create(
        community=group.community, channel="manual", group=group, name=name, created_at=now
    )


def test_an_unclear_name_is_said_to_be_a_member(
    region_group: Group, ana: Person, noon: datetime
) -> None:
    identity = unclear(region_group, "Ana-Acme-HRBP", noon)
    assert people.settle(identity, ana, by=SHELL, now=noon) == ana
    assert Membership.objects.filter(group=region_group, person=ana).exists()
    with pytest.raises(RefusedError, match="already said"):
        people.settle(identity, None, by=SHELL, now=noon)


def test_an_unclear_name_may_be_somebody_new(region_group: Group, noon: datetime) -> None:
    identity = unclear(region_group, "Neo-Acme-HRBP", noon)
    person = people.settle(identity, None, by=SHELL, now=noon)
    assert (person.name, person.company, person.position) == ("Neo", "Acme", "HRBP")


def test_a_decision_about_a_name_can_be_taken_back(
    region_group: Group, ana: Person, noon: datetime
) -> None:
    identity = unclear(region_group, "Ana-Acme-HRBP", noon)
    with pytest.raises(RefusedError, match="Nobody has decided"):
        people.unsettle(identity, by=SHELL, now=noon)
    people.settle(identity, ana, by=SHELL, now=noon)
    people.unsettle(identity, by=SHELL, now=noon)
    identity.refresh_from_db()
    assert (identity.person, identity.settled_at) == (None, None)
    assert Entry.objects.filter(fact="people.IdentityUnsettled").count() == 1
    new = people.settle(identity, None, by=SHELL, now=noon)
    people.unsettle(identity, by=SHELL, now=noon)
    assert Membership.objects.get(person=new).state == "left"  # it was all that there was of them


def test_two_records_become_one(ben: Person, region_group: Group, noon: datetime) -> None:
    twin = people.enrol(ben.community, "Ben", now=noon, city="杭州")
    people.join(region_group, twin, by=SHELL, now=noon)
    identity = unclear(region_group, "Ben too", noon)
    people.settle(identity, twin, by=SHELL, now=noon)
    people.merge(twin, ben, by=SHELL, now=noon)
    identity.refresh_from_db()
    assert identity.person == ben
    assert ben.city == "杭州"
    assert Membership.objects.filter(group=region_group, person=ben).exists()
    assert not Person.objects.filter(pk=twin.pk).exists()


def test_records_of_two_communities_stay_two(ben: Person, olga: Person, noon: datetime) -> None:
    with pytest.raises(RefusedError, match="one community"):
        people.merge(ben, olga, by=SHELL, now=noon)

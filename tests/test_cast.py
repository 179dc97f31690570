"""The cast is as the other tests take it to be."""

from datetime import datetime

import pytest

from cast import SHANGHAI, as_actor
from qunce.kernel.calendar import local_day
from qunce.kernel.messages import Role
from qunce.people.models import Appointment, Group, Membership, Person


def test_noon_is_a_monday_in_shanghai(noon: datetime) -> None:
    assert local_day(noon, SHANGHAI).isoweekday() == 1
    assert noon.hour == 12


def test_ana_is_a_member_of_no_group(ana: Person) -> None:
    assert not Membership.objects.filter(person=ana).exists()


def test_everybody_can_be_on_stage_at_once(
    ana: Person, ben: Person, mia: Person, hal: Person, lin: Person, wang: Person, olga: Person
) -> None:
    assert Person.objects.count() == 7
    assert olga.community_id != ben.community_id
    assert as_actor(mia).id == mia.pk


@pytest.mark.parametrize(
    ("name", "role"),
    [("mia", Role.OPS), ("lin", Role.CONTENT), ("hal", Role.EVENTS), ("wang", Role.OWNER)],
)
def test_each_admin_has_a_role_of_the_manual(
    name: str, role: Role, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(name)
    assert list(Appointment.objects.filter(person=person).values_list("role", flat=True)) == [role]


def test_the_four_groups_are_of_four_kinds(
    web_group: Group, manual_group: Group, region_group: Group, function_group: Group
) -> None:
    kinds = {group.kind for group in (web_group, manual_group, region_group, function_group)}
    assert len(kinds) == 4

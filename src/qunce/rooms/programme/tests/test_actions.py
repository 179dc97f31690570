"""What is due is laid on the desk, once, for all groups."""

from datetime import datetime, timedelta

import pytest

from qunce.kernel.actors import SHELL
from qunce.ledger.models import Task
from qunce.people.models import Community, Group
from qunce.playbook import actions as playbook
from qunce.playbook.basics import BASICS
from qunce.rooms.programme import jobs

pytestmark = pytest.mark.django_db


def test_the_briefing_is_one_line_for_all_groups(
    web_group: Group, manual_group: Group, noon: datetime
) -> None:
    morning = noon.replace(hour=8, minute=45)
    for minutes in range(30):
        jobs.tick(morning + timedelta(minutes=minutes))
    task = Task.objects.get(key__contains="briefing")
    assert set(task.targets.values_list("group_id", flat=True)) == {web_group.pk, manual_group.pk}


def test_what_is_switched_off_is_not_laid_down(
    community: Community, web_group: Group, noon: datetime
) -> None:
    playbook.change(community, BASICS.key, {"switched_on": ["paste"]}, by=SHELL, now=noon)
    jobs.tick(noon.replace(hour=9))
    assert not Task.objects.exists()


def test_a_slot_that_is_off_is_not_laid_down(
    community: Community, web_group: Group, noon: datetime
) -> None:
    playbook.change(community, "slots.briefing", {"is_on": False}, by=SHELL, now=noon)
    jobs.tick(noon.replace(hour=9))
    assert not Task.objects.exists()


def test_a_community_without_groups_has_no_slots(community: Community, noon: datetime) -> None:
    jobs.tick(noon.replace(hour=9))
    assert not Task.objects.exists()


def test_each_slot_follows_the_switch_of_its_own_room(
    community: Community, web_group: Group, noon: datetime
) -> None:
    switched = {"switched_on": ["programme"]}
    playbook.change(community, BASICS.key, switched, by=SHELL, now=noon)
    wednesday = noon.replace(day=25, hour=20)
    jobs.tick(wednesday)
    assert not Task.objects.filter(key__contains="recruitment").exists()
    switched = {"switched_on": ["postings"]}
    playbook.change(community, BASICS.key, switched, by=SHELL, now=noon)
    jobs.tick(wednesday)
    assert Task.objects.filter(key__contains="recruitment").exists()

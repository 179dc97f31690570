"""Settings that change plan the calendar anew: the desk asks for nothing that is gone."""

from datetime import datetime, timedelta

import pytest

from qunce.kernel.actors import SHELL
from qunce.ledger.models import Task
from qunce.people.models import Community, Group
from qunce.playbook import actions as playbook
from qunce.rooms.programme import planning, queries, steps
from qunce.rooms.programme.models import Item

pytestmark = pytest.mark.django_db


def open_steps(community: Community) -> list[int]:
    """Return the keys of the items that open lines of the desk ask something about."""
    rows = Task.objects.filter(community=community, state="open", key__startswith="step:")
    return [int(each.key.split(":")[1]) for each in rows]


def test_the_lines_of_what_is_planned_anew_are_ended_and_laid_once(
    community: Community, web_group: Group, noon: datetime
) -> None:
    playbook.change(community, "slots.article", {"is_on": True}, by=SHELL, now=noon)
    known = queries.known_of(community)
    planning.plan(known, noon, noon + planning.AHEAD, now=noon)
    first = Item.objects.filter(slot="article", at__gt=noon).earliest("at")
    eve = first.at - timedelta(hours=20)
    assert steps.remind(eve)
    asked = open_steps(community)
    assert set(asked) == {first.pk}
    planning.plan_again(known, now=eve)
    assert open_steps(community) == []
    assert steps.remind(eve) == len(asked)
    again = open_steps(community)
    assert len(again) == len(asked)
    assert set(again) <= set(Item.objects.values_list("pk", flat=True))

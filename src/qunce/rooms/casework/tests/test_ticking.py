"""What the clock asks the tables for, where nothing is due; and which months are missed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from qunce.kernel.actors import SHELL
from qunce.ledger.models import Task
from qunce.people.audience import EVERYBODY
from qunce.people.models import Community, Group
from qunce.rooms.casework import actions, discussing
from qunce.rooms.casework.models import Study

pytestmark = pytest.mark.django_db
SUMMED = {"state": "summed"}


@pytest.fixture
def studies(community: Community, other_community: Community, noon: datetime) -> list[Study]:
    """Return a case of each community, called for at noon."""
    return [
        actions.call(each, "试用期", "说说", EVERYBODY, by=SHELL, now=noon)
        for each in (community, other_community)
    ]


def lines() -> list[str]:
    rows = Task.objects.filter(kind="casework_call", state="open")
    return sorted(rows.values_list("key", flat=True))


def test_nothing_due_is_one_query_however_many_communities_hold_cases(
    studies: list[Study], noon: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        discussing.tick(noon)
    with django_assert_num_queries(1):
        discussing.remind(noon)
    Study.objects.update(**SUMMED)
    with django_assert_num_queries(1):
        discussing.remind(noon)  # called for this month, and over


def test_a_month_begins_where_the_community_is(
    studies: list[Study], web_group: Group, noon: datetime
) -> None:
    Study.objects.update(**SUMMED)
    new_york = studies[1].community
    new_york.zone = "America/New_York"
    new_york.save()
    morning = datetime(2026, 12, 5, 7, tzinfo=ZoneInfo("Asia/Shanghai"))  # still the fourth there
    discussing.remind(morning)
    assert lines() == [f"casework_call:{studies[0].community_id}:2026-12"]
    discussing.remind(morning + timedelta(days=1))
    assert len(lines()) == 2


def test_a_dropped_case_is_none_of_its_month(studies: list[Study], noon: datetime) -> None:
    Study.objects.update(state="dropped")
    discussing.remind(noon)
    assert len(lines()) == 2

"""The recruitment hour for members is where the calendar has it, not its settings (M38)."""

from datetime import datetime, timedelta

import pytest

from qunce.kernel.actors import SHELL
from qunce.people.models import Community, Group
from qunce.playbook import actions as playbook
from qunce.rooms.moderation.queries import Records
from qunce.rooms.postings import queries as postings
from qunce.rooms.programme import leaving, moving, planning, queries
from qunce.rooms.programme.models import Item
from qunce.rooms.programme.queries import Known

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def known(community: Community, web_group: Group, noon: datetime) -> Known:
    playbook.change(community, "slots.recruitment", {"is_on": True}, by=SHELL, now=noon)
    found = queries.known_of(community)
    planning.plan(found, noon, noon + planning.AHEAD, now=noon)
    return found


@pytest.fixture
def item(known: Known) -> Item:
    """Return Wednesday's hour."""
    return Item.objects.filter(slot="recruitment").earliest("at")


def is_open(known: Known, at: datetime) -> bool | None:
    return Records(known.community).slot_open("recruitment", at)


def test_posts_of_members_are_judged_by_the_hour_of_the_calendar(
    known: Known, item: Item, noon: datetime
) -> None:
    wednesday = item.at
    assert is_open(known, wednesday + timedelta(minutes=5))
    moving.move_to(item, wednesday + DAY, known, by=SHELL, now=noon)
    assert is_open(known, wednesday + timedelta(minutes=5)) is False
    assert is_open(known, wednesday + DAY + timedelta(minutes=5))


def test_members_are_told_the_moved_time_also_once_the_usual_one_is_past(
    known: Known, item: Item, noon: datetime
) -> None:
    wednesday = item.at
    moving.move_to(item, wednesday + 2 * DAY, known, by=SHELL, now=noon)
    for now in (noon, wednesday + DAY):
        assert postings.slot_times(known.community, now)[0] == wednesday + 2 * DAY
    after = postings.slot_times(known.community, wednesday + 2 * DAY)
    assert after[0] == wednesday + 7 * DAY


def test_an_hour_that_was_left_out_is_not_open_and_not_told(
    known: Known, item: Item, noon: datetime
) -> None:
    leaving.skip(item, known, by=SHELL, now=noon)
    assert is_open(known, item.at) is False
    assert postings.slot_times(known.community, noon)[0] == item.at + 7 * DAY


def test_where_nothing_is_planned_the_settings_count(
    known: Known, item: Item, noon: datetime
) -> None:
    at = item.at
    Item.objects.all().delete()
    assert is_open(known, at)
    assert postings.slot_times(known.community, noon)[0] == at

"""Figures follow the messages."""

from datetime import timedelta

import pytest

from qunce.kernel.messages import Source
from qunce.people.models import Person
from qunce.rooms.insight import queries
from stage import Stage

pytestmark = pytest.mark.django_db


def test_what_was_said_is_counted_by_day_and_by_person(manual_stage: Stage, ben: Person) -> None:
    for day in range(3):
        manual_stage.hear("Ben", f"第{day}天", source=Source.HISTORY)
        manual_stage.later(days=1)
    found = queries.activity_of(manual_stage.group, manual_stage.now)
    assert found is not None
    assert (found.messages, len(found.days)) == (3, 3)
    assert [(each.name, each.messages, each.days) for each in found.talkers] == [("Ben", 3, 3)]


def test_reading_the_stream_again_counts_nothing_twice(manual_stage: Stage, ben: Person) -> None:
    manual_stage.hear("Ben", "一")
    manual_stage.work()
    manual_stage.hear("Ben", "二")
    manual_stage.work()
    found = queries.activity_of(manual_stage.group, manual_stage.now)
    assert found is not None
    assert found.messages == 2


def test_silence_is_only_told_where_there_are_records(
    manual_stage: Stage, ben: Person, mia: Person
) -> None:
    manual_stage.hear("Ben", "在", source=Source.HISTORY)
    manual_stage.work()
    today = manual_stage.now.date()
    silent = [each.person for each in queries.list_silent(manual_stage.group, today)]
    assert ben.pk not in silent
    assert mia.pk in silent
    much_later = today + timedelta(days=60)
    assert queries.list_silent(manual_stage.group, much_later) == []


def test_a_group_without_messages_has_no_figures(manual_stage: Stage) -> None:
    assert queries.activity_of(manual_stage.group, manual_stage.now) is None

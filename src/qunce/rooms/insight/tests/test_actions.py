"""Figures follow the messages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qunce.chat.actions import drop_messages
from qunce.kernel.messages import Source
from qunce.people.models import Person
from qunce.rooms.insight import actions as insight
from qunce.rooms.insight import queries
from qunce.rooms.insight.models import Day, Speaker
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


def test_only_what_changed_is_written(manual_stage: Stage, ben: Person, mia: Person) -> None:
    manual_stage.hear("Ben", "一")
    manual_stage.hear("Mia", "二")
    manual_stage.work()
    before = dict(Speaker.objects.values_list("identity__name", "pk"))
    manual_stage.hear("Ben", "三")
    with CaptureQueriesContext(connection) as seen:
        insight.recount(manual_stage.group, [manual_stage.now.date()])
    written = [each["sql"] for each in seen if each["sql"].startswith("INSERT")]
    assert [sql.count("insight_speaker") > 0 for sql in written] == [False, True]
    assert written[1].count("'2026-") == 1
    assert dict(Speaker.objects.values_list("identity__name", "pk")) == before
    said = dict(Speaker.objects.values_list("identity__name", "messages"))
    assert said == {"Ben": 2, "Mia": 1}


def test_who_said_nothing_any_more_is_counted_no_more(manual_stage: Stage, ben: Person) -> None:
    manual_stage.hear("Ben", "一")
    manual_stage.work()
    drop_messages(manual_stage.group)
    insight.recount(manual_stage.group, [manual_stage.now.date()])
    assert not Speaker.objects.exists()
    assert not Day.objects.exists()

"""What came by an export, robots and nothing at all are replayed as they were."""

from datetime import timedelta

import pytest

from qunce.kernel.actors import SHELL
from qunce.kernel.messages import Source
from qunce.people.models import Group
from qunce.playbook import actions as playbook
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.replay import plans
from qunce.rooms.moderation.replay.domain import Change
from qunce.rooms.moderation.tests.replays import AD, of_record, replayed
from stage import Stage

pytestmark = pytest.mark.django_db


def test_what_came_by_an_export_is_tried_as_if_it_had_been_said_live(
    manual_stage: Stage,
) -> None:
    manual_stage.hear("Ben", AD, source=Source.HISTORY)
    manual_stage.work()
    end = manual_stage.now + timedelta(days=1)
    plan = plans.of_trial(manual_stage.group, {}, end - timedelta(days=2), end)
    tally, (line,) = replayed(plan)
    assert (line.now.answer, line.change) == ("act", Change.SAME)
    assert tally.now.steps == {"warn": 1}
    record, _ = of_record(manual_stage)
    assert record.read == 0


def test_a_robot_is_never_sanctioned_nor_in_a_replay(manual_stage: Stage) -> None:
    """It counts as one from the time on at which the settings named it."""
    stage, group = manual_stage, manual_stage.group
    stage.hear("Helper", AD)
    stage.work()
    stage.later(hours=1)
    playbook.change(group.community, "order", {"bots": ["Helper"]}, by=SHELL, now=stage.now)
    stage.later(hours=1)
    stage.hear("Helper", AD + "！")
    stage.hear("Stranger", AD + "。")
    stage.later(hours=1)
    assert set(Case.objects.values_list("author_name", flat=True)) == {"Helper", "Stranger"}
    assert Case.objects.count() == 2
    _, lines = of_record(stage)
    acted = [(each.message.author, each.now.why) for each in lines]
    assert [(author and author.name, why) for author, why in acted] == [
        ("Helper", "ladder"),
        ("Helper", "bot"),
        ("Stranger", "ladder"),
    ]
    end = stage.now + timedelta(days=1)
    named = {"order": {"bots": ["Stranger"]}}
    _, tried = replayed(plans.of_trial(group, named, end - timedelta(days=2), end))
    follows = [
        each.message.author.name for each in tried if each.now.follows and each.message.author
    ]
    assert follows == ["Helper", "Helper"]


def test_a_group_without_messages_gives_an_empty_result(web_group: Group) -> None:
    now = web_group.created_at
    tally, lines = replayed(plans.of_trial(web_group, {}, now, now + timedelta(days=1)))
    assert (tally.read, lines) == (0, [])

"""M07: 姓名-企业-岗位: proposed at the approval, checked once a month, done when it is mended."""

from datetime import timedelta

from django.core import mail

from cast import as_actor
from qunce.ledger import actions as ledger
from qunce.people.models import Person
from qunce.rooms.admission import approval, jobs, nicknames
from qunce.rooms.admission.approval import Choice
from qunce.rooms.admission.tests import waiting
from stage import Stage


def test_story_m07_the_nickname_is_told_checked_chased_and_mended(
    manual_stage: Stage, mia: Person
) -> None:
    group = manual_stage.group
    found = waiting.application(group, manual_stage.now)
    approval.approve(found, Choice(), by=as_actor(mia), now=manual_stage.now)
    manual_stage.later(minutes=3)
    assert "李娜-字节跳动-HRBP" in mail.outbox[-1].body

    said = f"大家好，暗号 {found.code_word}"
    waiting.speaks(group, "Nana", said, manual_stage.now, external="wxid_nana")
    manual_stage.later(minutes=1)
    assert "Nana" in [each.nickname for each in nicknames.list_misnamed(group)]

    manual_stage.now = manual_stage.now.replace(month=12, day=1)
    jobs.check_nicknames(manual_stage.now)
    start = f"nicknames:{group.pk}:"
    (task,) = [task for task in manual_stage.tasks() if task.key.startswith(start)]
    assert "@Nana" in str(task.words)
    ledger.finish_task(task, by=as_actor(mia), now=manual_stage.now)
    manual_stage.work()
    (line,) = [each for each in nicknames.list_misnamed(group) if each.nickname == "Nana"]
    assert (line.times, line.proposed) == (1, "李娜-字节跳动-HRBP")

    later = manual_stage.now + timedelta(hours=1)
    waiting.speaks(group, "李娜-字节-HRBP", "改好啦", later, external="wxid_nana")
    manual_stage.later(hours=2)
    assert line.person not in [each.person for each in nicknames.list_misnamed(group)]

"""M09: what others sell or own is not handed out; one's own work and a question are welcome."""

import pytest

from qunce.chat.models import Message
from qunce.people.models import Membership, Person
from qunce.rooms.moderation.models import Case, Hit
from stage import Stage

PIRATED = "我买了那个付费课的全套录屏，放网盘了，原价1980，需要的自取，别外传"


def test_story_m09_a_pirated_course_is_taken_back_and_its_sharer_reads_why(
    web_stage: Stage, ben: Person
) -> None:
    said = web_stage.say(ben, PIRATED)
    web_stage.work()
    case = Case.objects.get()
    assert (case.clause, case.state, case.step) == ("repost", "acted", "remind")
    assert Message.objects.get(pk=said.pk).recalled_at is not None
    for step in ("warn", "mute", "remove"):
        web_stage.later(days=2)
        web_stage.say(ben, f"{PIRATED}（{step}）")
        web_stage.work()
        assert Case.objects.latest("id").step == step
    there = Membership.objects.get(group=web_stage.group, person=ben)
    assert there.state == "removed"


@pytest.mark.parametrize(
    "text",
    [
        "我自己整理的入职清单，放群文件了，大家随便用",
        "请问转载公众号文章要不要先问作者？",
        "人社部官网的政策原文，链接在这里：https://www.example.gov.cn/a.html",
    ],
)
def test_story_m09_own_work_questions_and_public_links_are_left_alone(
    text: str, web_stage: Stage, ben: Person
) -> None:
    web_stage.say(ben, text)
    web_stage.work()
    assert not Hit.objects.exists()
    assert not Case.objects.exists()

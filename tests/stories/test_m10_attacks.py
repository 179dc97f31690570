"""M10: a personal attack is found, acted on at once, and is a case that can be contested."""

from qunce.chat.models import Message
from qunce.people.models import Membership, Person
from qunce.rooms.moderation.models import Case
from stage import Stage

INSULT = "你就是个傻逼，滚出去"


def test_story_m10_an_attack_is_warned_and_the_second_one_mutes(
    web_stage: Stage, ben: Person
) -> None:
    web_stage.say(ben, "我不同意，我们公司试过，效果一般")
    said = web_stage.say(ben, INSULT)
    web_stage.later(minutes=1)
    assert Message.objects.get(pk=said.pk).recalled_at is not None
    case = Case.objects.get()
    assert (case.clause, case.step, case.next_step) == ("respect", "warn", "mute")
    web_stage.later(hours=1)
    web_stage.say(ben, INSULT + "！")
    web_stage.work()
    there = Membership.objects.get(group=web_stage.group, person=ben)
    assert there.muted_until is not None


def test_story_m10_by_hand_where_nobody_can_be_muted_the_removal_follows_the_warning(
    manual_stage: Stage, mia: Person
) -> None:
    for end in ("", "！"):
        manual_stage.hear("小王", INSULT + end)
        manual_stage.later(hours=1)
    steps = Case.objects.order_by("id").values_list("step", "next_step")
    assert list(steps) == [("warn", "remove"), ("remove", "remove")]
    assert "remove" in {task.kind for task in manual_stage.tasks()}

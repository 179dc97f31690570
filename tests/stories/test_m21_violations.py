"""M21: a violating message is recalled at once, or is a task with the words to use."""

from qunce.chat.models import Message
from qunce.people.models import Person
from stage import Stage

ADVERTISEMENT = "信 用 卡 代 办，下 卡 快 额 度 高，黑 户 白 户 都 能 操 作，加 微 信 13800000000"


def test_story_m21_in_the_web_group_it_is_recalled(web_stage: Stage, ben: Person) -> None:
    harmless = web_stage.say(ben, "请问试用期辞退要给补偿吗？")
    said = web_stage.say(ben, ADVERTISEMENT)
    web_stage.work()
    assert Message.objects.get(pk=said.pk).recalled_at == web_stage.now
    assert Message.objects.get(pk=harmless.pk).recalled_at is None


def test_story_m21_in_a_group_by_hand_it_is_a_task(manual_stage: Stage, ben: Person) -> None:
    manual_stage.hear("Ben", ADVERTISEMENT)
    manual_stage.work()
    (task,) = manual_stage.tasks()
    assert task.words
    assert task.due


def test_story_m21_the_owner_is_never_sanctioned(web_stage: Stage, wang: Person) -> None:
    said = web_stage.say(wang, ADVERTISEMENT)
    web_stage.work()
    assert Message.objects.get(pk=said.pk).recalled_at is None

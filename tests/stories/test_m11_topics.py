"""M11: sensitive topics are found; professional talk with the same words is left alone."""

from qunce.people.models import Person
from qunce.rooms.moderation.models import Case
from stage import Stage

POLITICS = "今晚大家一起抵制政府，转发这个游行的通知"
TALK = "党支部组织关系转接需要哪些材料？工会换届选举的通知怎么写"


def test_story_m11_talk_of_work_is_left_alone(web_stage: Stage, ben: Person) -> None:
    web_stage.say(ben, TALK)
    web_stage.work()
    assert not Case.objects.exists()


def test_story_m11_what_is_political_is_a_case_under_its_clause(
    web_stage: Stage, ben: Person
) -> None:
    web_stage.say(ben, POLITICS)
    web_stage.work()
    assert [case.clause for case in Case.objects.all()] == ["topics"]

"""M08: no flooding with advertisements; recruitment posts are marked and limited."""

from datetime import timedelta

from qunce.people.models import Person
from qunce.rooms.moderation.models import Case, Hit
from stage import Stage

AD = "代开发票，点数低，先开票后付款，加微信fapiao668"
POST = (
    "【招聘】{job} 公司介绍：星河科技，300人，成立于2010年的软件公司。"
    "岗位职责：负责核薪报税，三年以上经验，月薪10-15k。联系：13800000000"
)


def test_story_m08_the_same_text_again_and_again_is_a_flood(web_stage: Stage, ben: Person) -> None:
    for _ in range(3):
        web_stage.say(ben, "周六的线下沙龙还有几个名额，大家抓紧来报名呀")
        web_stage.later(minutes=20)
    (case,) = Case.objects.filter(clause="flood")
    assert (case.step, case.next_step) == ("remind", "remind")


def test_story_m08_a_burst_of_messages_is_a_flood_and_a_talk_is_none(
    web_stage: Stage, ben: Person, hal: Person
) -> None:
    for number in range(6):
        web_stage.say((ben, hal)[number % 2], f"第{number}个想法：可以再看看")
        web_stage.now += timedelta(seconds=15)
    web_stage.work()
    assert not Hit.objects.filter(clause="flood").exists()
    for number in range(12):
        web_stage.say(ben, f"刷{number}")
        web_stage.now += timedelta(seconds=2)
    web_stage.work()
    assert Case.objects.filter(clause="flood", person=ben).count() == 1


def test_story_m08_an_ad_is_taken_back_a_complete_post_is_told_its_slot(
    web_stage: Stage, ben: Person, hal: Person
) -> None:
    web_stage.say(ben, AD)
    web_stage.say(hal, POST.format(job="薪酬专员"))
    web_stage.work()
    by_clause = dict(Case.objects.values_list("clause", "step"))
    assert by_clause["ads"] == "warn"
    assert by_clause.get("recruitment", "remind") == "remind"

"""What a member says in an appeal is read by a person; it is no new violation and no report."""

import itertools

import pytest

from qunce.chat.models import Message
from qunce.gateway.channels.web import actions as web
from qunce.people.models import Membership, Person
from qunce.rooms.moderation.addresses import address_of
from qunce.rooms.moderation.models import Case, Hit
from qunce.rooms.moderation.models_reports import Report
from stage import Stage

pytestmark = pytest.mark.django_db

AD = "信用卡代办，下卡快额度高，黑户白户都能操作，加微信13800000000"
KEYS = itertools.count()


def answer_notice(stage: Stage, text: str) -> Message:
    """Let the author of an advertisement in a group by hand answer the notice about it."""
    row = stage.hear("小王", AD)
    stage.later(minutes=5)
    case = Case.objects.get(message=row)
    notice = stage.hear("Mia", f"这条请撤回 {address_of(case.pk)}")
    answer = stage.hear("小王", text)
    Message.objects.filter(pk=answer.pk).update(reply_to=notice, quoted=notice.text)
    stage.work()
    return answer


@pytest.mark.parametrize(
    "text",
    [
        "你们误会了，我没有信用卡代办，也不是黑户白户都能操作，是转一个案例",
        "申诉：这不是广告，下卡快额度高是别人的话，我是提醒大家",
        "我没违规啊，凭什么",
    ],
)
def test_who_says_why_it_was_no_advertisement_may_name_it(
    manual_stage: Stage, mia: Person, text: str
) -> None:
    answer = answer_notice(manual_stage, text)
    assert Case.objects.get().state == "appealed"
    assert not Hit.objects.filter(message=answer).exists()
    assert not Report.objects.exists()


def test_an_appeal_is_no_place_for_another_advertisement(manual_stage: Stage, mia: Person) -> None:
    answer_notice(manual_stage, "误会了！代开发票点数低，刷单日结，要的加微信 fapiao668")
    first, second = Case.objects.order_by("id")
    assert first.state == "appealed"
    assert (second.state, second.clause, second.strike) == ("acted", "ads", 2)


def test_the_same_words_are_judged_where_they_answer_no_notice(
    manual_stage: Stage, mia: Person
) -> None:
    manual_stage.hear("小李", "误会了？" + AD)
    manual_stage.work()
    assert Case.objects.get().state == "acted"


def test_who_answers_the_house_reports_nobody(web_stage: Stage, ben: Person, mia: Person) -> None:
    membership = Membership.objects.get(group=web_stage.group, person=ben)
    spoken = web.VOICE.name

    def reply(to: Message, text: str) -> None:
        key = f"answer-{next(KEYS)}"
        web.post(membership, text, key=key, now=web_stage.now, reply_to=to.platform_id)
        web_stage.work()

    from_house = web_stage.hear(spoken, "今天的早报")
    identity = from_house.author
    assert identity is not None
    identity.external = "qunce"
    identity.save()
    reply(from_house, "这算违规吧")
    assert not Report.objects.exists()
    assert not web_stage.tasks()
    reply(from_house, "@管理员 举报，这是广告吧")
    assert [each.kind for each in web_stage.tasks()] == ["call"]
    assert not Report.objects.exists()


def test_a_quoted_report_is_not_reported_again(web_stage: Stage, hal: Person) -> None:
    web_stage.say(hal, "「小王：@管理员 举报」\n- - - - - - - - - - - - - - -\n收到，在看了")
    web_stage.work()
    assert web_stage.tasks() == []

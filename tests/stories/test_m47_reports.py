"""M47: whoever sees an advertisement reports it; what proves true is warned and removed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cast import as_actor
from qunce import clock
from qunce.chat.models import Message
from qunce.gateway.channels.web import actions as web
from qunce.ledger.models import Task
from qunce.people.models import Identity, Membership, Person
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation import appeals
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.models_reports import Report
from stage import Stage

LogIn = Callable[[Person], Client]
UNSEEN = "明天下午茶歇的时候再聊"  # no rule finds anything in it


def reply(stage: Stage, person: Person, to: Message, text: str) -> None:
    """Let a member answer a message."""
    membership = Membership.objects.get(group=stage.group, person=person)
    key = f"reply-{next(stage.keys)}"
    web.post(membership, text, key=key, now=stage.now, reply_to=to.platform_id)


def reports_tasks(stage: Stage) -> list[Task]:
    return [each for each in stage.tasks() if each.kind == "review"]


def test_story_m47_a_reply_in_the_chat_leads_to_the_removal_and_the_reporter_hears_it(
    log_in: LogIn, web_stage: Stage, ben: Person, hal: Person, mia: Person
) -> None:
    said = web_stage.say(ben, UNSEEN)
    web_stage.work()
    reply(web_stage, hal, said, "@管理员 举报")
    web_stage.work()
    case = Case.objects.get(message=said)
    (task,) = reports_tasks(web_stage)
    assert str(case.pk) in task.link
    where = reverse("moderation_act", kwargs={"key": "hr", "pk": case.pk})
    page = log_in(mia).get(reverse("moderation_case", kwargs={"key": "hr", "pk": case.pk}))
    assert "条款待定" in page.content.decode()  # no rule has found it, and nobody has said so
    refused = log_in(mia).post(where, {}, follow=True)
    assert "请选择" in refused.content.decode()
    log_in(mia).post(where, {"clause": "ads"})
    web_stage.now = clock.now()  # pages go by the real clock
    web_stage.work()
    case.refresh_from_db()
    assert case.state == "acted"
    assert Message.objects.get(pk=said.pk).recalled_at is not None
    assert not Membership.objects.filter(
        group=web_stage.group, person=ben, left_at__isnull=True
    ).exists()
    mine = log_in(hal).get(reverse("moderation_own_reports", kwargs={"key": "hr"}))
    assert "属实，已处理" in mine.content.decode()
    home = log_in(hal).get(
        reverse("web_conversation", kwargs={"key": "hr", "group": web_stage.group.key})
    )
    assert "谢谢您的举报" in home.content.decode()
    assert not reports_tasks(web_stage)


def test_story_m47_however_many_report_there_is_one_case_and_it_gets_urgent(
    log_in: LogIn, web_stage: Stage, ben: Person, hal: Person, lin: Person, mia: Person
) -> None:
    said = web_stage.say(ben, "今晚八点老地方见")
    web_stage.work()
    for person in (hal, lin, hal):
        where = reverse("moderation_report", kwargs={"key": "hr", "message": said.pk})
        page = log_in(person).get(where).content.decode()
        assert "今晚八点老地方见" in page
        log_in(person).post(where, {"clause": "ads", "words": "又来了"})
    web_stage.work()
    case = Case.objects.get(message=said)
    assert case.clause == "ads"
    assert Report.objects.count() == 2
    urgent = [each for each in reports_tasks(web_stage) if each.urgent]
    assert len(urgent) == 1
    moderation.dismiss(case, by=as_actor(mia), now=web_stage.now)
    web_stage.work()
    assert not reports_tasks(web_stage)
    assert {each.outcome for each in Report.objects.all()} == {"wrong"}


def test_story_m47_who_reports_beside_the_message_hears_the_outcome(
    log_in: LogIn, web_stage: Stage, ben: Person, hal: Person, mia: Person
) -> None:
    Identity.objects.filter(person__in=(ben, hal)).delete()  # as in life: nobody spoke before
    web_stage.say(hal, "早")
    said = web_stage.say(ben, "今晚八点老地方见")
    web_stage.work()
    where = reverse("moderation_report", kwargs={"key": "hr", "message": said.pk})
    log_in(hal).post(where, {"clause": "", "words": ""})
    moderation.dismiss(Case.objects.get(), by=as_actor(mia), now=web_stage.now)
    web_stage.now = clock.now()
    web_stage.work()
    place = {"key": "hr", "group": web_stage.group.key}
    page = log_in(hal).get(reverse("web_conversation", kwargs=place)).content.decode()
    assert "没有违反群规" in page


def test_story_m47_by_the_link_of_the_notice_without_a_log_in(
    client: Client, manual_stage: Stage, ben: Person, mia: Person, log_in: LogIn
) -> None:
    manual_stage.hear("Ben", "低价代缴社保，全国可办")
    manual_stage.work()
    Case.objects.all().delete()
    listed = log_in(mia).get(reverse("moderation_reports", kwargs={"key": "hr"})).content.decode()
    where = reverse("moderation_report_open", kwargs={"key": "hr", "group": "industry"})
    assert where in listed
    form = {"name": "小白", "about": "Ben", "text": "低价代缴社保，全国可办"}
    page = client.post(where, form).content.decode()
    assert "谢谢您" in page
    case = Case.objects.get()
    assert case.message is not None
    assert case.message.text == form["text"]
    client.post(where, {**form, "text": "他私聊我推销课程"})
    told = Case.objects.get(message=None)
    assert (told.author_name, told.text) == ("Ben", "他私聊我推销课程")


def test_story_m47_who_is_often_wrong_is_heard_with_others_only(
    web_stage: Stage, ben: Person, hal: Person, lin: Person, mia: Person, log_in: LogIn
) -> None:
    listed, started = reverse("moderation_reports", kwargs={"key": "hr"}), web_stage.now
    for number in range(5):
        said = web_stage.say(ben, f"第 {number} 个问题：试用期怎么约定？")
        reply(web_stage, hal, said, "举报")
        web_stage.work()
        web_stage.now += timedelta(minutes=10)
        case = Case.objects.get(message=said)
        moderation.dismiss(case, by=as_actor(mia), now=web_stage.now)
        web_stage.work()
    said = web_stage.say(ben, "大家的年终奖一般几月发？")
    reply(web_stage, hal, said, "举报")
    web_stage.work()
    assert Case.objects.get(message=said).state == "open"
    assert not reports_tasks(web_stage)
    reply(web_stage, lin, said, "举报")
    web_stage.work()
    assert len(reports_tasks(web_stage)) == 1
    Report.objects.update(at=clock.now() - (web_stage.now - started))  # the page reads the clock
    page = log_in(mia).get(listed)
    light = {each["person__name"]: each["is_light"] for each in page.context["often"]}
    assert light == {"Hal": True, "Lin": False}
    assert "分量较轻" in page.content.decode()


def test_story_m47_an_overturned_decision_makes_the_report_wrong_and_tells_nobody_twice(
    web_stage: Stage, ben: Person, hal: Person, mia: Person
) -> None:
    said = web_stage.say(ben, "周五群里见")
    reply(web_stage, hal, said, "举报")
    web_stage.work()
    case = Case.objects.get(message=said)
    moderation.act(case, by=as_actor(mia), now=web_stage.now, clause="ads")
    web_stage.work()
    assert Report.objects.get().outcome == "right"
    appeals.overturn(case, by=as_actor(mia), now=web_stage.now)
    web_stage.work()
    assert Report.objects.get().outcome == "wrong"


def test_story_m47_a_call_without_a_message_is_a_task(
    log_in: LogIn, web_stage: Stage, hal: Person, mia: Person
) -> None:
    web_stage.say(hal, "@管理员 有人违规")
    web_stage.work()
    (task,) = web_stage.tasks()
    assert task.kind == "call"
    assert "有人违规" in log_in(mia).get(task.link).content.decode()


@pytest.mark.parametrize("change", [{"text": ""}, {"name": ""}, {"text": "长" * 2001}])
def test_story_m47_what_is_missing_is_told_and_nothing_is_lost(
    change: dict[str, str], client: Client, manual_stage: Stage
) -> None:
    where = reverse("moderation_report_open", kwargs={"key": "hr", "group": "industry"})
    form = {"name": "小白", "about": "某人", "text": "有人发广告", "words": "烦", **change}
    page = client.post(where, form).content.decode()
    assert "某人" in page
    assert not Case.objects.exists()
    client.post(where, {**form, "name": "机", "text": "x", "website": "http://spam"})
    assert not Case.objects.exists()

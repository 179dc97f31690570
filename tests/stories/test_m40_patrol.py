"""M40: once a day somebody looks through the groups, and it is on record that they did."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from cast import as_actor
from qunce import clock
from qunce.gateway.channels.web import actions as web
from qunce.kernel.text import Words
from qunce.ledger.models import Task
from qunce.people.models import Person
from qunce.playbook import actions as playbook
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation import patrol
from qunce.rooms.moderation.models_patrol import Round
from stage import Stage

LogIn = Callable[[Person], Client]
ADVERTISEMENT = "信 用 卡 代 办，下 卡 快 额 度 高，加微信 13800000000"
QUARREL = [
    "你什么意思？？",
    "凭什么这么说",
    "呵呵不懂装懂",
    "你行你上啊！！",
    "少来",
    "无语，什么素质",
]


def test_story_m40_what_was_seen_and_not_acted_on_lies_before_a_named_person(
    log_in: LogIn, web_stage: Stage, ben: Person, hal: Person, mia: Person
) -> None:
    watched = {"state": "observe"}
    for rule in ("ad_words", "links"):
        playbook.change(
            mia.community, f"rules.{rule}", watched, by=as_actor(mia), now=web_stage.now
        )
    web_stage.say(ben, ADVERTISEMENT)
    for place, text in enumerate(QUARREL):
        web_stage.now += timedelta(seconds=20)
        web_stage.say((ben, hal)[place % 2], text)
    web_stage.say(hal, "请问试用期可以延长吗？")
    web_stage.later(minutes=1)
    found = patrol.round_of(mia.community, web_stage.now)
    sight = patrol.look(found, web_stage.now)
    (look,) = sight.looks
    assert any(row.text == ADVERTISEMENT for row, _ in look.found)
    assert len(look.hot) == 1
    assert any("试用期" in row.text for row in look.sample)
    assert [each.pk for each in look.sample] == [
        each.pk for each in patrol.look(found, web_stage.now).looks[0].sample
    ]
    assert not sight.is_calm
    patrol.finish(found, mia, sight, by=as_actor(mia), now=web_stage.now, note="提醒了两位")
    found.refresh_from_db()
    assert (found.name, found.seen["hot"], found.note) == ("Mia", 1, "提醒了两位")


def test_story_m40_the_round_is_a_task_of_the_day_and_one_tap_ends_it(
    log_in: LogIn, web_stage: Stage, mia: Person, wang: Person
) -> None:
    patrol.tick(web_stage.now)
    assert not Round.objects.exists()
    evening = web_stage.now.replace(hour=20, minute=30)
    for _ in range(2):
        patrol.tick(evening)
    (task,) = [each for each in web_stage.tasks() if each.kind == "patrol"]
    client = log_in(mia)
    where = reverse("moderation_patrol", kwargs={"key": "hr"})
    assert task.link == where
    found = Round.objects.get()
    sight = patrol.look(found, evening)
    patrol.finish(found, mia, sight, by=as_actor(mia), now=evening)
    assert not [each for each in web_stage.tasks() if each.kind == "patrol"]
    patrol.take_back(found, by=as_actor(mia), now=evening)
    assert [each for each in web_stage.tasks() if each.kind == "patrol"]
    page = client.get(where).content.decode()
    assert "漏巡" in page  # the round of the stage's day, seen from today
    client.post(where, {"note": "一切正常"})
    assert "一切正常" in client.get(where).content.decode()
    assert Round.objects.filter(done_at__isnull=False).count() == 1


def test_story_m40_a_second_person_is_told_who_was_faster(
    log_in: LogIn, web_stage: Stage, mia: Person, wang: Person
) -> None:
    where = reverse("moderation_patrol", kwargs={"key": "hr"})
    log_in(mia).post(where)
    answer = log_in(wang).post(where, follow=True).content.decode()
    assert "Mia" in answer
    assert Round.objects.get().name == "Mia"


def test_story_m40_from_the_desk_one_tap_ends_it_and_undo_opens_it_again(
    log_in: LogIn, web_stage: Stage, mia: Person
) -> None:
    web_stage.now = clock.now()
    found = patrol.round_of(mia.community, web_stage.now)
    client = log_in(mia)
    desk = reverse("console_desk", kwargs={"key": "hr"})
    assert "点一下就行" in client.get(desk).content.decode()
    where = reverse("moderation_patrol", kwargs={"key": "hr"})
    assert client.post(where, {"back": "desk"}).headers["Location"] == desk
    found.refresh_from_db()
    assert found.name == "Mia"
    task = Task.objects.get(kind="patrol")
    client.post(reverse("console_reopen", kwargs={"key": "hr", "pk": task.pk}))
    web_stage.now = clock.now()
    web_stage.work()
    found.refresh_from_db()
    assert found.done_at is None


def test_story_m40_missed_rounds_show_also_where_the_server_was_off(
    log_in: LogIn, web_stage: Stage, ben: Person, mia: Person
) -> None:
    now = clock.now()
    for back in (4, 3):
        patrol.round_of(mia.community, now - timedelta(days=back))
    today = patrol.round_of(mia.community, now)
    assert [task.kind for task in web_stage.tasks()] == ["patrol"]  # those of before are given up
    days = patrol.list_days(mia.community, today.day, 14)
    assert [bool(each) for _, each in days] == [True, False, False, True, True]
    page = log_in(mia).get(reverse("moderation_patrol", kwargs={"key": "hr"})).content.decode()
    assert page.count("漏巡") == 4


def test_story_m40_what_has_a_case_or_comes_from_an_admin_is_nothing_to_draw(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    said = web_stage.say(ben, "明天茶歇的时候再聊")
    moderation.open_by_hand(said, "ads", by=as_actor(mia), now=web_stage.now)
    long = "一、我们公司的做法是这样的：\n1、先看制度\n2、再看流程，模板在文档里，实操踩过坑。" * 3
    web_stage.say(mia, long)
    web.say(web_stage.group, Words("今天的早报来了"), key="briefing", now=web_stage.now)
    web_stage.later(minutes=1)
    found = patrol.round_of(mia.community, web_stage.now)
    (look,) = patrol.look(found, web_stage.now).looks
    assert said.pk not in [row.pk for row in look.sample]
    assert not [row for row in look.sample if row.author and row.author.external == "qunce"]
    assert look.good == []

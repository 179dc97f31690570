"""M20: what is asked every day is answered at once, or its words are ready to be copied."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from qunce.chat.models import Message
from qunce.people.models import Person
from stage import Stage

LogIn = Callable[[Person], Client]
FORM = {
    "title": "怎么开通公积金",
    "match": "similar",
    "phrases": "公积金怎么开户\n新公司如何开通公积金",
    "words": "@{昵称} 公积金开户的步骤在{群名}置顶里",
    "is_on": "on",
}


def write(log_in: LogIn, person: Person) -> None:
    where = reverse("replies_new", kwargs={"key": person.community.key})
    assert log_in(person).post(where, FORM).status_code == 302


def test_story_m20_in_the_web_group_it_is_answered_once(
    log_in: LogIn, web_stage: Stage, ben: Person, mia: Person
) -> None:
    write(log_in, mia)
    asked = web_stage.say(ben, "请问各位，新公司公积金怎么开户呀？")
    web_stage.work()
    web_stage.say(ben, "有人知道公积金怎么开户吗")
    web_stage.work()
    answer = Message.objects.get(author__external="qunce")
    assert answer.text == "@Ben 公积金开户的步骤在general置顶里"
    assert answer.reply_to_id == asked.pk
    page = log_in(ben).get(reverse("web_conversation", kwargs={"key": "hr", "group": "general"}))
    assert "公积金开户的步骤" in page.content.decode()


def test_story_m20_in_a_group_by_hand_the_words_are_ready(
    log_in: LogIn, manual_stage: Stage, ben: Person, mia: Person
) -> None:
    write(log_in, mia)
    client = log_in(mia)
    listed = client.get(reverse("replies", kwargs={"key": "hr"}), {"group": "industry"})
    assert 'data-copy="公积金开户的步骤在industry置顶里"' in listed.content.decode()
    manual_stage.hear("Ben", "公积金怎么开户")
    manual_stage.work()
    desk = client.get(reverse("console_desk", kwargs={"key": "hr"})).content.decode()
    assert "公积金开户的步骤在industry置顶里" in desk


def test_story_m20_nobody_is_disturbed_at_night(
    log_in: LogIn, web_stage: Stage, ben: Person, mia: Person
) -> None:
    write(log_in, mia)
    web_stage.now = web_stage.now.replace(hour=23)
    web_stage.say(ben, "公积金怎么开户")
    web_stage.later(minutes=1)
    web_stage.later(hours=10)
    assert not Message.objects.filter(author__external="qunce").exists()

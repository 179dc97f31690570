"""M26: questions of a group that nobody answered, and replies to those in the column."""

from datetime import timedelta

import pytest

from cast import as_actor, enter, join
from qunce.gateway.channels.web import actions as web
from qunce.ledger.models import Errand, Task
from qunce.people.models import Group, Membership, Person
from qunce.rooms.answers import answering, asking, keeping
from qunce.rooms.answers.models import Answer, Question
from stage import Stage

ASKED = "请教大家，试用期员工提前离职，需要提前几天通知？"


@pytest.fixture
def tom(web_group: Group) -> Person:
    """Return another member of the web group."""
    person = enter(web_group.community, "Tom")
    join(person, web_group)
    return person


def test_story_m26_what_nobody_answers_is_offered_once_and_left_or_taken(
    web_stage: Stage, ben: Person, lin: Person
) -> None:
    message = web_stage.say(ben, ASKED)
    web_stage.work()
    keeping.tick(web_stage.now)
    assert not Task.objects.filter(kind="answers_offer").exists()
    web_stage.now += timedelta(hours=5)
    keeping.tick(web_stage.now)
    keeping.tick(web_stage.now)
    task = Task.objects.get(kind="answers_offer")
    assert ["message", message.pk] in task.subjects
    question = asking.take(message, by=as_actor(lin), now=web_stage.now)
    task.refresh_from_db()
    assert (task.state, question.title) == ("done", ASKED)
    web_stage.work()
    said = web_stage.group.messages.order_by("-id").first()
    assert said is not None
    assert f"/m/hr/questions/{question.pk}/" in said.text


def test_story_m26_only_so_many_are_offered_a_day(web_stage: Stage, ben: Person) -> None:
    for number in range(7):
        web_stage.now += timedelta(minutes=1)
        web_stage.say(ben, f"请问第{number}种情况社保基数怎么核定？{'多' * number}")
    web_stage.now += timedelta(hours=5)
    keeping.tick(web_stage.now)
    assert Task.objects.filter(kind="answers_offer").count() == 5
    keeping.tick(web_stage.now)
    assert Task.objects.filter(kind="answers_offer").count() == 5


def test_story_m26_a_reply_in_the_group_is_proposed_confirmed_and_taken_back_with_its_message(
    web_stage: Stage, ben: Person, tom: Person, lin: Person
) -> None:
    message = web_stage.say(ben, ASKED)
    question = asking.take(message, by=as_actor(lin), now=web_stage.now)
    web_stage.later(minutes=1)
    said = web.post(
        Membership.objects.get(group=web_stage.group, person=tom),
        "提前三天书面通知就可以。",
        key="reply-1",
        now=web_stage.now,
        reply_to=message.platform_id,
    )
    web.post(
        Membership.objects.get(group=web_stage.group, person=ben),
        "谢谢各位，我再查查条文。",
        key="reply-2",
        now=web_stage.now,
        reply_to=message.platform_id,
    )
    web_stage.later(minutes=1)
    answer = Answer.objects.get()
    assert (answer.state, answer.person, answer.message) == ("found", tom, said)
    assert Question.objects.get().state == "open"  # until a person says that it is one
    answer.question = question
    answering.accept(answer, by=as_actor(ben), now=web_stage.now)
    assert Question.objects.get().state == "settled"
    web.take_back(said, by=as_actor(tom), now=web_stage.now)
    web_stage.work()
    assert (Answer.objects.get().state, Question.objects.get().state) == ("withdrawn", "open")


def test_story_m26_an_answer_of_the_column_goes_back_to_the_group_once(
    web_stage: Stage, ben: Person, tom: Person, lin: Person
) -> None:
    message = web_stage.say(ben, ASKED)
    question = asking.take(message, by=as_actor(lin), now=web_stage.now)
    answer = answering.give(
        question, tom, "三天。", "form-token-of-a-browser", now=web_stage.now, by=as_actor(tom)
    )
    answering.post_back(answer, by=as_actor(lin), now=web_stage.now)
    web_stage.work()
    said = web_stage.group.messages.order_by("-id").first()
    assert said is not None
    assert "三天。" in said.text
    assert said.reply_to == message
    assert Errand.objects.filter(kind="SendText").count() == 2

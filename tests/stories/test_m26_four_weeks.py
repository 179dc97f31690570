"""M26: four weeks of the column: asked on the phone, answered by seniors, kept in the library."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from cast import enter, join
from qunce.gateway.channels.web import actions as web
from qunce.kernel.actors import SHELL
from qunce.ledger.models import Task
from qunce.people.domain import Tier
from qunce.people.models import Membership, Person
from qunce.playbook import actions as playbook
from qunce.rooms.answers import keeping
from qunce.rooms.answers.models import Answer, Doubt, Help, Question
from qunce.rooms.answers.tests.questions import token, typed
from qunce.rooms.library.models import Item
from stage import Stage

LogIn = Callable[[Person], Client]
COLUMN, DESK = "/m/hr/questions/", "/c/hr/questions/"
STEP = timedelta(hours=3)  # the clock's jobs run oftener; nothing here is due sooner
NIGHT = timedelta(hours=12)
NOTICE = "试用期员工提前离职，要提前几天通知？"
LAW, PAY = "劳动法", "薪酬"


@dataclass
class Column:
    """The column as people use it on its pages, at the stage's time."""

    stage: Stage
    log_in: LogIn

    def sends(self, person: Person, path: str, **told: str) -> None:
        """Let somebody send a form; it is taken, not shown again with a fault."""
        answer = self.log_in(person).post(path, told)
        assert answer.status_code == 302, answer.content.decode()
        self.stage.work()

    def reads(self, person: Person, path: str) -> str:
        answer = self.log_in(person).get(path)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def asks(self, person: Person, title: str, **about: str) -> Question:
        self.sends(person, f"{COLUMN}ask/", **typed(title=title, **about))
        return Question.objects.get(title=title)

    def answers(self, person: Person, question: Question, text: str) -> Answer:
        self.sends(person, f"{COLUMN}{question.pk}/answer/", text=text, form=token())
        return Answer.objects.get(question=question, text=text)

    def until(self, *, day: int, hour: int) -> None:
        """Let time pass up to a day and an hour of these four weeks; the clock does its part."""
        end = self.stage.now.replace(day=day, hour=hour, minute=0)
        assert end > self.stage.now
        while self.stage.now < end:
            is_near = end - self.stage.now <= timedelta(days=1)
            self.stage.now = min(self.stage.now + (STEP if is_near else NIGHT), end)
            keeping.tick(self.stage.now)
            self.stage.work()


def told(person: Person) -> list[str]:
    """Return what somebody was told by mail, and forget it."""
    assert person.account
    mine = [str(each.body) for each in mail.outbox if person.account.email in each.to]
    mail.outbox[:] = [each for each in mail.outbox if person.account.email not in each.to]
    return mine


def lines(kind: str) -> list[Task]:
    return list(Task.objects.filter(kind=kind, state="open"))


@pytest.fixture
def column(web_stage: Stage, log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> Column:
    """Return the column of the first of March 2027, a Monday; pages live at the stage's time."""
    web_stage.now = datetime(2027, 3, 1, 9, tzinfo=web_stage.now.tzinfo)
    monkeypatch.setattr("qunce.clock.now", lambda: web_stage.now)
    return Column(web_stage, log_in)


def agree(column: Column, name: str, tier: Tier, topic: str = "") -> Person:
    """Let somebody of a tier join the group and agree on the phone to be asked."""
    person = enter(column.stage.group.community, name)
    person.tier = tier
    person.save()
    join(person, column.stage.group)
    column.sends(person, f"{COLUMN}helping/", **({"topics": topic} if topic else {}))
    return person


@pytest.fixture
def helpers(column: Column) -> dict[str, Person]:
    """Return who agreed to be asked: two seniors with a topic each, and a manager for any."""
    return {
        "Tom": agree(column, "Tom", Tier.SENIOR, LAW),
        "Sue": agree(column, "Sue", Tier.SENIOR, PAY),
        "Max": agree(column, "Max", Tier.MANAGER),
    }


def first_week(column: Column, helpers: dict[str, Person], ben: Person, lin: Person) -> None:
    """Asked without a name, answered by who knows the topic, thanked, accepted, kept."""
    tom, max_ = helpers["Tom"], helpers["Max"]
    question = column.asks(ben, NOTICE, is_hidden="on")
    page = f"{COLUMN}{question.pk}/"
    assert "Ben" not in column.reads(tom, page)
    assert "Ben" in column.reads(lin, f"{DESK}{question.pk}/")
    assert all(NOTICE in told(each)[0] for each in (tom, max_))
    assert told(helpers["Sue"]) == []  # named another topic
    column.until(day=2, hour=9)
    answer = column.answers(tom, question, "提前三天书面通知即可。")
    assert "有回答了" in told(ben)[0]
    column.sends(ben, f"/m/hr/answers/{answer.pk}/thank/")
    column.sends(ben, f"/m/hr/answers/{answer.pk}/accept/")
    assert "采纳" in told(tom)[-1]
    column.sends(lin, f"/c/hr/answers/{answer.pk}/library/")
    item = Item.objects.get(title=NOTICE)
    assert (item.state, item.credit) == ("draft", "Tom")
    column.sends(lin, f"/c/hr/library/{item.pk}/do/submit/")
    column.sends(lin, f"/c/hr/library/{item.pk}/publish/")
    alike = column.log_in(ben).post(f"{COLUMN}alike/", {"title": "试用期离职提前几天通知"})
    assert f"/m/hr/library/{item.pk}/" in alike.content.decode()


def second_week(column: Column, helpers: dict[str, Person], ben: Person, lin: Person) -> None:
    """Nobody answers: whoever has least to do is asked, reminded by day, and admins are told."""
    sue, max_ = helpers["Sue"], helpers["Max"]
    column.until(day=8, hour=10)
    told(max_)
    question = column.asks(ben, "年终奖按什么比例折算给年中离职的人？", topic=PAY)
    assert len(told(sue)) == len(told(max_)) == 1
    column.until(day=8, hour=21)
    assert told(sue) == []
    column.until(day=9, hour=7)
    assert told(sue) == []  # twelve hours are over, but nobody is woken (M53)
    column.until(day=9, hour=10)
    assert "还在等" in told(sue)[0]
    assert not lines("answers_late")
    column.until(day=10, hour=10)
    assert [each.role for each in lines("answers_late")] == ["content"]
    assert len(told(sue)) == 0  # reminded once
    column.answers(lin, question, "看制度里怎么写；没写就按当年工作月数折算。")
    assert not lines("answers_late")
    assert not question.requests.filter(state="waiting").exists()


def third_week(column: Column, helpers: dict[str, Person], ben: Person, lin: Person) -> None:
    """An accepted answer is doubted, found wrong, mended by its author, and accepted again."""
    tom, sue = helpers["Tom"], helpers["Sue"]
    column.until(day=15, hour=10)
    question = column.asks(ben, "法定节假日加班能不能用调休代替？")
    answer = column.answers(tom, question, "可以，安排调休就不用付加班费。")
    column.sends(ben, f"/m/hr/answers/{answer.pk}/accept/")
    told(tom)
    column.sends(sue, f"/m/hr/answers/{answer.pk}/doubt/", text="法定节假日必须付三倍工资。")
    assert [each.link for each in lines("answers_doubt")] == [f"{DESK}{question.pk}/"]
    doubt = Doubt.objects.get()
    column.sends(lin, f"/c/hr/doubts/{doubt.pk}/uphold/", note="法定节假日不能以调休代替。")
    assert not lines("answers_doubt")
    assert "法定节假日不能以调休代替。" in told(tom)[0]
    page = column.reads(ben, f"{COLUMN}{question.pk}/")
    assert "法定节假日不能以调休代替。" in page
    assert Question.objects.get(pk=question.pk).state == "answered"
    column.sends(tom, f"/m/hr/answers/{answer.pk}/change/", text="不能，须付三倍工资。")
    column.sends(ben, f"/m/hr/answers/{answer.pk}/accept/")
    answer.refresh_from_db()
    assert (answer.state, answer.warning) == ("accepted", "")


def fourth_week(column: Column, helpers: dict[str, Person], ben: Person, lin: Person) -> None:
    """A question of the group is found, taken in, answered in the group, and put in the library."""
    stage, tom = column.stage, helpers["Tom"]
    column.until(day=22, hour=10)
    asked = stage.say(ben, "请教大家，哺乳期员工每天一小时怎么安排？")
    column.until(day=22, hour=13)
    assert not lines("answers_offer")
    column.until(day=22, hour=15)
    (offer,) = lines("answers_offer")
    assert ["message", asked.pk] in offer.subjects
    column.sends(lin, f"/c/hr/messages/{asked.pk}/question/", topic=LAW)
    assert not lines("answers_offer")
    question = Question.objects.get(message=asked)
    posted = stage.group.messages.order_by("-id")[0]
    assert f"{COLUMN}{question.pk}/" in posted.text
    assert posted.reply_to == asked
    member = Membership.objects.get(group=stage.group, person=tom)
    words = "可以拆成两次，也可以合并，和员工商量着定。"
    web.post(member, words, key="tom-1", now=stage.now, reply_to=asked.platform_id)
    stage.later(minutes=1)
    answer = Answer.objects.get(question=question)
    assert (answer.state, answer.text) == ("found", words)
    column.sends(ben, f"/m/hr/answers/{answer.pk}/accept/")
    column.sends(lin, f"/c/hr/answers/{answer.pk}/library/", named="on")
    assert Item.objects.get(title=question.title).credit == "Tom"


@pytest.mark.django_db
def test_story_m26_four_weeks_of_the_column(
    column: Column, helpers: dict[str, Person], ben: Person, lin: Person
) -> None:
    first_week(column, helpers, ben, lin)
    second_week(column, helpers, ben, lin)
    third_week(column, helpers, ben, lin)
    fourth_week(column, helpers, ben, lin)
    column.until(day=28, hour=20)
    states = Question.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == ["settled", "answered", "settled", "settled"]
    assert not [each for each in column.stage.tasks() if each.kind.startswith("answers")]
    page = column.reads(lin, DESK)
    assert all(each in page for each in Question.objects.values_list("title", flat=True))


@pytest.mark.django_db
def test_story_m26_questions_spread_over_who_knows_the_topic_and_go_on_when_passed_on(
    column: Column, helpers: dict[str, Person], ben: Person
) -> None:
    sue, pia = helpers["Sue"], agree(column, "Pia", Tier.SENIOR, PAY)
    community = column.stage.group.community
    about = {"ask_at_once": 1, "most_open": 2}
    playbook.change(community, "answers", about, by=SHELL, now=column.stage.now)
    asked = []
    for title in (
        "宽带薪酬怎么定带宽？",
        "调薪预算怎么分到部门？",
        "年薪制怎么交社保？",
        "奖金什么时候发？",
    ):
        column.stage.later(minutes=5)
        question = column.asks(ben, title, topic=PAY)
        asked.append(question.requests.get().person)
    assert asked == [sue, pia, sue, pia]
    column.stage.later(minutes=5)
    more = column.asks(ben, "股权激励怎么缴税，有人办过吗？", topic=PAY)
    assert more.requests.get().person == helpers["Max"]  # both who know it have enough to do
    first = Question.objects.get(title="宽带薪酬怎么定带宽？")
    column.sends(sue, f"{COLUMN}{first.pk}/pass/")
    states = dict(first.requests.values_list("person__name", "state"))
    assert states == {"Sue": "passed", "Max": "waiting"}  # Pia is full, Max has one
    column.log_in(ben).post(f"{COLUMN}helping/", {"topics": PAY})
    assert not Help.objects.filter(person=ben).exists()  # a beginner is not asked

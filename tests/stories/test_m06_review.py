"""M06: group owner and admins review who applies, with a promise, a question, and a friendly no."""

from datetime import timedelta

from django.core import mail
from django.test import Client

from cast import as_actor
from qunce.chat.models import Message
from qunce.people.models import Membership, Person
from qunce.rooms.admission import approval, arrivals, jobs, reviewing
from qunce.rooms.admission.approval import Choice
from qunce.rooms.admission.domain import ArrivalState
from qunce.rooms.admission.models import Application, Arrival
from qunce.rooms.admission.tests import waiting
from stage import Stage


def test_story_m06_from_the_queue_to_the_member_in_the_web_group(
    web_stage: Stage, mia: Person
) -> None:
    found = waiting.application(web_stage.group, web_stage.now)
    waiting.confirmed(found, "lina@corp.example.com", web_stage.now)
    jobs.tick(web_stage.now)
    assert [task.kind for task in web_stage.tasks()] == ["applications"]
    approval.approve(found, Choice(), by=as_actor(mia), now=web_stage.now)
    web_stage.later(minutes=3)
    assert web_stage.tasks() == []
    said = Message.objects.filter(group=web_stage.group, text__contains="欢迎 李娜 加入")
    assert said.count() == 1
    link = next(line for line in mail.outbox[-1].body.split() if "/in/" in line)
    phone = Client(headers={"User-Agent": "MicroMessenger iPhone"})
    path = link.removeprefix("点这里进群：").split("://", 1)[1].split("/", 1)[1]
    phone.post(f"/{path}")
    home = phone.get("/m/hr/").content.decode()
    assert web_stage.group.name in home


def test_story_m06_a_question_is_answered_and_the_promise_counts_anew(
    manual_stage: Stage, mia: Person
) -> None:
    found = waiting.application(manual_stage.group, manual_stage.now)
    reviewing.ask(found, "您负责哪个模块？", by=as_actor(mia), now=manual_stage.now)
    manual_stage.later(minutes=3)
    assert found.token in mail.outbox[-1].body
    manual_stage.later(hours=20)
    reviewing.answer(found, "薪酬和绩效", by=as_actor(mia), now=manual_stage.now)
    manual_stage.later(hours=23)
    jobs.tick(manual_stage.now)
    assert [task.urgent for task in manual_stage.tasks()] == [False]
    manual_stage.later(hours=2)
    jobs.tick(manual_stage.now)
    assert [task.urgent for task in manual_stage.tasks()] == [True]


def test_story_m06_a_friendly_no_says_when_to_come_again(manual_stage: Stage, mia: Person) -> None:
    found = waiting.application(manual_stage.group, manual_stage.now)
    reviewing.decline(found, "不是HR从业者", by=as_actor(mia), now=manual_stage.now)
    manual_stage.later(minutes=3)
    assert "感谢您申请加入" in mail.outbox[-1].body
    assert "2026-12-23" in mail.outbox[-1].body
    assert Application.objects.get().reapply_at == found.decided_at + timedelta(days=30)  # type: ignore[operator]  # it was decided


def test_story_m06_a_full_wechat_group_takes_the_next_when_somebody_leaves(
    manual_stage: Stage, ben: Person, mia: Person
) -> None:
    group = manual_stage.group
    group.capacity = 3
    group.save()
    for name in ("李娜", "王芳"):
        found = waiting.application(group, manual_stage.now, name)
        approval.approve(found, Choice(), by=as_actor(mia), now=manual_stage.now)
    first, second = Arrival.objects.order_by("id")
    assert (first.state, second.state) == ("adding", "waitlisted")
    for state in (ArrivalState.ADDING, ArrivalState.INVITING):
        arrivals.tick(first, state, by=as_actor(mia), now=manual_stage.now)
    waiting.appears(group, "李娜-字节-HRBP", manual_stage.now + timedelta(minutes=1))
    manual_stage.later(minutes=2)
    first.refresh_from_db()
    assert first.identity is not None
    arrivals.tick(first, ArrivalState.WELCOMING, by=as_actor(mia), now=manual_stage.now)
    manual_stage.work()
    assert Membership.objects.filter(group=group, state="active").count() == 3
    assert manual_stage.tasks() == []
    waiting.leaves(group, "Ben", manual_stage.now + timedelta(minutes=1))
    manual_stage.later(minutes=2)
    second.refresh_from_db()
    assert second.state == "adding"
    assert [task.kind for task in manual_stage.tasks()] == ["arrivals"]

"""The applicant's page after the decision: the way into each group, and a new start."""

from datetime import timedelta

import pytest
from django.test import Client

from cast import as_actor
from qunce import clock
from qunce.people.models import Group, Person
from qunce.rooms.admission import approval, arrivals, reviewing
from qunce.rooms.admission.approval import Choice
from qunce.rooms.admission.domain import ArrivalState
from qunce.rooms.admission.models import Application, Arrival
from qunce.rooms.admission.tests import waiting
from qunce.store.secrets import encrypt

pytestmark = pytest.mark.django_db


def page_of(application: Application) -> str:
    return Client().get(f"/apply/{application.token}/").content.decode()


def approved(group: Group, mia: Person, name: str = "李娜") -> Application:
    found = waiting.application(
        group, clock.now(), name, wechat=encrypt("wx"), token=f"secret-token-of-{name}-0123456789"
    )
    approval.approve(found, Choice(), by=as_actor(mia), now=clock.now())
    return found


def test_who_is_let_in_reads_the_next_step_the_code_word_and_the_nickname(
    manual_group: Group, mia: Person
) -> None:
    found = approved(manual_group, mia)
    page = page_of(found)
    assert manual_group.name in page
    assert "接下来管理员会加您微信" in page
    assert found.code_word in page
    assert "李娜-字节跳动-HRBP" in page
    way = Arrival.objects.get()
    for said in ("拉您进群", "您已在群里"):
        arrivals.tick(way, ArrivalState(way.state), by=as_actor(mia), now=clock.now())
        assert said in page_of(found)


def test_who_waits_for_a_seat_reads_the_place_in_the_line(manual_group: Group, mia: Person) -> None:
    Group.objects.filter(pk=manual_group.pk).update(capacity=1)
    manual_group.refresh_from_db()
    approved(manual_group, mia, "王芳")
    second = approved(manual_group, mia, "张伟")
    place = Arrival.objects.filter(state="waitlisted", pk__lte=second.arrivals.get().pk).count()
    assert f"您排在候补第 {place} 位" in page_of(second)
    assert "李娜" not in page_of(second)


def test_in_a_web_group_the_page_leads_in(web_group: Group, mia: Person) -> None:
    page = page_of(approved(web_group, mia))
    assert "您已在群里" in page
    assert "/m/hr/" in page
    assert "暗号" not in page


def test_who_was_declined_may_start_anew_when_the_time_has_come(
    manual_group: Group, mia: Person
) -> None:
    found = waiting.application(manual_group, clock.now(), token="secret-token-0123456789abcdef")
    reviewing.decline(found, "身份没能核实", by=as_actor(mia), now=clock.now())
    assert "重新申请" not in page_of(found)
    Application.objects.filter(pk=found.pk).update(reapply_at=clock.now() - timedelta(days=1))
    assert f"/join/hr/{manual_group.key}/" in page_of(found)


def test_more_evidence_is_folded_away_once_there_is_enough(manual_group: Group) -> None:
    found = waiting.application(manual_group, clock.now(), token="secret-token-0123456789abcdef")
    assert "<details" not in page_of(found).partition("<main")[2].partition('id="mailbox"')[0]
    waiting.confirmed(found, "hr@bytedance.example.com", clock.now())
    assert '<details class="mb-3" id="more">' in page_of(found)


@pytest.mark.parametrize("answered", [True, False])
def test_an_answer_that_comes_too_late_is_told_and_not_lost(
    answered: bool, manual_group: Group, mia: Person
) -> None:
    found = waiting.application(manual_group, clock.now(), token="secret-token-0123456789abcdef")
    reviewing.ask(found, "哪个部门？", by=as_actor(mia), now=clock.now())
    other = Application.objects.get(pk=found.pk)
    if answered:  # in another window, so that nothing is asked any more
        reviewing.answer(other, "薪酬组", by=as_actor(mia), now=clock.now())
    else:
        reviewing.decline(other, "身份没能核实", by=as_actor(mia), now=clock.now())
    sent = {"text": "在薪酬绩效组，带三个人"}
    page = Client().post(f"/apply/{found.token}/answer/", sent, follow=True).content.decode()
    assert "您刚才写的是：在薪酬绩效组，带三个人" in page
    assert page.count("在薪酬绩效组") == 1

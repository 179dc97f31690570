"""Several applicants are asked or declined with one text, after a look at who reads it."""

from collections.abc import Callable, Mapping
from datetime import datetime

import pytest
from django.test import Client

from qunce import clock
from qunce.kernel.actors import SHELL
from qunce.ledger.models import Entry
from qunce.people.models import Community, Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.admission.models import Application, Remark
from qunce.rooms.admission.tests import waiting

pytestmark = pytest.mark.django_db
QUEUE, BULK = "/c/hr/applications/", "/c/hr/applications/bulk/"
ANSWER = f"{BULK}answer/"
REASON = "身份没能核实"
LogIn = Callable[[Person], Client]


@pytest.fixture
def now() -> datetime:
    """Return the real time: pages ask the clock."""
    return clock.now()


def text_of(client: Client, path: str, data: Mapping[str, object]) -> str:
    response = client.post(path, dict(data), follow=True)
    assert response.status_code == 200
    return response.content.decode()


def states() -> list[str]:
    return list(Application.objects.order_by("pk").values_list("state", flat=True))


def test_several_are_asked_with_one_text_and_who_was_left_out_still_waits(
    manual_group: Group, mia: Person, log_in: LogIn, now: datetime
) -> None:
    names = ("李娜", "王芳", "张伟")
    found = [waiting.application(manual_group, now, each) for each in names[:2]]
    found.append(waiting.application(manual_group, now, names[2], email=""))
    desk, keys = log_in(mia), [each.pk for each in found]
    page = text_of(desk, BULK, {"verb": "ask", "application": keys})
    assert all(name in page for name in names)
    assert page.count("没有邮箱") == 1  # of whom nobody hears by mail
    assert states() == ["waiting"] * 3
    sent = {"verb": "ask", "application": keys[1:]}
    assert "请写下您想了解的内容" in text_of(desk, ANSWER, {**sent, "text": " "})
    assert states() == ["waiting"] * 3
    text_of(desk, ANSWER, {**sent, "text": "您负责哪个模块？"})
    assert states() == ["waiting", "asked", "asked"]
    assert set(Remark.objects.values_list("text", flat=True)) == {"您负责哪个模块？"}
    assert "都已不在待审核中" in text_of(desk, ANSWER, {**sent, "text": "再问一次"})  # nobody twice


def test_several_are_declined_with_one_reason_and_taken_back_together(
    manual_group: Group, web_group: Group, mia: Person, log_in: LogIn, now: datetime
) -> None:
    found = [waiting.application(manual_group, now), waiting.application(web_group, now, "王芳")]
    desk, keys = log_in(mia), [each.pk for each in found]
    sent = {"verb": "decline", "application": keys, "words": "欢迎补充后再来"}
    page = text_of(desk, ANSWER, sent | {"reason": ""})
    assert "欢迎补充后再来" in page  # shown again with what was typed
    assert states() == ["waiting", "waiting"]
    text_of(desk, ANSWER, sent | {"reason": REASON})
    assert states() == ["declined", "declined"]
    told = Application.objects.values_list("reason_words", flat=True)
    assert all("欢迎补充后再来" in each for each in told)
    assert Entry.objects.filter(fact__endswith="ApplicantDeclined").count() == 2
    text_of(desk, f"{QUEUE}undo/", {"application": keys})
    assert states() == ["waiting", "waiting"]


def test_only_reasons_that_all_their_groups_know_are_offered(
    community: Community,
    manual_group: Group,
    web_group: Group,
    mia: Person,
    log_in: LogIn,
    now: datetime,
) -> None:
    def own(*reasons: str) -> None:
        change = {"reasons": reasons}
        playbook.change(community, "review", change, by=SHELL, now=now, group=web_group)

    found = [waiting.application(manual_group, now), waiting.application(web_group, now, "王芳")]
    desk, keys = log_in(mia), [each.pk for each in found]
    own(f"{REASON}：请补充", "本群已满：抱歉")
    page = text_of(desk, BULK, {"verb": "decline", "application": keys})
    assert REASON in page
    assert "本群已满" not in page
    assert "曾被移出" not in page
    own("本群已满：抱歉")
    page = text_of(desk, BULK, {"verb": "decline", "application": keys})
    assert "请按群分别婉拒" in page
    assert states() == ["waiting", "waiting"]


def test_nobody_ticked_is_told(mia: Person, log_in: LogIn) -> None:
    assert "请先勾选" in text_of(log_in(mia), BULK, {"verb": "decline"})

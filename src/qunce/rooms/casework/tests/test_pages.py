"""The pages of the monthly case: telling and arguing on the phone, and the steps in the console."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from qunce.people.models import Group, Person
from qunce.rooms.casework.models import Argument, Proposal, Study

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
MEMBERS, CONSOLE = "/m/hr/monthly/", "/c/hr/monthly/"
TOKEN = "form-token-of-a-browser-x"
SCENARIO = {"title": "考核", "scenario": "某经理不肯面谈。", "positions": "先沟通\n按制度"}


class Clock:
    """The time of the pages."""

    now: datetime


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> Clock:
    """Let the pages live at a time that tests move."""
    watch = Clock()
    watch.now = noon
    monkeypatch.setattr("qunce.clock.now", lambda: watch.now)
    return watch


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def called(console: Client) -> str:
    console.post(f"{CONSOLE}call/", {"title": "部门经理不配合考核", "text": "说说您的经历"})
    return f"{Study.objects.get().pk}/"


def test_from_the_call_to_the_method_by_the_pages(
    web_group: Group, ben: Person, lin: Person, clock: Clock, log_in: LogIn
) -> None:
    console, phone = log_in(lin), log_in(ben)
    assert "还没有案例" in text_of(phone, MEMBERS)
    pk = called(console)
    assert "部门经理不配合考核" in text_of(phone, "/m/hr/")
    phone.post(f"{MEMBERS}{pk}propose/", {"text": "他叫 Ben，电话 13800000000", "form": TOKEN})
    proposal = Proposal.objects.get()
    assert "13800000000" in text_of(console, f"{CONSOLE}{pk}")
    console.post(f"{CONSOLE}{pk}choose/", {"proposal": proposal.pk})
    console.post(f"{CONSOLE}{pk}write/", SCENARIO)
    console.post(f"{CONSOLE}{pk}check/")
    console.post(f"{CONSOLE}{pk}open/")
    assert "先沟通" in text_of(phone, f"{MEMBERS}{pk}")
    said = {"position": "0", "text": "先听听他怎么想", "form": TOKEN}
    phone.post(f"{MEMBERS}{pk}argue/", said)
    phone.post(f"{MEMBERS}{pk}argue/", said)
    assert Argument.objects.count() == 1
    clock.now += timedelta(hours=49)
    late = phone.post(f"{MEMBERS}{pk}argue/", said | {"form": TOKEN + "y"}).content.decode()
    assert "现在没有在讨论" in late
    console.post(f"{CONSOLE}{pk}close/")
    console.post(f"{CONSOLE}{pk}method/", {"situation": "草稿一句", "draft": "1"})
    assert "草稿一句" in text_of(console, f"{CONSOLE}{pk}")
    refused = console.post(f"{CONSOLE}{pk}method/", {"situation": "写了一半"}).content.decode()
    assert "请填写这一项" in refused
    assert "写了一半" in refused
    console.post(f"{CONSOLE}{pk}method/", {"situation": "经过", "lesson": "先解决他的问题"})
    page = text_of(phone, f"{MEMBERS}{pk}")
    assert "先解决他的问题" in page
    assert "Ben" in page


def test_while_it_is_written_its_page_says_so_and_nothing_of_it(
    web_group: Group, ben: Person, lin: Person, log_in: LogIn
) -> None:
    console, phone = log_in(lin), log_in(ben)
    pk = called(console)
    console.post(f"{CONSOLE}{pk}choose/")
    console.post(f"{CONSOLE}{pk}write/", SCENARIO | {"title": "还没脱敏的标题"})
    away = text_of(phone, f"{MEMBERS}{pk}")  # the groups have its address
    assert "讨论很快开始" in away
    for page in (away, text_of(phone, MEMBERS)):
        assert "还没脱敏的标题" not in page
        assert SCENARIO["scenario"] not in page
    console.post(f"{CONSOLE}{pk}drop/", {"reason": "当事人不愿意"})
    dropped = text_of(phone, f"{MEMBERS}{pk}")
    assert "这一期取消了" in dropped
    assert "当事人不愿意" not in dropped


def test_what_may_tell_who_it_was_is_marked_replaced_and_ticked(
    ben: Person, lin: Person, log_in: LogIn
) -> None:
    console = log_in(lin)
    pk = called(console)
    console.post(f"{CONSOLE}{pk}choose/")
    console.post(f"{CONSOLE}{pk}write/", SCENARIO | {"scenario": "<b>Ben</b> 在云杉集团，48 人"})
    page = text_of(console, f"{CONSOLE}{pk}")
    assert "<mark" in page
    assert "<b>Ben</b>" not in page
    assert "要先去掉" in page
    console.post(f"{CONSOLE}{pk}check/", {"looked": "3"})
    assert Study.objects.get().state == "masked"
    console.post(f"{CONSOLE}{pk}replace/", {"kind": ["member"]})
    assert "Ben" not in Study.objects.get().scenario
    console.post(f"{CONSOLE}{pk}check/", {"looked": "2"})
    assert Study.objects.get().state == "checked"


def test_bad_input_is_told_at_its_field(ben: Person, lin: Person, log_in: LogIn) -> None:
    console, phone = log_in(lin), log_in(ben)
    assert "请填写这一项" in console.post(f"{CONSOLE}call/", {"title": ""}).content.decode()
    pk = called(console)
    page = phone.post(f"{MEMBERS}{pk}propose/", {"text": ""}).content.decode()
    assert "请填写这一项" in page
    console.post(f"{CONSOLE}{pk}choose/")
    one = console.post(f"{CONSOLE}{pk}write/", SCENARIO | {"positions": "只有一个"})
    assert "至少写两个立场" in one.content.decode()
    assert "只有一个" in one.content.decode()
    assert "请填写这一项" in console.post(f"{CONSOLE}{pk}drop/", {"reason": ""}).content.decode()
    console.post(f"{CONSOLE}{pk}drop/", {"reason": "不合适"})
    assert Study.objects.get().state == "dropped"


def test_only_those_who_lead_it_do_the_steps_and_others_never_see_it(
    ben: Person, lin: Person, mia: Person, olga: Person, log_in: LogIn
) -> None:
    pk = called(log_in(lin))
    assert log_in(mia).post(f"{CONSOLE}{pk}choose/").status_code == 403
    assert log_in(ben).get(f"{CONSOLE}{pk}").status_code == 403
    assert log_in(olga).get(f"{MEMBERS}{pk}").status_code == 404
    form = {"text": "我的案例", "form": TOKEN}
    log_in(ben).post(f"{MEMBERS}{pk}propose/", form)
    back = f"{MEMBERS}proposals/{Proposal.objects.get().pk}/back/"
    assert log_in(mia).post(back).status_code == 404
    log_in(ben).post(back)
    assert Proposal.objects.get().state == "withdrawn"

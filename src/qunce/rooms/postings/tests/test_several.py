"""Several posts are answered at once: approved after a preview, asked or declined with one text."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import as_actor
from qunce.kernel.actors import SHELL
from qunce.people.models import Community, Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.postings import queue, reviewing
from qunce.rooms.postings.models import Posting, TwoCompanies
from qunce.rooms.postings.tests.offers import offer

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def clock_stands_still(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> None:
    monkeypatch.setattr("qunce.clock.now", lambda: noon)


def test_many_are_approved_at_once_after_a_preview(
    community: Community, web_group: Group, mia: Person, noon: datetime, log_in: LogIn
) -> None:
    found = [offer(community, noon, title=title) for title in ("薪酬主管", "HRBP", "HRD")]
    desk, keys = log_in(mia), {"posting": [each.pk for each in found]}
    assert desk.post("/c/hr/postings/bulk/", {})["Location"] == "/c/hr/postings/"
    page = desk.post("/c/hr/postings/bulk/", keys).content.decode()
    assert page.count("2026-11-25 20:00") == 2
    assert page.count("2026-12-02 20:00") == 1  # the third goes to the week after
    assert Posting.objects.filter(state="waiting").count() == 3
    desk.post("/c/hr/postings/bulk/approve/", keys)
    slots = sorted(f"{each.slot_at:%d}" for each in Posting.objects.all() if each.slot_at)
    assert slots == ["02", "25", "25"]


def test_the_preview_names_what_may_be_the_same_company(
    community: Community, web_group: Group, mia: Person, noon: datetime, log_in: LogIn
) -> None:
    one = offer(community, noon, company="云杉精密")
    offer(community, noon, company="苏州云杉精密", title="HRD")
    page = log_in(mia).post("/c/hr/postings/bulk/", {"posting": [one.pk]}).content.decode()
    assert "可能与「苏州云杉精密」是同一家公司" in page
    assert f"/c/hr/postings/{one.pk}/#near" in page


def test_the_names_are_read_once_however_many_are_looked_at(
    community: Community, web_group: Group, mia: Person, noon: datetime, log_in: LogIn
) -> None:
    keys = [offer(community, noon, company=of).pk for of in ("云杉精密", "苏州云杉精密", "青禾")]
    desk = log_in(mia)
    with CaptureQueriesContext(connection) as asked:
        page = desk.post("/c/hr/postings/bulk/", {"posting": keys}).content.decode()
    assert page.count("是同一家公司") == 2
    assert sum(TwoCompanies._meta.db_table in each["sql"] for each in asked) == 1


@pytest.mark.parametrize(("cap", "lines"), [(2, 45), (6, 15)])
def test_the_preview_counts_those_before_and_an_approval_keeps_to_it(
    cap: int, lines: int, community: Community, web_group: Group, mia: Person, noon: datetime
) -> None:
    hour = {"cap": cap, "lines": lines}
    playbook.change(community, "slots.recruitment", hour, by=SHELL, now=noon)
    last = date(2026, 11, 30)
    named = [
        ("薪酬主管", "云杉精密"),
        ("HRBP", "云杉精密有限公司"),
        ("HRD", "青禾"),
        ("HRD", "远山"),
    ]
    found = [offer(community, noon, title=title, company=of) for title, of in named]
    found.append(offer(community, noon, title="法务", company="春泥", deadline=last))
    told = queue.prospects_of(found, noon)
    done = reviewing.approve_all(found, by=as_actor(mia), now=noon)
    assert [(each.at, each.fault) for each in told] == [(each.at, each.fault) for each in done]
    assert len({each.at for each in told}) > 2  # the first hour, the second, and none
    assert told[-1].fault is not None
    assert "2026-12-" in str(told[-1].fault.params["day"])


def test_several_are_asked_or_declined_with_one_text(
    community: Community, web_group: Group, mia: Person, noon: datetime, log_in: LogIn
) -> None:
    found = [offer(community, noon, title=title) for title in ("薪酬主管", "HRBP", "HRD")]
    desk, bulk = log_in(mia), "/c/hr/postings/bulk/"
    page = desk.post(bulk, {"verb": "ask", "posting": [found[0].pk]}).content.decode()
    assert "薪酬主管" in page
    assert "HRBP" not in page
    empty = {"verb": "ask", "posting": [found[0].pk], "text": " "}
    assert "薪酬主管" in desk.post(f"{bulk}answer/", empty).content.decode()
    assert Posting.objects.filter(state="waiting").count() == 3
    desk.post(f"{bulk}answer/", {**empty, "text": "薪资是税前吗？"})
    reason, own = "重复", "请合并成一条"
    data = {"verb": "decline", "posting": [each.pk for each in found], "reason": reason}
    page = desk.post(f"{bulk}answer/", {**data, "reason": "", "words": own}).content.decode()
    assert own in page  # shown again with what was typed
    desk.post(f"{bulk}answer/", {**data, "words": own})
    states = [Posting.objects.get(pk=each.pk).state for each in found]
    assert states == ["asked", "declined", "declined"]  # who was asked does not wait any more
    page = desk.get("/c/hr/postings/").content.decode()
    assert "您刚刚处理的" in page
    desk.post("/c/hr/postings/undo/", {"posting": [found[1].pk, found[2].pk, "x"]})
    assert Posting.objects.filter(state="waiting").count() == 2

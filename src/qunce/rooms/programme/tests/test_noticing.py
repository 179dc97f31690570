"""Notices by hand: all of it planned or nothing, at times that the calendar has room for (M22)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from qunce import clock
from qunce.kernel.actors import SHELL
from qunce.people.models import Community, Group, Person
from qunce.rooms.programme import noticing, queries
from qunce.rooms.programme.domain import ItemState
from qunce.rooms.programme.models import Item
from qunce.rooms.programme.noticing import DAY_BEFORE, FIRST, HOUR_BEFORE, Notice, PartError

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
BOTH = frozenset({DAY_BEFORE, HOUR_BEFORE})


def plan(community: Community, noon: datetime, starts: datetime, **more: object) -> list[Item]:
    notice = Notice(title="薪酬沙龙", starts=starts, **more)  # type: ignore[arg-type]
    return noticing.announce(notice, queries.known_of(community), by=SHELL, now=noon)


def test_a_notice_and_its_reminders_are_ready_at_their_times(
    community: Community, web_group: Group, noon: datetime
) -> None:
    more = {
        "place": "图书馆 3 楼",
        "link": "https://q.cn/e",
        "words": "带上案例",
        "reminders": BOTH,
    }
    starts = noon.replace(day=26, hour=19)
    items = plan(community, noon, starts, first_at=noon + timedelta(hours=3), **more)
    known = queries.known_of(community)
    assert [known.said(each.at)[5:] for each in items] == [
        "11-23 15:00",
        "11-25 18:00",
        "11-26 18:00",
    ]
    assert {each.state for each in items} == {ItemState.REVIEWED}
    first, evening, _hour = [Item.objects.get(pk=each.pk).text for each in items]
    assert first.split("\n")[2:] == ["地点：图书馆 3 楼", "带上案例", "详情：https://q.cn/e"]
    assert "11月26日 19:00" in first
    assert evening.startswith("【明天】薪酬沙龙")
    assert "带上案例" not in evening


@pytest.mark.parametrize(
    ("hours", "more", "part"),
    [
        (-1, {}, "starts"),
        (30, {"first_at": 40}, FIRST),
        (30, {"first_at": 12}, FIRST),
        (3, {"first_at": 1, "reminders": BOTH}, DAY_BEFORE),
        (21, {"reminders": frozenset({HOUR_BEFORE})}, HOUR_BEFORE),
        (30, {}, FIRST),
    ],
    ids=["past", "notice after it", "quiet", "no evening left", "quiet hour", "nothing chosen"],
)
def test_what_does_not_fit_is_said_at_its_place_and_nothing_is_planned(
    community: Community,
    web_group: Group,
    noon: datetime,
    hours: int,
    more: dict[str, object],
    part: str,
) -> None:
    if "first_at" in more:
        more = {**more, "first_at": noon + timedelta(hours=int(str(more["first_at"])))}
    with pytest.raises(PartError) as caught:
        plan(community, noon, noon + timedelta(hours=hours), **more)
    assert caught.value.part == part
    assert not Item.objects.filter(slot="extra").exists()


def test_the_page_keeps_what_was_typed_and_plans_all_at_once(
    web_group: Group,
    noon: datetime,
    wang: Person,
    log_in: LogIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: noon)
    client, page = log_in(wang), reverse("programme_notice", kwargs={"key": "hr"})
    said = {
        "title": "薪酬沙龙",
        "starts": "2026-11-23T14:00",
        "place": "图书馆",
        "day_before": "on",
    }
    text = client.post(page, said).content.decode()
    assert "提醒：" in text
    assert 'value="图书馆"' in text
    answer = client.post(page, {**said, "starts": "2026-11-26T19:00", "link": "javascript:x"})
    assert answer.status_code == 200
    assert not Item.objects.filter(slot="extra").exists()
    client.post(page, {**said, "starts": "2026-11-26T19:00", "hour_before": "on"})
    assert Item.objects.filter(slot="extra").count() == 2

"""活动预告: what rooms know of that is to come, told once and to those it is for (M22)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.conf import settings as site

from qunce.kernel.actors import SHELL
from qunce.kernel.highlights import Highlight, Highlights
from qunce.kernel.slots import Moment
from qunce.kernel.text import Words
from qunce.ledger.models import Errand, Task
from qunce.people import festivals
from qunce.people.audience import Audience
from qunce.people.models import Community, Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.programme import (
    announcing,
    jobs,
    laying,
    leaving,
    moving,
    noticing,
    planning,
    queries,
)
from qunce.rooms.programme.domain import ItemState
from qunce.rooms.programme.models import Item
from qunce.rooms.programme.moving import Extra
from qunce.rooms.programme.noticing import Notice
from qunce.rooms.programme.queries import Known
from qunce.rooms.programme.slots import notices, tip
from qunce.rooms.programme.slots.week import Line, Week
from qunce.shell.house import house
from qunce.shell.words import render
from qunce.store.codecs import decode

pytestmark = pytest.mark.django_db
TITLE = "薪酬沙龙报名截止"


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[Highlight]:
    """Let a room know of what is put into this list, and no other room of anything."""
    held: list[Highlight] = []

    def find(_community: int, since: datetime, until: datetime) -> Sequence[Highlight]:
        return [each for each in held if since <= each.at < until]

    kinds = [Highlights("events", "Events", find), announcing.COMING]
    monkeypatch.setattr(type(house), "coming", lambda _self: kinds)
    return held


@pytest.fixture
def known(community: Community, web_group: Group, manual_group: Group, noon: datetime) -> Known:
    """Return the community with its notices switched on."""
    playbook.change(community, "slots.notices", {"is_on": True}, by=SHELL, now=noon)
    found = queries.known_of(community)
    planning.plan(found, noon, noon + timedelta(days=4), now=noon)
    return found


def item(known: Known, day: int = 0) -> Item:
    rows = Item.objects.filter(community=known.community, slot="notices").order_by("at")
    return rows.select_related("community")[day]


def event(at: datetime, title: str = TITLE, group: Group | None = None) -> Highlight:
    return Highlight(title, at, "/c/hr/", "/m/hr/salon/", group.pk if group else None)


def said(known: Known, day: int = 0) -> dict[int, str]:
    """Return what each group is told on a day."""
    tasks = laying.lay_down(item(known, day), known, now=item(known, day).ready_at)
    return {
        target.group_id: render(decode(Words, task.words))
        for task in tasks
        for target in task.targets.all()
    }


def test_without_anything_to_come_nothing_is_posted_and_nobody_asked(
    known: Known, events: list[Highlight]
) -> None:
    moment = item(known).ready_at
    jobs.tick(moment)
    assert item(known).state == ItemState.SKIPPED
    assert not Errand.objects.filter(kind=laying.DELIVER, payload__item=item(known).pk).exists()
    assert not Task.objects.filter(key__contains="notices").exists()


def test_it_tells_day_time_title_and_link_and_goes_out_by_itself(
    known: Known, events: list[Highlight], noon: datetime, web_group: Group
) -> None:
    events.append(event(noon + timedelta(hours=27)))
    text = said(known)[web_group.pk]
    assert text.startswith("【活动预告】\n1. 11月24日 15:00 薪酬沙龙报名截止\nhttp")
    assert "/m/hr/salon/" in text
    assert item(known).state == ItemState.REVIEWED


def test_each_group_hears_of_what_is_in_it(
    known: Known,
    events: list[Highlight],
    noon: datetime,
    web_group: Group,
    manual_group: Group,
) -> None:
    events.append(event(noon + timedelta(hours=27), group=web_group))
    assert set(said(known)) == {web_group.pk}


def test_what_is_for_managers_is_not_told_to_a_group_in_which_others_are(
    known: Known, events: list[Highlight], noon: datetime, ben: Person
) -> None:
    events.append(replace(event(noon + timedelta(hours=27)), tiers=("manager",)))
    assert said(known) == {}


def test_each_thing_is_told_on_one_day_only(
    known: Known, events: list[Highlight], noon: datetime, web_group: Group
) -> None:
    due = item(known).at
    for hours, title in ((0, "正好开始"), (23.9, "还差六分钟"), (24, "正好一天")):
        events.append(event(due + timedelta(hours=hours), title))
    first, second = (said(known, day)[web_group.pk] for day in (0, 1))
    assert ("正好开始" in first, "还差六分钟" in first, "正好一天" in first) == (True, True, False)
    assert ("正好一天" in second, "还差六分钟" in second) == (True, False)


def test_a_wide_reach_tells_nothing_twice(
    known: Known, events: list[Highlight], noon: datetime, web_group: Group
) -> None:
    about = {"is_on": True, "reach": "72 h"}
    playbook.change(known.community, "slots.notices", about, by=SHELL, now=noon)
    known = queries.known_of(known.community)
    events.append(event(item(known).at + timedelta(hours=60)))
    told = [day for day in range(3) if said(known, day)]
    assert told == [0]


def anew(known: Known, noon: datetime, **about: object) -> Known:
    """Return the community with its notices set and planned otherwise."""
    playbook.change(known.community, "slots.notices", {"is_on": True} | about, by=SHELL, now=noon)
    known = queries.known_of(known.community)
    planning.plan_again(known, now=noon)
    return known


def test_between_two_notices_of_a_slot_that_is_not_daily_nothing_is_left_untold(
    known: Known, events: list[Highlight], noon: datetime, web_group: Group
) -> None:
    known = anew(known, noon, cron="0 18 * * 1,4")
    first, second = item(known), item(known, 1)
    assert second.at - first.at == timedelta(days=3)
    titles = ("一天之内", "两天以后", "下一次的当时")
    for hours, title in zip((20, 50, 72), titles, strict=True):
        events.append(event(first.at + timedelta(hours=hours), title))
    texts = [said(known, day)[web_group.pk] for day in (0, 1)]
    assert [[title in text for title in titles] for text in texts] == [
        [True, True, False],
        [False, False, True],
    ]


def test_a_notice_before_a_holiday_tells_of_what_comes_until_the_one_after(
    known: Known,
    events: list[Highlight],
    noon: datetime,
    web_group: Group,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rest = (item(known).at + timedelta(days=1)).date()
    special = {rest: False}
    monkeypatch.setattr(festivals, "exceptional", lambda _zone: special.get)
    known = anew(known, noon, holidays="skip")
    assert item(known, 1).at - item(known).at == timedelta(days=2)
    events.append(event(item(known).at + timedelta(hours=30)))
    assert TITLE in said(known)[web_group.pk]


def test_what_a_notice_that_was_left_out_would_have_told_comes_with_the_next(
    known: Known, events: list[Highlight], noon: datetime, web_group: Group
) -> None:
    known = anew(known, noon, reach="72 h")
    events.append(event(item(known).at + timedelta(hours=60)))
    leaving.skip(item(known), known, by=SHELL, now=noon, reason=Words("no time"))
    assert TITLE in said(known, 1)[web_group.pk]


def test_an_entry_that_was_moved_still_tells_of_its_day(
    known: Known, events: list[Highlight], noon: datetime, web_group: Group
) -> None:
    due = item(known).at
    events += [event(due + timedelta(hours=1), "快开始了"), event(due + timedelta(hours=20))]
    moving.move_to(item(known), due + timedelta(hours=2), known, by=SHELL, now=noon)
    text = said(known)[web_group.pk]
    assert (TITLE in text, "快开始了" in text) == (True, False)


# --- not twice ----------------------------------------------------------------------------------


def test_a_notice_by_hand_is_not_told_again_in_its_groups(
    known: Known,
    events: list[Highlight],
    noon: datetime,
    web_group: Group,
    manual_group: Group,
) -> None:
    at = noon + timedelta(hours=27)
    events.append(event(at))
    notice = Notice(
        "薪酬沙龙",
        at,
        first_at=noon + timedelta(hours=2),
        audience=Audience(groups=(web_group.pk,)),
    )
    noticing.announce(notice, known, by=SHELL, now=noon)
    assert set(said(known)) == {manual_group.pk}


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("明天三点：薪酬沙龙报名截止！", False),
        ("详情看 http://localhost:8000/m/hr/salon/", False),
        ("今天聊聊试用期", True),
    ],
)
def test_a_post_with_its_title_or_its_link_tells_of_it(
    known: Known,
    events: list[Highlight],
    noon: datetime,
    text: str,
    is_told: bool,
) -> None:
    events.append(event(noon + timedelta(hours=27)))
    extra = moving.add(Extra("聊聊", noon + timedelta(hours=2)), known, by=SHELL, now=noon)
    here = site.SITE_URL
    Item.objects.filter(pk=extra.pk).update(text=text.replace("http://localhost:8000", here))
    assert bool(said(known)) is is_told


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("周二三点：薪酬沙龙报名截止！", True),
        ("薪酬沙龙报名截止：11月17日 15:00", True),
        ("薪酬沙龙报名截止：2026-11-24 15:00", False),
        ("薪酬沙龙报名截止，11月17日和11月 24 日各一场", False),
    ],
)
def test_what_was_told_of_last_week_hides_nothing_of_this_week(
    known: Known, events: list[Highlight], noon: datetime, text: str, is_told: bool
) -> None:
    at = noon + timedelta(hours=27)
    events += [event(at - timedelta(weeks=1)), event(at)]
    extra = moving.add(Extra("聊聊", noon + timedelta(hours=1)), known, by=SHELL, now=noon)
    Item.objects.filter(pk=extra.pk).update(text=text, at=noon - timedelta(days=8))
    assert bool(said(known)) is is_told


def test_a_post_at_the_start_of_something_is_about_that_time(
    known: Known, events: list[Highlight], noon: datetime
) -> None:
    at = noon + timedelta(hours=4)
    events += [event(at), event(at + timedelta(hours=4))]
    extra = moving.add(Extra(TITLE, at), known, by=SHELL, now=noon)
    Item.objects.filter(pk=extra.pk).update(text="开始了")
    assert said(known)


def test_posts_of_the_programme_are_no_events(
    known: Known, events: list[Highlight], noon: datetime
) -> None:
    moving.add(Extra("海报", noon + timedelta(hours=27)), known, by=SHELL, now=noon)
    assert announcing.find_coming(known.community.pk, noon, noon + timedelta(days=2))
    assert said(known) == {}


# --- the budget ---------------------------------------------------------------------------------


def test_it_takes_a_place_of_the_day_only_when_it_says_something(
    known: Known, events: list[Highlight], noon: datetime
) -> None:
    for hour in (13, 15, 17):
        moving.add(Extra("帖子", noon.replace(hour=hour)), known, by=SHELL, now=noon)
    assert not item(known).is_over
    assert not item(known).is_counted
    events.append(event(noon + timedelta(hours=27)))
    assert said(known)
    assert (item(known).is_counted, item(known).is_over) == (True, True)


def test_a_slot_with_a_text_for_each_group_is_never_merged_into_another() -> None:
    assert not notices.SLOT.merge_into
    with pytest.raises(ValueError, match="merged"):
        replace(notices.SLOT, merge_into="briefing")
    with pytest.raises(ValueError, match="merged"):
        replace(tip.SLOT, by_group=True)


def test_a_long_day_is_cut_and_says_how_much_more(noon: datetime) -> None:
    lines = tuple(
        Line(str(n), f"活动{n}", noon + timedelta(hours=n), "/c/", "/m/") for n in range(8)
    )
    week = Week(noon, noon + timedelta(days=1), site="https://q.cn")
    text = render(notices.text_of(lines, week, notices.Config()))
    assert "6. 11月23日 17:00 活动5" in text
    assert "活动6" not in text
    assert "还有 2" in text
    drafts = notices.compose(
        Moment(1, (1,), noon, (notices.Coming(replace(week, parts=())),)), notices.Config()
    )
    assert drafts == []

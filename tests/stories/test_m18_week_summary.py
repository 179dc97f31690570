"""M18: on Sunday evening the week is summed up from what happened, each line with its source."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from cast import as_actor
from qunce import clock
from qunce.chat.models import Message
from qunce.kernel.actors import SHELL
from qunce.people.models import Person
from qunce.playbook import actions as playbook
from qunce.rooms.moderation import praise
from qunce.rooms.programme import jobs, picking, queries
from qunce.rooms.programme.domain import ItemState
from qunce.rooms.programme.models import Impact, Item
from stage import Stage

LogIn = Callable[[Person], Client]
SHARE = "续签前三十天发意向书，附流程图，大家可以直接套用"


def live_until_sunday_evening(stage: Stage, ben: Person, wang: Person) -> Item:
    """Let a week pass in which Ben shares something good and Wang marks it."""
    playbook.change(stage.group.community, "slots.week", {"is_on": True}, by=SHELL, now=stage.now)
    stage.say(ben, SHARE)
    shared = Message.objects.select_related("group__community", "author__person").get(text=SHARE)
    praise.mark(shared, by=as_actor(wang), now=stage.now)
    stage.now = stage.now.replace(day=29, hour=18, minute=0)
    jobs.tick(stage.now)
    stage.work()
    coming = Item.objects.select_related("community").filter(slot="week", at__gt=stage.now)
    return coming.earliest("at")


def said(stage: Stage) -> list[str]:
    rows = Message.objects.filter(group=stage.group, text__startswith="【HR周总结】")
    return list(rows.values_list("text", flat=True))


def test_story_m18_the_week_is_chosen_posted_once_read_by_members_and_measured(
    web_stage: Stage,
    ben: Person,
    wang: Person,
    log_in: LogIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    item = live_until_sunday_evening(web_stage, ben, wang)
    known = queries.known_of(item.community)
    by = as_actor(wang)
    monkeypatch.setattr(clock, "now", lambda: web_stage.now)
    page = log_in(wang).get(f"/c/hr/calendar/{item.pk}/lines/").content.decode()
    assert SHARE in page
    ref = page.split('name="line" value="')[1].split('"')[0]
    lines = {ref: "续签流程图，直接套用"}
    picking.pick(item, lines, "这周干货不少", known, base=0, by=by, now=web_stage.now)
    assert said(web_stage) == []
    web_stage.later(hours=2)
    (text,) = said(web_stage)
    assert "这周干货不少" in text
    assert "1. 续签流程图，直接套用" in text
    link = f"/m/hr/weeks/{item.pk}/"
    assert link in text
    for _minute in range(3):
        jobs.tick(web_stage.now)
        web_stage.later(minutes=1)
    assert len(said(web_stage)) == 1
    read = log_in(ben).get(link).content.decode()
    assert "续签流程图，直接套用" in read
    assert f"#message-{Message.objects.get(text=SHARE).pk}" in read
    web_stage.say(ben, "收藏了，下周就用")
    web_stage.later(hours=3)
    jobs.measure(web_stage.now)
    assert Item.objects.get(pk=item.pk).state == ItemState.MEASURED
    assert (Impact.objects.get(item=item).people, Impact.objects.get(item=item).messages) == (1, 1)


def test_story_m18_a_share_that_was_taken_back_is_not_told_any_more(
    web_stage: Stage, ben: Person, wang: Person, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = live_until_sunday_evening(web_stage, ben, wang)
    web_stage.later(hours=2)
    assert SHARE[:20] in said(web_stage)[0]
    Message.objects.filter(text=SHARE).update(recalled_at=web_stage.now)
    monkeypatch.setattr(clock, "now", lambda: web_stage.now + timedelta(hours=1))
    assert SHARE not in log_in(ben).get(f"/m/hr/weeks/{item.pk}/").content.decode()

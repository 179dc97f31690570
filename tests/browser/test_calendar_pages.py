"""The calendar's other pages: merged posts, the week's lines, and what posts brought."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from cast import as_actor
from qunce import clock
from qunce.chat.models import Message
from qunce.kernel.actors import SHELL
from qunce.people.models import Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.moderation import praise
from qunce.rooms.programme import moving, planning, queries
from qunce.rooms.programme.models import Impact, Item
from qunce.rooms.programme.moving import Extra
from stage import Stage
from visitors import DESKTOP, PHONE, Visitors, beyond

pytestmark = pytest.mark.browser
SHARE = "续签前三十天发意向书，附流程图，大家可以直接套用"


def fits(page: Page) -> None:
    """See that nothing is wider than the screen, on the phone and at a desk."""
    for width in (PHONE, DESKTOP):
        assert not beyond(page, width)


def test_a_post_goes_out_inside_the_briefing_and_apart_again(
    visitors: Visitors, web_group: Group, wang: Person
) -> None:
    known, now = queries.known_of(web_group.community), clock.now()
    planning.plan(known, now + timedelta(hours=1), now + timedelta(days=12), now=now)
    briefing = Item.objects.filter(slot="briefing", at__gt=now + timedelta(days=1)).earliest("at")
    extra = Extra("薪酬沙龙", briefing.at + timedelta(hours=2))
    item = moving.add(extra, known, by=SHELL, now=now)
    page = visitors.open(f"/c/hr/calendar/{item.pk}/", person=wang, width=PHONE)
    page.get_by_label("并进当天的另一条").select_option(str(briefing.pk))
    page.get_by_role("button", name="合并").click()
    expect(page.get_by_text("已并进另一条。")).to_be_visible()
    fits(page)
    item.refresh_from_db()
    assert item.merged_into == briefing
    page.goto(f"/c/hr/calendar/{briefing.pk}/")
    expect(page.get_by_role("link", name="薪酬沙龙")).to_be_visible()
    fits(page)
    page.goto(f"/c/hr/calendar/{item.pk}/")
    page.get_by_role("button", name="重新单独发").click()
    expect(page.get_by_label("并进当天的另一条")).to_be_visible()
    item.refresh_from_db()
    assert item.merged_into is None


def test_the_weeks_lines_are_chosen_shortened_and_left_to_the_machine_again(
    visitors: Visitors, web_group: Group, ben: Person, wang: Person
) -> None:
    now = clock.now()
    playbook.change(web_group.community, "slots.week", {"is_on": True}, by=SHELL, now=now)
    Stage(web_group, now).say(ben, SHARE)
    shared = Message.objects.select_related("group__community", "author__person").get(text=SHARE)
    praise.mark(shared, by=as_actor(wang), now=now)
    planning.plan(queries.known_of(web_group.community), now, now + timedelta(days=9), now=now)
    item = Item.objects.filter(slot="week", at__gt=now).earliest("at")
    page = visitors.open(f"/c/hr/calendar/{item.pk}/lines/", person=wang, width=PHONE)
    line = page.get_by_role("group", name="精华分享").get_by_label("这一条怎么写")
    expect(line).to_have_value(re.compile("续签"))
    expect(page.locator(".pc-phone")).to_contain_text("续签前三十天")
    fits(page)
    line.fill("续签流程图，直接套用")
    page.get_by_label("开头的话").fill("这周干货不少")
    page.get_by_role("button", name="就这样发").click()
    expect(page.locator(".pc-phone")).to_contain_text("续签流程图，直接套用")
    expect(page.locator(".pc-phone")).to_contain_text("这周干货不少")
    fits(page)
    page.get_by_role("button", name="改回自动挑选").click()
    expect(page.locator(".pc-phone")).to_contain_text("续签前三十天")


def test_what_posts_brought_is_drawn_and_stands_in_a_table(
    visitors: Visitors, web_group: Group, wang: Person
) -> None:
    now = clock.now()
    for number in range(12):
        at = (now - timedelta(days=number + 1)).replace(hour=1 + 3 * (number % 2), minute=0)
        slot = ("briefing", "topic")[number % 2]
        about = {"at": at, "ready_at": at, "until": at, "posted_at": at, "created_at": at}
        item = Item.objects.create(
            community=web_group.community, slot=slot, topic="绩效面谈", state="measured", **about
        )
        figures = {"people": number, "messages": 2 * number, "replies": 1}
        told = {"group": web_group, "posted_at": at, "measured_at": now}
        Impact.objects.create(community=web_group.community, item=item, **told, **figures)
    page = visitors.open("/c/hr/calendar/effect/", person=wang, width=DESKTOP)
    for title in ("按发布时段", "按栏目", "按话题"):
        card = page.locator(".card", has=page.get_by_role("heading", name=title))
        expect(card.locator("svg")).to_be_visible()
    topics = page.locator(".card", has=page.get_by_role("heading", name="按话题"))
    expect(topics.locator("svg text", has_text="绩效面谈")).to_be_visible()
    fits(page)
    topics.locator("figure").evaluate("figure => figure.style.width = '300px'")
    expect(topics.locator("svg")).to_have_attribute("width", "300")  # follows its place, too
    first = page.locator("figure").first
    first.get_by_text("看表格").click()
    expect(first.get_by_role("columnheader", name="平均参与人数")).to_be_visible()
    fits(page)
    page.get_by_role("link", name="30 天").click()
    expect(page.get_by_text(re.compile("12:00|09:00")).first).to_be_visible()

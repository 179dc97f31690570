"""The calendar: dragged at a desk, mended on a phone in one step, and both no wider than these."""

import os
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from qunce import clock
from qunce.kernel.actors import SHELL
from qunce.people.models import Group, Person
from qunce.people.roster import monday_of
from qunce.rooms.programme import moving, planning, queries
from qunce.rooms.programme.models import Item
from qunce.rooms.programme.moving import Extra
from visitors import DESKTOP, PHONE, Visitors, beyond

pytestmark = pytest.mark.browser


def next_monday(group: Group) -> datetime:
    """Return Monday of next week at 15:00, with the week's posts planned."""
    known = queries.known_of(group.community)
    now = clock.now()
    planning.plan(known, now, now + timedelta(days=21), now=now)
    monday = monday_of(known.local(now).date()) + timedelta(days=7)
    return datetime.combine(monday, datetime.min.time(), known.zone) + timedelta(hours=15)


def extra(group: Group, at: datetime, title: str) -> Item:
    known = queries.known_of(group.community)
    return moving.add(Extra(title, at), known, by=SHELL, now=clock.now())


def look(page: Page, name: str, width: int) -> None:
    """See that nothing is wider than the screen; take a picture where one is wanted."""
    assert not beyond(page, width)
    if folder := os.environ.get("QUNCE_LOOK"):
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def test_an_entry_is_dragged_and_moved_by_keyboard_to_another_day(
    visitors: Visitors, web_group: Group, manual_group: Group, wang: Person
) -> None:
    monday = next_monday(web_group)
    item = extra(web_group, monday, "薪酬沙龙")
    extra(web_group, monday + timedelta(minutes=10), "电子劳动合同问卷")
    page = visitors.open(f"/c/hr/calendar/?day={monday.date()}", person=wang, width=DESKTOP)
    expect(page.get_by_text("挨得太近").first).to_be_visible()
    look(page, "week", DESKTOP)
    wednesday = page.locator(f'[data-day="{monday.date() + timedelta(days=3)}"]')
    page.locator(f'a[href$="/calendar/{item.pk}/"]').drag_to(wednesday)
    expect(page.get_by_text(re.compile("已从 .* 改到"))).to_be_visible()
    item.refresh_from_db()
    assert item.at == monday + timedelta(days=3)
    page.locator(f'a[href$="/calendar/{item.pk}/"]').focus()
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.get_by_text(re.compile("已从 .* 改到"))).to_be_visible()
    page.goto(f"/c/hr/calendar/?view=month&day={monday.date()}")
    look(page, "month", DESKTOP)
    item.refresh_from_db()
    assert item.at == monday + timedelta(days=2)


def test_on_a_phone_a_post_is_moved_by_date_and_time_gets_a_picture_and_is_moved_back(
    visitors: Visitors, web_group: Group, wang: Person, tmp_path: Path
) -> None:
    monday = next_monday(web_group)
    item = extra(web_group, monday, "薪酬沙龙")
    page = visitors.open(f"/c/hr/calendar/{item.pk}/", person=wang, width=PHONE)
    page.get_by_role("link", name="改时间").click()
    page.get_by_label("发送时间").fill(f"{monday + timedelta(days=1):%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="改期").click()
    expect(page.get_by_text(re.compile("已从 .* 改到"))).to_be_visible()
    item.refresh_from_db()
    assert item.at == monday + timedelta(days=1)
    picture = tmp_path / "poster.png"
    Image.new("RGB", (600, 400), "teal").save(picture)
    page.get_by_label("加配图").set_input_files(picture)
    page.get_by_role("button", name="上传").click()
    shown = page.get_by_role("img", name="第 1 张图")
    expect(shown).to_be_visible()
    assert shown.evaluate("each => each.decode().then(() => each.naturalWidth)") > 0
    look(page, "moved", PHONE)
    page.get_by_role("button", name="撤下").click()
    expect(page.get_by_text("配图已撤下。")).to_be_visible()


def test_by_keyboard_one_goes_from_post_to_post_and_a_move_is_undone(
    visitors: Visitors, web_group: Group, wang: Person
) -> None:
    monday = next_monday(web_group)
    item = extra(web_group, monday, "薪酬沙龙")
    page = visitors.open(f"/c/hr/calendar/?day={monday.date()}", person=wang, width=DESKTOP)
    first = page.locator("a.pc-entry", has_text="早报").first
    first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(f'a[href$="/calendar/{item.pk}/"]')).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("a.pc-entry", has_text="早报").nth(1)).to_be_focused()
    page.locator(f'a[href$="/calendar/{item.pk}/"]').focus()
    page.keyboard.press("Shift+ArrowRight")
    page.get_by_role("button", name="撤销改期").click()
    expect(page.get_by_text(re.compile("已改回"))).to_be_visible()
    item.refresh_from_db()
    assert item.at == monday


@pytest.mark.parametrize("width", [PHONE])
def test_a_member_reads_what_is_on_today(
    visitors: Visitors, web_group: Group, ben: Person, width: int
) -> None:
    known, now = queries.known_of(web_group.community), clock.now()
    about = {"at": now, "ready_at": now, "until": now, "created_at": now}
    Item.objects.create(
        community=known.community,
        slot="extra",
        title="薪酬沙龙",
        text="周六见",
        state="posted",
        **about,
    )
    page = visitors.open("/m/hr/today/", person=ben, width=width)
    expect(page.get_by_text("周六见")).to_be_visible()
    look(page, "today", width)


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_briefing_is_mended_and_ready_in_one_step(
    visitors: Visitors, web_group: Group, manual_group: Group, wang: Person, width: int
) -> None:
    monday = next_monday(web_group)
    page = visitors.open(f"/c/hr/calendar/?day={monday.date()}", person=wang, width=width)
    look(page, "list", width)
    page.locator("a.pc-entry", has_text="早报").first.click()
    text = page.get_by_label("正文")
    expect(text).to_have_value(re.compile("【HR早报】"))
    text.fill("【HR早报】今天三条\n1. 社保基数明起调整")
    expect(page.locator("#preview")).to_contain_text("社保基数明起调整")  # while one types
    page.get_by_role("button", name="保存，到点发").click()
    expect(page.get_by_text("好了，到点就发。")).to_be_visible()
    look(page, "item", width)
    assert Item.objects.get(text__contains="社保基数").state == "reviewed"

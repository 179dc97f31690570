"""The library on its way: written at a desk with a preview, found and judged on the phone."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from cast import as_actor
from qunce import clock
from qunce.people.audience import EVERYBODY
from qunce.people.models import Community, Person
from qunce.rooms.library import calls, files, shelves
from qunce.rooms.library.models import Category, Item
from qunce.rooms.library.tests.office_files import table
from qunce.rooms.library.tests.texts import published
from visitors import DESKTOP, PHONE, Visitors

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("QUNCE_LIBRARY_PICTURES", "")


def fits(page: Page, width: int, name: str) -> None:
    """Check that nothing is wider than the screen; keep a picture where one is wanted."""
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture
def filled(community: Community, lin: Person, settings: Settings, tmp_path: Path) -> Community:
    """Return a community with a few items on their shelves, one with a file, and a call."""
    settings.MEDIA_ROOT = tmp_path
    now = clock.now()
    shelves.add_usual(community)
    shelf = Category.objects.get(community=community, name="考核与面谈")
    about: dict[str, Any] = {
        "category": shelf,
        "tags": ["绩效", "面谈"],
        "credit": "王芳",
        "source": "人社局",
    }
    summary = "季度考核，三级评分，可直接改成公司制度。"
    item = published(community, "绩效考核办法（范本）", now, summary=summary, **about)
    pay = table(("姓名", "基本工资"), ("张三", 8000))
    files.add(item, "评分表.xlsx", pay, by=as_actor(lin), now=now)
    published(community, "绩效面谈提纲", now - timedelta(days=3), category=shelf, tags=["面谈"])
    published(community, "试用期的六个常见问题", now - timedelta(days=9))
    calls.open_call(
        community,
        "您最想解决的薪酬难题",
        "写写背景、做法和结果。",
        now + timedelta(days=5),
        audience=EVERYBODY,
        category=None,
        by=as_actor(lin),
        now=now,
    )
    return community


@pytest.mark.parametrize("width", [PHONE])
def test_a_member_finds_reads_and_judges(
    visitors: Visitors, filled: Community, ben: Person, width: int
) -> None:
    page = visitors.open("/m/hr/library/", person=ben, width=width)
    fits(page, width, "home")
    page.get_by_role("searchbox").fill("jxkh")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_have_text("绩效考核")
    fits(page, width, "search")
    page.get_by_role("link", name="绩效考核办法").click()
    expect(page.get_by_text("贡献者：王芳")).to_be_visible()
    fits(page, width, "read")
    page.get_by_role("button", name="有用").first.click()
    expect(page.get_by_text("您觉得有用")).to_be_visible()
    page.get_by_role("link", name="评分表.xlsx").click()
    expect(page.get_by_role("cell", name="8000")).to_be_visible()
    fits(page, width, "file")
    page.goto("/m/hr/library/calls/")
    page.get_by_role("link", name="您最想解决的薪酬难题").click()
    page.get_by_label("标题").fill("宽带薪酬落地")
    page.get_by_label("正文").fill("三步走")
    page.reload()
    expect(page.get_by_label("正文")).to_have_value("三步走")  # half written, and looked elsewhere
    fits(page, width, "contribute")
    page.get_by_role("button", name="提交投稿").click()
    expect(page.get_by_text("审阅中")).to_be_visible()
    fits(page, width, "sent")


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_an_admin_writes_with_a_preview_and_publishes(
    visitors: Visitors, filled: Community, lin: Person, width: int
) -> None:
    page = visitors.open("/c/hr/library/", person=lin, width=width)
    fits(page, width, "items")
    page.get_by_role("link", name="写一篇").click()
    page.get_by_label("标题").fill("年休假天数")
    page.get_by_label("正文").press_sequentially("## 天数\n\n**5 天**起")
    expect(page.locator("#preview strong")).to_have_text("5 天")
    fits(page, width, "edit")
    page.get_by_role("button", name="保存").first.click()
    expect(page.get_by_text("已存为草稿")).to_be_visible()
    fits(page, width, "item")
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_text("《年休假天数》已进入资料库。").first).to_be_visible()
    assert Item.objects.get(title="年休假天数").shown == 1
    for name, place in (("moves", "moving/"), ("categories", "categories/"), ("calls", "calls/")):
        page.goto(f"/c/hr/library/{place}")
        fits(page, width, name)

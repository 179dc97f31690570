"""The charter in a browser: written and published by the owner, read and accepted on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from qunce import clock
from qunce.people.models import Person
from qunce.rooms.charter import jobs, queries
from visitors import DESKTOP, PHONE, Visitors

pytestmark = pytest.mark.browser
DRAFT = "/c/hr/charter/draft/"


@pytest.fixture(autouse=True)
def first_version(wang: Person, ben: Person) -> None:
    """Let the default charter be version 1."""
    jobs.tick(clock.now())


def write_and_publish(page: Page) -> None:
    """Change a clause, add one, and publish, as an owner does."""
    page.goto(DRAFT)
    page.get_by_role("link", name="1 · 不发与HR无关的广告").click()
    page.get_by_label("标题").fill("广告一律不发")
    page.get_by_role("button", name="存进草稿").click()
    page.get_by_role("link", name="加一条").click()
    page.get_by_role("button", name="存进草稿").click()
    expect(page.get_by_text("请填写这一项").first).to_be_visible()
    page.get_by_label("标题").fill("不拉票")
    page.get_by_label("正文").fill("不在群里拉票。")
    page.get_by_role("button", name="存进草稿").click()
    page.get_by_role("button", name="“不拉票”上移").click()
    expect(page.get_by_role("link", name="9 · 不拉票")).to_be_visible()
    page.get_by_role("link", name="对比并发布").first.click()
    expect(page.locator("ins").first).to_be_visible()
    page.get_by_label("改了什么（写给成员看）").fill("广告从严，不拉票")
    page.get_by_label("有实质改动").check()
    page.get_by_role("button", name="发布").click()
    expect(page.get_by_text("第2版已发布")).to_be_visible()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_owner_publishes_and_a_member_accepts(
    width: int, visitors: Visitors, wang: Person, ben: Person
) -> None:
    page = visitors.open(DRAFT, person=wang, width=width)
    write_and_publish(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    phone = visitors.open("/m/hr/", person=ben, width=PHONE)
    phone.get_by_role("link", name="去看看并确认").click()
    expect(phone.get_by_text("广告从严，不拉票").first).to_be_visible()
    phone.get_by_role("button", name="我已阅读并同意").click()
    expect(phone.get_by_text("已记下您的确认")).to_be_visible()
    assert not queries.is_asked(ben)

    page.goto("/c/hr/charter/accepted/?state=accepted")
    expect(page.get_by_role("link", name="Ben")).to_be_visible()
    assert not visitors.faults()


@pytest.mark.parametrize("width", [PHONE])
def test_the_editor_works_without_scripts(width: int, visitors: Visitors, wang: Person) -> None:
    page = visitors.open(DRAFT, person=wang, width=width, java_script_enabled=False)
    write_and_publish(page)
    page.goto(DRAFT)
    row = page.locator("#clause-9")
    row.locator("summary").click()
    row.get_by_role("button", name="删除").click()
    expect(page.get_by_text("“不拉票”已从草稿删除")).to_be_visible()


@pytest.mark.parametrize("width", [PHONE])
def test_a_passer_by_reads_the_charter_and_jumps_to_a_clause(
    width: int, visitors: Visitors
) -> None:
    page = visitors.open("/charter/hr/", width=width)
    expect(page.get_by_text("第1版").first).to_be_visible()
    page.get_by_role("navigation").get_by_role("link", name="不刷屏").click()
    expect(page).to_have_url(re.compile("#clause-flood$"))
    expect(page.get_by_role("heading", name="不刷屏")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    file = page.request.get("/charter/hr/pdf/")
    assert file.body().startswith(b"%PDF")
    assert not visitors.faults()

"""Roles, the roster and tiers in a browser, on a phone and at a desk, with and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from qunce.people.models import Person, Shift, TierRequest
from qunce.people.queries import roles_of
from visitors import DESKTOP, PHONE, Visitors

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("width", [PHONE, DESKTOP])]


def fits(page: Page) -> None:
    """Fail where a page is wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_role_is_offered_accepted_and_read_in_the_table(
    width: int, visitors: Visitors, wang: Person, ben: Person
) -> None:
    page = visitors.open(f"/c/hr/members/{ben.pk}/", width=width, person=wang)
    page.get_by_label("角色").select_option("content")
    page.get_by_role("button", name="邀请担任").click()
    expect(page.get_by_text("等待答复").first).to_be_visible()
    mine = visitors.open("/m/hr/", width=width, person=ben)
    mine.get_by_role("link", name=re.compile("您愿意担任内容管理员吗")).click()
    fits(mine)
    mine.get_by_role("button", name="我愿意").click()
    expect(mine).to_have_url(re.compile("/c/hr/$"))
    page.goto("/c/hr/roles/")
    fits(page)
    expect(page.get_by_role("link", name="Ben")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="开群、改群资料、收起群")
    expect(row.locator(".qr-yes")).to_have_count(1)
    assert roles_of(ben)


def test_a_week_of_the_roster_is_set_and_cleared(
    width: int, visitors: Visitors, wang: Person, mia: Person
) -> None:
    page = visitors.open("/c/hr/roster/", width=width, person=wang)
    page.get_by_role("link", name="调整本周").click()
    page.locator("select[name='console.patrol:1']").select_option(label="Mia")
    fits(page)
    page.get_by_role("button", name="保存").click()
    expect(
        page.locator("tbody tr").filter(has_text="移出申请退出的成员").get_by_text("Mia")
    ).to_be_visible()
    fits(page)
    page.get_by_role("button", name="清空本周调整").click()
    page.get_by_role("dialog").get_by_role("button", name="清空本周调整").click()
    expect(page.get_by_role("button", name="撤销上次修改")).to_be_visible()
    assert not Shift.objects.exists()
    page.get_by_role("button", name="撤销上次修改").click()
    expect(
        page.locator("tbody tr").filter(has_text="移出申请退出的成员").get_by_text("Mia")
    ).to_be_visible()


def test_another_tier_is_applied_for_without_scripts_and_granted(
    width: int, visitors: Visitors, mia: Person, ben: Person
) -> None:
    mine = visitors.open("/m/hr/tier/", width=width, person=ben, java_script_enabled=False)
    mine.get_by_label("管理者").check()
    mine.get_by_label("申请理由").fill("去年起任集团HRD")
    mine.get_by_role("button", name="提交申请").click()
    expect(mine.get_by_text("等待审核")).to_be_visible()
    page = visitors.open("/c/hr/tiers/", width=width, person=mia)
    fits(page)
    page.get_by_role("button", name="通过").click()
    expect(page.get_by_text("没有待处理的申请")).to_be_visible()
    mine.reload()
    expect(mine.get_by_text("管理者", exact=True).first).to_be_visible()
    assert TierRequest.objects.get().state == "granted"

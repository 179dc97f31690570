"""A post on its way: typed on a phone, reviewed by keys at a desk, and both at both widths."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from qunce import clock
from qunce.people.models import Group, Person
from qunce.rooms.postings.models import Posting
from qunce.rooms.postings.tests.offers import offer
from visitors import DESKTOP, PHONE, Visitors, beyond

pytestmark = pytest.mark.browser

PASTED = (
    "【招聘】薪酬主管\n公司简介：云杉精密，苏州，做汽车零部件，员工380人\n"
    "岗位详情：负责月度核薪、个税社保，5年以上经验，12-16K"
)


def no_wider_than_the_screen(page: Page, width: int) -> None:
    assert not beyond(page, width)


@pytest.mark.parametrize("width", [PHONE])
def test_a_member_pastes_mends_what_is_missing_and_sends(
    visitors: Visitors, ben: Person, width: int
) -> None:
    page = visitors.open("/m/hr/hiring/", person=ben, width=width)
    page.get_by_role("link", name="申请发布招聘").click()
    page.get_by_text("粘贴整段文字").click()
    page.get_by_label("您手头的招聘文字").fill(PASTED)
    page.get_by_role("button", name="填入下方").click()
    expect(page.get_by_label("岗位名称")).to_have_value("薪酬主管")
    expect(page.get_by_label("薪资")).to_have_value("12-16K")
    no_wider_than_the_screen(page, width)
    check = page.locator("#check")
    expect(check).to_contain_text("留一个能找到人的电话")
    page.get_by_label("联系方式").press_sequentially("王女士 13800000000")
    expect(check).not_to_contain_text("留一个能找到人的电话")  # while one types
    expect(page.locator("#preview")).to_contain_text("联系：王女士 13800000000")
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url(re.compile(r"/hiring/p/[\w-]+/$"))
    expect(page.get_by_text("等待审核")).to_be_visible()
    no_wider_than_the_screen(page, width)
    page.get_by_role("link", name="修改").click()
    page.get_by_label("工作地点").fill("苏州")
    page.get_by_role("button", name="提交修改").click()
    expect(page.get_by_text("已修改，会重新审核。")).to_be_visible()
    assert Posting.objects.get().place == "苏州"


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_reviewer_works_through_the_queue(
    visitors: Visitors, web_group: Group, ben: Person, mia: Person, width: int
) -> None:
    now = clock.now()
    names = ("云杉精密", "北辰物流", "澄光医疗")
    found = [
        offer(web_group.community, now - timedelta(hours=30 - n), ben, company=name, deadline=None)
        for n, name in enumerate(names)
    ]
    page = visitors.open("/c/hr/postings/", person=mia, width=width)
    no_wider_than_the_screen(page, width)
    page.keyboard.press("j")
    expect(page.get_by_text("那一周这家公司已占 0 / 2 条。")).to_be_visible()
    no_wider_than_the_screen(page, width)
    page.keyboard.press("a")
    expect(page.get_by_text("北辰物流").first).to_be_visible()  # what waits next comes by itself
    page.keyboard.press("q")
    page.keyboard.type("薪资是税前吗？")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("已提问，两分钟后通知申请人。")).to_be_visible()
    page.keyboard.press("j")
    expect(page.get_by_text("澄光医疗").first).to_be_visible()
    page.keyboard.press("d")
    page.locator("select[name=reason]").select_option("重复")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("没有待审核的招聘帖")).to_be_visible()
    states = [Posting.objects.get(pk=each.pk).state for each in found]
    assert states == ["approved", "asked", "declined"]
    page.get_by_role("button", name="撤销", exact=True).first.click()
    expect(page.get_by_text("已恢复为待审核")).to_be_visible()

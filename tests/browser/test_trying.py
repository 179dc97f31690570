"""A rule in a browser: changed, kept as a draft, tried, looked through, put in force."""

import pytest
from playwright.sync_api import expect

from qunce.people.models import Person
from qunce.playbook.queries import effective_all
from stage import Stage
from visitors import DESKTOP, Visitors

pytestmark = pytest.mark.browser
PATIENCE = 30_000  # milliseconds: the worker has to try it


@pytest.mark.usefixtures("worker")
def test_a_rule_goes_from_draft_to_live(
    visitors: Visitors, web_stage: Stage, wang: Person, ben: Person
) -> None:
    web_stage.say(ben, "请问社保代缴靠谱吗？")
    page = visitors.open("/c/hr/rules/", width=DESKTOP, person=wang)
    page.get_by_role("link", name="广告用语").click()
    page.locator("[name=words]").fill("社保代缴")
    page.get_by_label("为什么改（写进历史）").fill("代缴从严")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="代缴从严")).to_be_visible()
    expect(page.get_by_role("button", name="让它生效")).to_have_count(0)
    page.get_by_label("开始").fill("2026-11-01")
    page.get_by_label("到（含当天）").fill("2026-12-31")
    page.get_by_role("button", name="用历史消息试算").click()
    looked = page.get_by_role("button", name="我看过了")
    expect(looked).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("请问社保代缴靠谱吗？")).to_be_visible()
    looked.click()
    page.get_by_role("button", name="让它生效").click()
    expect(page.get_by_text("已生效，设置第 1 版。").first).to_be_visible()
    assert effective_all(wang.community_id)["rules.ad_words"].words == ("社保代缴",)

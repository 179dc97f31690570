"""The monthly case: told and argued on the phone, made anonymous and summed up at a desk."""

import os

import pytest
from playwright.sync_api import Page, expect

from cast import as_actor
from qunce import clock
from qunce.people.audience import EVERYBODY
from qunce.people.models import Group, Person
from qunce.rooms.casework import actions
from qunce.rooms.casework.models import Study
from visitors import DESKTOP, PHONE, Visitors, beyond

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("QUNCE_CASE_PICTURES", "")
TOLD = "我在华为做HRBP，部门王总和员工张伟闹翻了，拖欠奖金三万元，电话 13800000000。"


def fits(page: Page, width: int, name: str) -> None:
    """Check that nothing is wider than the screen; keep a picture where one is wanted."""
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
    assert not beyond(page, width)


def make_anonymous(desk: Page) -> None:
    """Choose what was told, see what is marked, and open the discussion."""
    desk.get_by_role("button", name="就选这个").click()
    desk.get_by_label("立场").fill("先各谈一次\n按制度处理")
    desk.get_by_role("button", name="保存").click()
    marks = [each.inner_text() for each in desk.locator("#check li mark").all()]
    assert marks == ["华为", "王总", "张伟", "三万元"]
    fits(desk, DESKTOP, "marked")
    desk.get_by_role("checkbox").check()
    desk.get_by_role("button", name="认不出当事人了").click()
    desk.get_by_role("button", name="开始讨论").click()


def drop_and_take_up(desk: Page) -> None:
    """Drop the case and undo it: what was said stands in the method."""
    desk.reload()
    desk.get_by_label("为什么取消").fill("吵起来了")
    desk.get_by_role("button", name="取消这个案例").click()
    expect(desk.get_by_text("吵起来了").first).to_be_visible()
    fits(desk, DESKTOP, "dropped")
    desk.get_by_role("button", name="重新启用").click()
    said = "A. 先各谈一次\n- 先听两边怎么说。\nB. 按制度处理"
    expect(desk.get_by_label("可选做法")).to_have_value(said)


def test_a_case_is_told_argued_dropped_taken_up_and_summed_up(
    visitors: Visitors, web_group: Group, ben: Person, lin: Person
) -> None:
    community, now = web_group.community, clock.now()
    study = actions.call(community, "经理和员工闹翻了", "", EVERYBODY, by=as_actor(lin), now=now)
    there = f"monthly/{study.pk}/"
    phone = visitors.open(f"/m/hr/{there}", person=ben, width=PHONE)
    phone.get_by_label("发生了什么").fill(TOLD)
    phone.get_by_role("button", name="提交案例").click()
    expect(phone.get_by_text(TOLD)).to_be_visible()
    fits(phone, PHONE, "told")
    desk = visitors.open(f"/c/hr/{there}", person=lin, width=DESKTOP)
    make_anonymous(desk)
    phone.reload()
    phone.get_by_label("A. 先各谈一次").check()
    phone.get_by_label("理由").fill("先听两边怎么说。")
    phone.get_by_role("button", name="提交观点").click()
    expect(phone.get_by_text("先听两边怎么说。")).to_be_visible()
    fits(phone, PHONE, "argued")
    drop_and_take_up(desk)
    desk.get_by_label("经验与方法").fill("先让两边都说完。")
    fits(desk, DESKTOP, "method")
    desk.get_by_role("button", name="发布总结").click()
    phone.reload()
    expect(phone.get_by_text("先让两边都说完。")).to_be_visible()
    fits(phone, PHONE, "summed")
    assert Study.objects.get().state == "summed"

"""The reviewer's way: by keys at a desk, by touch on a phone, from the queue to the group."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from qunce import clock
from qunce.people.models import Group, Person
from qunce.rooms.admission import jobs
from qunce.rooms.admission.models import Application, Arrival
from qunce.rooms.admission.tests import waiting
from qunce.store.secrets import encrypt
from visitors import DESKTOP, PHONE, Visitors

pytestmark = pytest.mark.browser


@pytest.fixture
def applied(manual_group: Group, mia: Person) -> list[Application]:
    """Return three applications that wait, the first of them overdue."""
    now = clock.now()
    told = [("李娜", 30), ("王芳", 20), ("张伟", 2)]
    found = [
        waiting.application(
            manual_group, now - timedelta(hours=hours), name, wechat=encrypt(f"wx{hours}")
        )
        for name, hours in told
    ]
    jobs.tick(now)
    return found


def state_of(application: Application) -> str:
    return Application.objects.values_list("state", flat=True).get(pk=application.pk)


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_reviewer_decides_by_keys_alone(
    visitors: Visitors, applied: list[Application], mia: Person
) -> None:
    page = visitors.open("/c/hr/applications/", person=mia, width=DESKTOP)
    expect(page.get_by_text("已逾期")).to_be_visible()
    page.keyboard.press("Shift+?")
    expect(page.get_by_role("dialog")).to_contain_text("打开第一份")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    heading(page, "李娜")
    page.keyboard.press("a")
    heading(page, "王芳")  # what waits next comes by itself
    page.keyboard.press("j")
    heading(page, "张伟")
    page.keyboard.press("k")
    heading(page, "王芳")
    page.keyboard.press("q")
    page.keyboard.type("您在哪个部门？")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("已提问，会发邮件通知对方。")).to_be_visible()
    page.keyboard.press("j")
    heading(page, "张伟")
    page.keyboard.press("d")
    page.locator("select[name=reason]").select_option("身份没能核实")
    page.keyboard.press("Control+Enter")
    heading(page, "入群审核")
    assert [state_of(each) for each in applied] == ["approved", "asked", "declined"]
    page.get_by_role("button", name="撤销", exact=True).first.click()
    expect(page.get_by_text("份申请已回到待审")).to_be_visible()
    assert state_of(applied[2]) == "waiting"


def test_a_key_works_although_a_tick_box_was_clicked_before(
    visitors: Visitors, applied: list[Application], mia: Person, region_group: Group
) -> None:
    Application.objects.filter(pk=applied[0].pk).update(group=None)
    page = visitors.open(f"/c/hr/applications/{applied[0].pk}/", person=mia, width=DESKTOP)
    page.keyboard.press("a")
    expect(page.get_by_text("请至少选择一个群")).to_be_visible()
    assert state_of(applied[0]) == "waiting"
    page.get_by_label(region_group.name).check()
    page.keyboard.press("a")
    heading(page, "王芳")
    assert Arrival.objects.get().group == region_group


def test_what_was_decided_elsewhere_leaves_the_open_queue_by_itself(
    visitors: Visitors, applied: list[Application], mia: Person, wang: Person
) -> None:
    page = visitors.open("/c/hr/applications/", person=mia, width=DESKTOP)
    expect(page.locator("html")).to_have_attribute("data-live-state", "on")
    other = visitors.open(f"/c/hr/applications/{applied[1].pk}/", person=wang, width=PHONE)
    other.locator("button[data-key=a]").tap()
    expect(page.get_by_role("link", name="王芳")).to_be_hidden()
    expect(page.get_by_role("link", name="张伟")).to_be_visible()


def test_on_a_phone_several_are_approved_and_brought_in_step_by_step(
    visitors: Visitors, applied: list[Application], mia: Person
) -> None:
    page = visitors.open("/c/hr/applications/", person=mia, width=PHONE)
    page.get_by_label("勾选李娜").tap()
    page.get_by_label("勾选王芳").tap()
    page.get_by_role("button", name=re.compile("通过勾选的申请")).tap()
    expect(page.get_by_text("现在什么都还没发生")).to_be_visible()
    assert state_of(applied[0]) == "waiting"
    page.get_by_role("button", name="通过 2 位").tap()
    expect(page.get_by_text("已通过 2 位。")).to_be_visible()
    page.goto("/c/hr/")
    way = page.locator(".qa-way")
    expect(way.get_by_role("heading", name="加好友")).to_be_visible()
    way.get_by_role("button", name="微信号").first.tap()
    expect(way.get_by_text("wx30")).to_be_visible()
    way.get_by_role("button", name="李娜: 加好友").tap()
    expect(way.get_by_role("heading", name="拉群")).to_be_visible()
    way.get_by_role("button", name="撤回李娜的上一步").tap()
    expect(way.get_by_role("heading", name="拉群")).to_be_hidden()
    for step in ("加好友", "拉群", "发欢迎语"):
        way.get_by_role("button", name=f"李娜: {step}").tap()
        expect(way.get_by_role("button", name=f"李娜: {step}")).to_be_hidden()
    assert Arrival.objects.get(person__name="李娜").state == "arrived"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

"""Asking and answering on a phone and at a desk: from the question to the accepted answer."""

import re

import pytest
from playwright.sync_api import Page, expect

from cast import as_actor, enter, join
from qunce import clock
from qunce.people.models import Group, Person
from qunce.rooms.answers import asking
from qunce.rooms.answers.asking import Draft
from qunce.rooms.answers.models import Answer, Question
from visitors import PHONE, Visitors, beyond

pytestmark = pytest.mark.browser


def no_wider_than_the_screen(page: Page, width: int) -> None:
    assert not beyond(page, width)


@pytest.mark.parametrize("width", [PHONE])
def test_a_member_asks_another_answers_and_the_answer_is_accepted(
    visitors: Visitors, web_group: Group, ben: Person, width: int
) -> None:
    tom = enter(web_group.community, "Tom")
    join(tom, web_group)
    draft = Draft("试用期离职要提前几天通知公司？", topic="劳动法")
    asking.ask(tom, draft, "form-token-of-a-browser", by=as_actor(tom), now=clock.now())
    page = visitors.open("/m/hr/questions/", person=ben, width=width)
    no_wider_than_the_screen(page, width)
    page.get_by_role("link", name="我要提问").click()
    page.get_by_label("一句话说清您的问题").press_sequentially("员工试用期离职提前多少天通知")
    expect(page.locator("#alike")).to_contain_text("试用期离职要提前几天通知公司？")  # while typing
    page.get_by_label("一句话说清您的问题").fill("劳务派遣员工的年假由谁来安排？")
    page.get_by_label("对成员匿名").check()
    no_wider_than_the_screen(page, width)
    page.get_by_role("button", name="提交问题").click()
    page.wait_for_url(re.compile(r"/m/hr/questions/\d+/$"))
    question = Question.objects.get(person=ben)
    there = f"/m/hr/questions/{question.pk}/"

    helper = visitors.open(there, person=tom, width=width)
    expect(helper.get_by_text("匿名")).to_be_visible()
    helper.get_by_label("您的回答").fill("派遣单位是用人单位，日常由用工单位安排。")
    helper.get_by_role("button", name="发布回答").click()
    expect(helper.get_by_text("谢谢您的回答！")).to_be_visible()
    no_wider_than_the_screen(helper, width)

    page.goto(there)
    page.get_by_role("button", name="感谢").click()
    expect(page.get_by_role("button", name="已感谢")).to_be_visible()
    page.get_by_role("button", name="有帮助，采纳").click()
    expect(page.get_by_text("已采纳", exact=True)).to_be_visible()
    no_wider_than_the_screen(page, width)
    assert Answer.objects.get().state == "accepted"

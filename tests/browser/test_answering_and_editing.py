"""In the web group a message is answered and edited where one writes, and others see it at once."""

import pytest
from playwright.sync_api import expect

from qunce.chat.models import Message
from qunce.people.models import Group, Person
from visitors import DESKTOP, PHONE, Visitors

pytestmark = pytest.mark.browser


def test_a_message_is_answered_then_edited_and_others_see_both(
    visitors: Visitors, web_group: Group, ben: Person, mia: Person
) -> None:
    place = f"/m/{web_group.community.key}/g/{web_group.key}/"
    mine = visitors.open(place, person=ben, width=PHONE)
    others = visitors.open(place, person=mia, width=DESKTOP)
    others.get_by_label("消息").fill("几点开始？")
    others.get_by_role("button", name="发送").click()
    asked = mine.locator(".qw-message", has_text="几点开始？")
    asked.get_by_role("link", name="回复").tap()
    expect(mine.locator("[data-context-text]")).to_contain_text("几点开始？")
    mine.get_by_label("消息").fill("三店")
    mine.get_by_role("button", name="发送").tap()
    answer = others.locator(".qw-message", has_text="三店")
    expect(answer.locator(".qw-quote")).to_contain_text("几点开始？")
    expect(mine.locator("[data-context]")).to_be_hidden()
    mine.get_by_role("link", name="编辑").tap()
    expect(mine.get_by_label("消息")).to_have_value("三店")
    mine.get_by_label("取消").tap()
    expect(mine.get_by_label("消息")).to_have_value("")
    mine.get_by_role("link", name="编辑").tap()
    mine.get_by_label("消息").fill("三点")
    mine.get_by_role("button", name="发送").tap()
    changed = others.locator(".qw-message", has_text="三点")
    expect(changed.get_by_text("编辑过")).to_be_visible()
    expect(changed.locator(".qw-quote")).to_contain_text("几点开始？")
    assert Message.objects.get(text="三点").edited_at is not None

"""What all pages share, in a browser: coming in, themes, keys, copying, the menu."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from qunce.people.models import Community, Person
from visitors import DESKTOP, PHONE, Visitors

pytestmark = pytest.mark.browser


@pytest.fixture
def local_mailbox(settings: Settings) -> None:
    """Let mails arrive in the local mailbox."""
    settings.EMAIL_BACKEND = "qunce.shell.mailbox.LocalMailbox"


def theme_of(page: Page) -> str | None:
    """Return the theme in which a page is shown."""
    return page.locator("html").get_attribute("data-bs-theme")


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_person_comes_in_by_the_code_in_the_local_mailbox(
    width: int, visitors: Visitors, wang: Person, local_mailbox: None
) -> None:
    page = visitors.open("/account/login/?next=/me/", width=width)
    page.get_by_label("邮箱").fill("wang@example.org")
    page.get_by_role("button", name="发送验证码").click()
    box = visitors.open("/mailbox/", width=width)
    code = box.locator(".qc-code").first.inner_text()
    box.get_by_role("button", name="复制").first.click()
    expect(box.locator(".qc-copy").first).to_have_text("已复制")
    page.get_by_label("验证码").fill(code)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_text("wang@example.org")).to_be_visible()


def test_the_page_follows_the_device_until_a_theme_is_chosen(
    visitors: Visitors, ben: Person
) -> None:
    page = visitors.open("/me/", person=ben, color_scheme="dark")
    assert theme_of(page) == "dark"
    page.get_by_role("button", name="浅色").click()
    assert theme_of(page) == "light"
    page.reload()
    assert theme_of(page) == "light"
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_question_mark_shows_the_keys_and_the_first_tab_leads_to_the_content(
    visitors: Visitors, wang: Person
) -> None:
    page = visitors.open("/me/", width=DESKTOP, person=wang)
    page.keyboard.press("Tab")
    expect(page.locator(".qc-skip")).to_be_focused()
    page.keyboard.press("Shift+?")
    expect(page.get_by_role("dialog")).to_contain_text("键盘快捷键")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_the_menu_folds_on_a_phone_and_stands_at_a_desk(visitors: Visitors, wang: Person) -> None:
    phone = visitors.open("/c/hr/members/", width=PHONE, person=wang)
    expect(phone.locator("#menu .nav-link").first).to_be_hidden()
    phone.locator(".navbar-toggler").click()
    expect(phone.locator("#menu .nav-link").first).to_be_visible()
    desk = visitors.open("/c/hr/members/", width=DESKTOP, person=wang)
    expect(desk.locator("#menu .nav-link").first).to_be_visible()
    desk.locator(".qc-me").click()
    expect(desk.locator(".qc-side-foot").get_by_text("我的账号")).to_be_visible()


def test_pages_work_without_scripts(visitors: Visitors, wang: Person) -> None:
    page = visitors.open("/c/hr/members/", width=PHONE, person=wang, java_script_enabled=False)
    expect(page.locator("#menu .nav-link").first).to_be_visible()
    expect(page.locator("h1")).to_be_visible()


def test_a_long_name_of_the_community_leaves_the_head_one_line(
    visitors: Visitors, wang: Person
) -> None:
    Community.objects.filter(pk=wang.community_id).update(name="长三角人力资源从业者" * 4)
    page = visitors.open("/c/hr/", width=PHONE, person=wang)
    expect(page.locator("#desk")).to_be_visible()
    head = page.locator(".qc-side").bounding_box()
    assert head is not None
    assert head["height"] < 80

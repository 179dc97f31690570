"""「我的数据」 on the phone, and the owner's side at a desk: seen, changed, taken, deleted."""

import os
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cast import as_actor
from qunce import clock
from qunce.people import contacts
from qunce.people.domain_own import ContactKind
from qunce.people.models import Contact, Erasure, Person
from visitors import DESKTOP, PHONE, Visitors

pytestmark = pytest.mark.browser
AT = "/m/hr/my-data/"


def picture(page: Page, name: str) -> None:
    """Take a picture where QUNCE_LOOK names a folder: for looking at pages while working."""
    folder = os.environ.get("QUNCE_LOOK")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def fits(page: Page) -> None:
    """Check that nothing is wider than the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


@pytest.mark.parametrize("width", [PHONE])
def test_a_member_looks_corrects_takes_a_copy_and_deletes(
    visitors: Visitors, ben: Person, mia: Person, width: int, tmp_path: Path
) -> None:
    phone = contacts.note(ben, ContactKind.PHONE, "13800131234", by=as_actor(ben), now=clock.now())
    contacts.reveal(phone, by=as_actor(mia), why="周五活动名单", now=clock.now())
    page = visitors.open("/m/hr/", person=ben, width=width)
    page.get_by_role("button", name="我同意").click()
    page.goto(AT)
    expect(page.get_by_text("周五活动名单")).to_be_visible()
    expect(page.get_by_text("138****1234", exact=True)).to_be_visible()
    fits(page)
    picture(page, f"own-{width}")
    page.get_by_role("link", name="更正").click()
    page.get_by_label("企业").fill("=1+1")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".invalid-feedback")).to_contain_text("=")
    expect(page.get_by_label("企业")).to_have_value("=1+1")
    picture(page, f"own-correct-{width}")
    page.get_by_label("企业").fill("星河科技")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("星河科技")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出一份").click()
    file = tmp_path / "copy.zip"
    taken.value.save_as(file)
    assert len(zipfile.ZipFile(file).namelist()) == 2
    _delete(page, width)


def _delete(page: Page, width: int) -> None:
    page.get_by_role("link", name="删除我的信息").click()
    fits(page)
    picture(page, f"own-erase-{width}")
    page.get_by_label("我已了解以上后果").check()
    page.get_by_role("button", name="删除我的信息").click()
    assert Erasure.objects.get().state == "waiting"
    picture(page, f"own-waiting-{width}")
    page.get_by_role("button", name="撤销删除").first.click()
    expect(page.get_by_text("已撤销，不会删除任何信息")).to_be_visible()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_an_admin_looks_with_a_reason_and_the_owner_sees_the_list(
    visitors: Visitors, ben: Person, wang: Person, width: int
) -> None:
    now = clock.now()
    contacts.note(ben, ContactKind.WECHAT, "ben_hr_2020", by=as_actor(ben), now=now)
    page = visitors.open(f"/c/hr/members/{ben.pk}/", person=wang, width=width)
    expect(page.get_by_text("be***0")).to_be_visible()
    page.get_by_text("查看完整内容").click()
    fits(page)
    picture(page, f"member-{width}")
    page.get_by_label("查看原因").fill("拉群")
    page.get_by_role("button", name="显示", exact=True).click()
    expect(page.get_by_text("ben_hr_2020")).to_be_visible()
    picture(page, f"look-{width}")
    page.goto(f"/c/hr/members/{ben.pk}/erase/")
    page.get_by_label("原因").fill("本人要求")
    picture(page, f"erase-member-{width}")
    page.get_by_role("button", name="删除信息").click()
    page.goto("/c/hr/data/")
    expect(page.get_by_text("本人要求")).to_be_visible()
    fits(page)
    picture(page, f"data-{width}")
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("width", [PHONE])
def test_the_notice_is_read_without_a_log_in_and_without_scripts(
    visitors: Visitors, ben: Person, width: int
) -> None:
    page = visitors.open("/privacy/hr/", width=width, java_script_enabled=False)
    expect(page.get_by_role("heading", name="隐私说明")).to_be_visible()
    fits(page)
    picture(page, f"notice-{width}")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Privacy notice")).to_be_visible()
    dark = visitors.open("/privacy/hr/", width=width, color_scheme="dark")
    picture(dark, f"notice-dark-{width}")

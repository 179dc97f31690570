"""An applicant's way in a browser: invitation, form, code, certificate, and a member's word."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from cast import as_actor
from qunce import clock
from qunce.people.models import Group, Person
from qunce.rooms.admission import invitations
from qunce.rooms.admission.models import Application
from qunce.rooms.admission.tests.applicants import photo
from qunce.shell.models import Mail
from visitors import PHONE, Visitors, beyond

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PATIENCE = 20_000  # milliseconds: the worker has to send a mail


@pytest.fixture
def link(ben: Person, manual_group: Group, settings: Settings) -> str:
    """Return the path of Ben's invitation; mails lie in the local mailbox."""
    settings.EMAIL_BACKEND = "qunce.shell.mailbox.LocalMailbox"
    made = invitations.make(ben, manual_group, by=as_actor(ben), now=clock.now(), quota=3, days=7)
    return f"/i/{made.token}/"


def fill_in(page: Page) -> None:
    """Fill in the form with a fault first: what was typed is still there."""
    page.get_by_label("姓名").fill("=1+1")
    page.get_by_label("企业").fill("宏图集团")
    page.get_by_label("岗位").fill("招聘经理")
    page.get_by_label("微信号").fill("ana_hr_2026")
    page.get_by_label("HR 从业年限").fill("5")
    for tick in page.get_by_role("checkbox").all():
        tick.check()
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("请填写真实姓名")).to_be_visible()
    expect(page.get_by_label("企业")).to_have_value("宏图集团")
    page.get_by_label("姓名").fill("安娜")
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url(re.compile(r"/apply/[\w-]+/$"))


def no_wider_than_the_screen(page: Page, width: int) -> None:
    assert not beyond(page, width)


def test_a_form_left_half_filled_is_found_again_but_its_ticks_are_not(
    visitors: Visitors, link: str
) -> None:
    page = visitors.open(link, width=PHONE)
    page.get_by_label("姓名").fill("安娜")
    page.get_by_label("HR 从业年限").fill("3年")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_label("Real name")).to_have_value("安娜")
    expect(page.get_by_label("Years in HR")).to_have_value("3年")
    expect(page.get_by_role("checkbox").first).not_to_be_checked()
    page.get_by_role("button", name="Send the application").click()
    expect(page.get_by_label("Company")).to_be_focused()  # the first fault is in sight
    page.goto(link)
    page.get_by_role("button", name="Start anew").click()
    expect(page.get_by_label("Real name")).to_have_value("")
    page.goto(link)
    expect(page.get_by_label("Real name")).to_have_value("")


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("width", [PHONE])
def test_an_applicant_comes_by_an_invitation_and_proves_the_mailbox(
    width: int, visitors: Visitors, link: str, ben: Person
) -> None:
    page = visitors.open(link, width=width)
    expect(page.get_by_text("Ben邀请您加入")).to_be_visible()
    no_wider_than_the_screen(page, width)
    fill_in(page)
    no_wider_than_the_screen(page, width)
    page.get_by_label("企业邮箱").fill("ana@qq.com")
    page.get_by_role("button", name="发送验证码").click()
    expect(page.get_by_text("这是个人邮箱")).to_be_visible()
    page.get_by_label("企业邮箱").fill("ana@acme.com.cn")
    page.get_by_role("button", name="发送验证码").click()
    field = page.get_by_label("验证码", exact=False).first
    expect(field).to_be_visible()
    mail = None
    for _ in range(PATIENCE // 200):
        mail = Mail.objects.filter(recipient="ana@acme.com.cn").first()
        if mail:
            break
        page.wait_for_timeout(200)
    assert mail
    field.fill(next(line for line in mail.body.splitlines() if line.isdecimal()))
    page.get_by_role("button", name="确认", exact=True).click()
    expect(page.get_by_text("邮箱已验证")).to_be_visible()
    assert Application.objects.get().state == "waiting"


@pytest.mark.parametrize("width", [PHONE])
def test_a_certificate_and_what_is_none(
    width: int, visitors: Visitors, link: str, tmp_path: Path
) -> None:
    page = visitors.open(link, width=width, java_script_enabled=False)
    fill_in(page)
    for name, data, said in (
        ("card.png", b"MZ" + bytes(4000), "这不是图片"),
        ("large.png", bytes(40 << 20), "文件超过 10 MB"),
        ("card.jpg", photo(), "证书已收到"),
    ):
        (tmp_path / name).write_bytes(data)
        page.locator("input[type=file]").set_input_files(tmp_path / name)
        page.get_by_role("button", name="上传证书").click()
        expect(page.get_by_text(said).first).to_be_visible(timeout=PATIENCE)
    assert Application.objects.get().state == "waiting"
    no_wider_than_the_screen(page, width)


def test_a_member_vouches_with_one_tap_at_home(
    visitors: Visitors, link: str, ben: Person, web_group: Group
) -> None:
    page = visitors.open(link)
    fill_in(page)
    page.get_by_role("button", name="请邀请我的Ben担保").click()
    expect(page.get_by_text("已经去问 TA 了")).to_be_visible()
    home = visitors.open("/m/hr/", person=ben)
    home.get_by_role("button", name="我认识 TA").click()
    expect(home.get_by_text("谢谢您的回答")).to_be_visible()
    page.reload()
    expect(page.get_by_role("listitem").filter(has_text="熟人担保")).to_contain_text("已确认")

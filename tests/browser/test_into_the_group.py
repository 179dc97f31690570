"""The whole way in a browser: invitation, form, code, review, personal link, the web group."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from cast import as_actor
from qunce import clock
from qunce.ledger.worker import run_due
from qunce.people.models import Group, Membership, Person
from qunce.rooms.admission import invitations
from qunce.shell.models import Mail
from visitors import PHONE, Visitors, beyond

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ADDRESS = "ana@acme.com.cn"


@pytest.fixture
def link(ben: Person, web_group: Group, settings: Settings) -> str:
    """Return the path of Ben's invitation into the web group; mails lie in the local mailbox."""
    settings.EMAIL_BACKEND = "qunce.shell.mailbox.LocalMailbox"
    made = invitations.make(ben, web_group, by=as_actor(ben), now=clock.now(), quota=1, days=7)
    return f"/i/{made.token}/"


def work(later: timedelta = timedelta()) -> None:
    """Do what the worker would do now, or a little later."""
    while run_due(clock.now() + later):
        pass


def newest_mail() -> str:
    return Mail.objects.filter(recipient=ADDRESS).latest("pk").body


def apply(page: Page) -> None:
    for label, value in (
        ("姓名", "安娜"),
        ("企业", "宏图集团"),
        ("岗位", "招聘经理"),
        ("HR 从业年限", "5"),
        ("接收结果的邮箱", ADDRESS),
    ):
        page.get_by_label(label).fill(value)
    for tick in page.get_by_role("checkbox").all():
        tick.check()
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url(re.compile(r"/apply/[\w-]+/$"))
    page.get_by_label("企业邮箱").fill(ADDRESS)
    page.get_by_role("button", name="发送验证码").click()
    expect(page.get_by_text("验证码已发出")).to_be_visible()
    work()
    code = next(line for line in newest_mail().splitlines() if line.isdecimal())
    page.get_by_label("验证码", exact=False).first.fill(code)
    page.get_by_role("button", name="确认", exact=True).click()
    expect(page.get_by_text("邮箱已验证")).to_be_visible()


@pytest.mark.both
@pytest.mark.parametrize("width", [PHONE])
def test_from_an_invitation_to_the_member_in_the_web_group(
    width: int, visitors: Visitors, link: str, mia: Person, web_group: Group
) -> None:
    page = visitors.open(link, width=width)
    apply(page)
    reviewer = visitors.open("/c/hr/applications/", person=mia, width=width)
    reviewer.keyboard.press("j")
    expect(reviewer.get_by_role("heading", level=1)).to_have_text("安娜")
    reviewer.keyboard.press("a")
    expect(reviewer.get_by_text("已通过：安娜")).to_be_visible()
    work(timedelta(minutes=3))
    page.reload()
    expect(page.get_by_text("您已在群里")).to_be_visible()
    assert not beyond(page, width)
    (found,) = re.findall(r"https?://\S+", newest_mail())
    page.goto(urlsplit(found).path)
    page.get_by_role("button", name="进入").click()
    expect(page.get_by_role("link", name=web_group.name).first).to_be_visible()
    member = Membership.objects.get(person__name="安娜")
    assert (member.group, member.state) == (web_group, "active")
    page.get_by_role("link", name=web_group.name).first.click()
    page.get_by_role("textbox").first.fill("大家好，我是宏图集团的安娜。")
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_text("大家好，我是宏图集团的安娜。").first).to_be_visible()

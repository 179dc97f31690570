"""The way that README shows a new user, on the demo: from the log-in to a message taken back.

With QUNCE_PICTURES=1 the walk is done in both languages and writes the pictures of README
(`make pictures`).
"""

import os
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import translation
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django import Settings

from qunce import clock
from qunce.kernel.incoming import Incoming
from qunce.people.models import Community
from qunce.site.demo import load
from qunce.site.demo.generate import build
from visitors import DESKTOP, PHONE, Visitors

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
EXAMPLE = ROOT / "examples" / "liuhen.txt"
ADVERTISEMENT = "信 用 卡 代 办，下 卡 快 额 度 高，加 微 信 13800000000"
QUESTION = "请教大家：试用期最后一天辞退，还要给补偿吗？"
PATIENCE = 30_000  # milliseconds: the machine may be busy
SHOWN = {
    DESKTOP: ("desk", "history", "case"),
    PHONE: ("report", "done", "notice", "group", "explained"),
}
WITH_PICTURES = os.environ.get("QUNCE_PICTURES") == "1"
WALKS = [pytest.param(PHONE, "zh-hans", marks=pytest.mark.both), pytest.param(DESKTOP, "en")]
if WITH_PICTURES:
    WALKS += [pytest.param(DESKTOP, "zh-hans"), pytest.param(PHONE, "en")]

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass
class Guide:
    """Walks the way at one width and in one language, and takes the pictures."""

    visitors: Visitors
    width: int
    language: str

    def word(self, msgid: str) -> str:
        """Return what the pages call something."""
        with translation.override(self.language):
            return translation.gettext(msgid)

    def open(self, path: str) -> Page:
        """Open a page in a browser of its own, and choose the language at its foot."""
        page = self.visitors.open(path, width=self.width)
        page.set_default_timeout(PATIENCE)
        if self.language == "en":
            page.get_by_role("button", name="English").click()
            expect(page.locator("html")).to_have_attribute("lang", "en")
        return page

    def come_in(self, path: str, address: str) -> Page:
        """Open a page and log in as one of the demo's people, with the code of the mailbox."""
        page = self.open(path)
        page.get_by_role("button", name=re.compile(address)).click()
        page.wait_for_url("**/account/login/code/confirm/**")
        mailbox = self.visitors.open("/mailbox/", width=self.width)
        code = mailbox.locator(".qc-code").first.inner_text()
        mailbox.context.close()
        page.locator("#id_code").fill(code)
        page.get_by_role("button", name=self.word("Log in"), exact=True).click()
        page.wait_for_url(lambda url: "/account/" not in url)
        return page

    def picture(self, page: Page, name: str) -> None:
        """Write what the screen shows, as a small file, where pictures are asked for."""
        if not WITH_PICTURES or name not in SHOWN[self.width]:
            return
        page.mouse.move(0, 0)
        page.wait_for_timeout(1000)  # pages scroll, colours fade, charts are drawn
        image = Image.open(BytesIO(page.screenshot())).convert("RGB")
        PICTURES.mkdir(exist_ok=True)
        target = PICTURES / f"{name}-{self.width}-{self.language[:2]}.png"
        image.quantize(128, dither=Image.Dither.NONE).save(target, optimize=True)


@pytest.fixture
def demo(transactional_db: None, settings: Settings) -> Community:
    """Return the demo with the talk of its last three days."""
    settings.EMAIL_BACKEND = "qunce.shell.mailbox.LocalMailbox"
    plan = build(clock.now())
    since = plan.now - timedelta(days=3)
    talk = {
        key: tuple(one for one in said if isinstance(one, Incoming) and one.sent_at >= since)
        for key, said in plan.talk.items()
    }
    return load.load(replace(plan, talk=talk), lambda _words: None)


@pytest.mark.usefixtures("demo", "worker")
@pytest.mark.timeout(240)
@pytest.mark.parametrize(("width", "language"), WALKS)
def test_a_new_user_walks_the_way_of_the_readme(
    width: int, language: str, visitors: Visitors
) -> None:
    guide = Guide(visitors, width, language)
    owner = open_the_desk(guide)
    import_an_example(guide, owner)
    finish_a_task(guide, owner)
    in_two_browsers(guide, owner)


def open_the_desk(guide: Guide) -> Page:
    """See the door, come in as the owner, and find the day's work on the desk."""
    owner = guide.come_in("/", "owner@demo.example.com")
    expect(owner.get_by_role("heading", name=guide.word("Today"), exact=True)).to_be_visible()
    expect(owner.locator(".qd-task").first).to_be_visible()
    guide.picture(owner, "desk")
    return owner


def import_an_example(guide: Guide, owner: Page) -> None:
    """Hand in an exported chat, and read what came of it and what the history says."""
    owner.goto("/c/demo/import/?group=yangtze")
    owner.set_input_files("input[type=file]", EXAMPLE)
    expect(owner.get_by_text("liuhen.txt ·")).to_be_visible()
    owner.get_by_role("button", name=guide.word("Import"), exact=True).click()
    owner.wait_for_url(re.compile(r"/c/demo/import/\d+/"))
    expect(owner.get_by_role("heading", name=guide.word("Report"))).to_be_visible(timeout=PATIENCE)
    expect(owner.get_by_text("170", exact=True)).to_have_count(2)  # read, and added
    guide.picture(owner, "report")
    owner.get_by_role("link", name=guide.word("What the history says")).click()
    owner.wait_for_url("**/groups/yangtze/")
    expect(owner.locator("main .qc-chart").first).to_be_visible()
    guide.picture(owner, "history")


def finish_a_task(guide: Guide, owner: Page) -> None:
    """Copy the words of a task, say that it is done, and see by whom."""
    owner.goto("/c/demo/")
    task = owner.locator(".qd-task:has(textarea)").first
    place = task.get_attribute("id")
    task.get_by_role("button", name=guide.word("Copy the words")).click()
    expect(task.get_by_role("button", name=guide.word("Copied"))).to_be_visible()
    task.locator(".qd-finish button").click()
    done = owner.locator(f"#{place}.qd-over")
    expect(done).to_be_visible()
    expect(done).to_contain_text("沈知遥")
    guide.picture(owner, "done")


def stays_in_sight(member: Page) -> None:
    """A notice takes two lines of the group's page until it is opened."""
    notice, screen = member.locator(".qw-notice").bounding_box(), member.viewport_size
    assert notice
    assert screen
    assert notice["height"] < screen["height"] / 5
    text = member.locator(".qw-fold .qw-notice-text")
    short = text.evaluate("each => each.clientHeight")
    member.locator(".qw-fold summary").click(position={"x": 2, "y": 2})
    assert text.evaluate("each => each.clientHeight") > short
    member.locator(".qw-fold summary").click(position={"x": 2, "y": 2})


def in_two_browsers(guide: Guide, owner: Page) -> None:
    """Post a question and an advertisement; in both browsers only the latter is taken back."""
    member = guide.come_in("/m/demo/g/station/", "member@demo.example.com")
    owner.goto("/m/demo/g/station/")
    say(member, QUESTION)
    expect(owner.get_by_text(QUESTION)).to_be_visible()
    say(member, ADVERTISEMENT)
    expect(member.locator(".qw-notice")).to_be_visible(timeout=PATIENCE)
    stays_in_sight(member)
    gone = guide.word("This message was taken back.")
    for page in (member, owner):
        expect(page.locator(".qw-message").last).to_contain_text(gone, timeout=PATIENCE)
        expect(page.get_by_text(ADVERTISEMENT)).to_have_count(0)
        expect(page.get_by_text(QUESTION)).to_be_visible()
    guide.picture(member, "notice")
    guide.picture(owner, "group")
    member.get_by_role("link", name=guide.word("Details / appeal")).click()
    expect(member.locator("blockquote mark").first).to_be_visible()
    expect(member.get_by_role("button", name=guide.word("Appeal"))).to_be_visible()
    guide.picture(member, "explained")
    number = re.findall(r"/cases/(\d+)/", member.url)[0]
    owner.goto(f"/c/demo/cases/{number}/")
    expect(owner.locator(".qc-quote-text mark").first).to_be_visible()
    expect(owner.locator(".timeline-event")).not_to_have_count(0)
    guide.picture(owner, "case")


def say(page: Page, text: str) -> None:
    """Write something into the group and see it arrive."""
    page.locator("#say").fill(text)
    page.locator("[data-composer] button").click()
    expect(page.locator("#say")).to_have_value("")

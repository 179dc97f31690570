"""The queue of cases worked through by keyboard alone, with undo, at both widths."""

import re

import pytest
from playwright.sync_api import Page, expect

from cast import as_actor
from qunce import clock
from qunce.chat.intake import ingest
from qunce.chat.models import Message
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import Source
from qunce.people.models import Group, Person
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation.models import Case
from visitors import DESKTOP, PHONE, Visitors

pytestmark = pytest.mark.browser


def three_cases(group: Group, mia: Person) -> list[Case]:
    """Let three messages wait for a decision."""
    now = clock.now()
    cases = []
    for number, text in enumerate(("周末的课我就不来了", "这周也不来", "下周再说")):
        said = Incoming(Speaker(name="小王"), text, now, platform_id=f"queue-{number}")
        (pk,) = ingest(group, [said], source=Source.LIVE, now=now).ids
        row = Message.objects.get(pk=pk or 0)
        cases.append(moderation.open_by_hand(row, "respect", by=as_actor(mia), now=now))
    return cases


def press(page: Page, key: str) -> None:
    """Press a key of the page, not of a field."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_the_queue_is_worked_through_by_keyboard(
    visitors: Visitors, manual_group: Group, mia: Person
) -> None:
    first, second, third = three_cases(manual_group, mia)
    page = visitors.open("/c/hr/cases/", person=mia, width=DESKTOP)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("打开第一条记录")
    page.keyboard.press("Escape")
    press(page, "j")
    expect(page).to_have_url(re.compile(rf"/cases/{first.pk}/$"))
    press(page, "j")
    press(page, "k")
    press(page, "a")
    expect(page).to_have_url(re.compile(rf"/cases/{second.pk}/$"))
    press(page, "d")
    expect(page).to_have_url(re.compile(rf"/cases/{third.pk}/$"))
    press(page, "o")
    press(page, "u")  # the last decision: the dismissal
    states = dict(Case.objects.values_list("pk", "state"))
    assert states == {first.pk: "acted", second.pk: "open", third.pk: "open"}


def test_on_a_phone_the_queue_fits_and_is_decided_by_taps(
    visitors: Visitors, manual_group: Group, mia: Person
) -> None:
    first, *_ = three_cases(manual_group, mia)
    page = visitors.open("/c/hr/cases/", person=mia, width=PHONE)
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wide
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="选中的不算违规").click()
    page.get_by_role("button", name="确认").click()
    expect(
        page.get_by_text("刚刚由您处理", exact=False).or_(page.locator("h2").first)
    ).to_be_visible()
    assert Case.objects.filter(state="dismissed").count() == 1
    assert first.pk

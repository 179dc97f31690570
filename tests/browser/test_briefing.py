"""The briefing is put together on a phone and at a desk, in a few taps (M15)."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from qunce import clock
from qunce.kernel.actors import SHELL
from qunce.people.models import Group, Person
from qunce.rooms.programme import planning, queries
from qunce.rooms.programme.feeds import keeping
from qunce.rooms.programme.feeds.keeping import Listed
from qunce.rooms.programme.models import FeedEntry, Item
from visitors import DESKTOP, PHONE, Visitors

pytestmark = pytest.mark.browser
TITLES = ("工伤保险条例征求意见", "平台用工新规解读", "最低工资标准上调", "校招薪酬报告发布")


def prepare(group: Group) -> Item:
    """Return the next briefing, for which a feed brought seven pieces of news."""
    known, now = queries.known_of(group.community), clock.now()
    listed = Listed("https://news.example/", "人社部", "政策")
    feed = keeping.add(group.community, listed, by=SHELL, now=now)
    for number in range(7):
        FeedEntry.objects.create(
            community=group.community,
            feed=feed,
            key=str(number),
            title=f"{TITLES[number % 4]}（{number}）",
            link=f"https://example.com/{number}",
            seen_at=now,
            at=now - timedelta(minutes=number),
        )
    planning.plan(known, now + timedelta(hours=1), now + timedelta(days=12), now=now)
    return Item.objects.filter(slot="briefing", at__gt=now).earliest("at")


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_lines_are_ordered_shortened_put_in_and_saved(
    visitors: Visitors, web_group: Group, wang: Person, width: int
) -> None:
    item = prepare(web_group)
    page = visitors.open(f"/c/hr/calendar/{item.pk}/briefing/", person=wang, width=width)
    lines = page.locator("textarea[name=text]")
    expect(lines).to_have_count(5)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    second = lines.nth(1).input_value()
    page.locator('button[value="up:1"]').click()
    expect(lines.first).to_have_value(second)
    page.locator('button[value="drop:4"]').click()
    expect(lines).to_have_count(4)
    page.locator('button[value^="take:"]').first.click()
    expect(lines).to_have_count(5)
    lines.first.fill("长" * 161)
    page.get_by_role("button", name="保存，到点发").click()
    expect(page.get_by_text("161")).to_be_visible()
    lines.first.fill("改短了")
    page.get_by_role("button", name="保存，到点发").click()
    expect(page.get_by_text("已就绪").or_(page.get_by_text("可以发了")).first).to_be_visible()
    item.refresh_from_db()
    assert item.text.split("\n")[1] == "1. 【政策】改短了（人社部）"
    assert item.state == "reviewed"

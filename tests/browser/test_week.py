"""The lines of the week's summary are put in order by mouse and arrows, also on a phone (M18)."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from qunce import clock
from qunce.chat.actions import ingest
from qunce.chat.models import Message
from qunce.kernel.actors import SHELL
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import Source
from qunce.people.models import Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.moderation import praise
from qunce.rooms.programme import planning, queries
from qunce.rooms.programme.models import Item, Picks
from visitors import DESKTOP, PHONE, Visitors

pytestmark = pytest.mark.browser
SHARES = ("续签前三十天发意向书，附流程图", "面试官培训材料，按岗位分了三档", "年会方案，三种预算")


def prepare(group: Group) -> Item:
    """Return the summary to come, of a week with three good shares."""
    now = clock.now()
    playbook.change(group.community, "slots.week", {"is_on": True}, by=SHELL, now=now)
    planning.plan(queries.known_of(group.community), now, now + timedelta(days=8), now=now)
    item = Item.objects.filter(slot="week", at__gt=now + timedelta(hours=2)).earliest("at")
    for number, text in enumerate(SHARES):
        at = item.at - timedelta(days=2, minutes=-number)
        said = Incoming(Speaker(name="王岚-蓝海-HR"), text, at)
        ingest(group, [said], source=Source.LIVE, now=at)
        praise.mark(Message.objects.get(text=text), by=SHELL, now=at)
    return item


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_lines_are_put_in_order_and_saved(
    visitors: Visitors, web_group: Group, wang: Person, width: int
) -> None:
    item = prepare(web_group)
    page = visitors.open(f"/c/hr/calendar/{item.pk}/lines/", person=wang, width=width)
    rows = page.locator("[data-lines]").first.locator("> *")
    expect(rows).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    first = rows.first.locator("[name=order]").input_value()
    rows.first.locator("[name=down]").click()
    expect(rows.nth(1).locator("[name=order]")).to_have_value(first)
    expect(rows.first.locator("[name=up]")).to_be_disabled()
    if width == DESKTOP:
        below = rows.nth(2).bounding_box()
        assert below is not None
        rows.nth(1).drag_to(
            rows.nth(2),
            source_position={"x": 6, "y": 6},
            target_position={"x": 6, "y": below["height"] - 4},
        )
        expect(rows.nth(2).locator("[name=order]")).to_have_value(first)
    wanted = [each.input_value() for each in rows.locator("[name=order]").all()]
    page.locator(".card-footer").get_by_role("button", name="就这样发").click()
    expect(page.locator(".alert-success")).to_be_visible()
    assert [each.input_value() for each in rows.locator("[name=order]").all()] == wanted
    assert Picks.objects.get(item=item).order[:3] == wanted

"""The demo's programme is what its talk shows as posted, and what is planned for the next weeks."""

from datetime import datetime, timedelta

import pytest

from cast import enter, join
from qunce.gateway.channels.web import actions as web
from qunce.kernel.messages import Role
from qunce.ledger.models import Errand, TaskTarget
from qunce.people.models import Community, Group, Membership
from qunce.rooms.programme import queries
from qunce.rooms.programme.domain import ItemState
from qunce.rooms.programme.models import Impact, Item, Reserve
from qunce.site.demo import programme


@pytest.mark.django_db
def test_what_was_said_as_a_post_is_one_and_the_next_weeks_are_prepared(
    community: Community, web_group: Group, noon: datetime
) -> None:
    lin, ben = enter(community, "Lin", Role.CONTENT), enter(community, "Ben")
    for person in (lin, ben):
        join(person, web_group)
    by, member = (Membership.objects.get(person=person) for person in (lin, ben))
    old, last = noon - timedelta(days=40), noon - timedelta(days=3)
    said = [(by, "【HR早报】今天三条", old), (by, "【HR早报】又是三条", last)]
    said += [(by, "【活动】周六沙龙\n下午两点", last), (member, "【HR早报】我也来一份", last)]
    said += [(member, "第二条有意思", last + timedelta(minutes=5)), (by, "【HR早报】刚刚", noon)]
    for number, (who, text, at) in enumerate(said):
        web.post(who, text, key=str(number), now=at)
    programme.prepare(community, noon + timedelta(minutes=1))
    posted = Item.objects.filter(community=community, at__lt=noon)
    found = {(each.slot, each.text): each for each in posted}
    assert set(found) == {
        ("briefing", "【HR早报】今天三条"),
        ("briefing", "【HR早报】又是三条"),
        ("extra", "【活动】周六沙龙\n下午两点"),
    }
    fresh = found["briefing", "【HR早报】又是三条"]
    assert fresh.state == ItemState.MEASURED
    assert Impact.objects.get(item=fresh).people == 1
    assert found["briefing", "【HR早报】今天三条"].state == ItemState.POSTED
    tick = TaskTarget.objects.get(task__in=fresh.lines.values("task"))
    assert (tick.ticked_at, tick.ticked_name) == (last, "Lin")
    assert not Errand.objects.filter(kind="SendText").exists()  # nothing is said once more


@pytest.mark.django_db
def test_a_post_finds_its_day_full_another_was_taken_off_and_some_are_in_reserve(
    community: Community, web_group: Group, noon: datetime
) -> None:
    join(enter(community, "Lin", Role.CONTENT), web_group)
    programme.prepare(community, noon)
    ahead = Item.objects.filter(community=community, slot="extra", at__gt=noon)
    assert ahead.filter(merged_into__isnull=False).count() >= 1
    assert ahead.filter(state=ItemState.CANCELLED).count() == 1
    assert not ahead.filter(text="").exists()
    assert Reserve.objects.filter(community=community, used_at=None).count() == 3
    known = queries.known_of(community)
    loads = queries.loads_of(known, noon, noon + timedelta(days=30))
    days = [known.local(each.at).date() for each in loads]
    assert max(days.count(day) for day in days) <= known.settings.per_day

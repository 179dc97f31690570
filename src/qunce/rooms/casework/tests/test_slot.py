"""What the groups hear of the monthly case at its time (M37)."""

from datetime import datetime, timedelta

import pytest

from qunce.kernel.actors import SHELL
from qunce.kernel.slots import Moment
from qunce.people.audience import Audience
from qunce.people.domain import Tier
from qunce.people.models import Community, Group
from qunce.rooms.casework import actions, announcing
from qunce.rooms.casework.models import Argument, Position, Study
from qunce.rooms.casework.slots.case import Config, News, Stage, compose

DAY = timedelta(days=1)


def test_each_group_hears_of_its_own_cases_and_nobody_of_none(noon: datetime) -> None:
    first = News(Stage.CALL, "试用期", "说说您遇到的", "11-30 20:00", "https://q.cn/1", (1,))
    second = News(Stage.METHOD, "加班费", "一" * 300, "", "https://q.cn/2", (1, 2))
    drafts = compose(Moment(1, (1, 2, 3), noon, (first, second)), Config())
    assert [each.groups for each in drafts] == [(1,), (2,)]
    assert "试用期" in str(drafts[0].text)
    assert "加班费" in str(drafts[0].text)
    assert "试用期" not in str(drafts[1].text)
    assert "一" * 120 not in str(drafts[1].text)
    assert list(compose(Moment(1, (1,), noon, ()), Config())) == []


def call(community: Community, noon: datetime, audience: Audience | None = None) -> Study:
    to = audience or Audience()
    return actions.call(community, "试用期不合格", "说说您遇到的", to, by=SHELL, now=noon)


def told(community: Community, at: datetime) -> list[tuple[Stage, tuple[int, ...]]]:
    return [(each.stage, each.groups) for each in announcing.gather(Moment(community.pk, (), at))]


@pytest.mark.django_db
def test_a_call_is_reminded_of_the_day_after_until_it_ends(
    community: Community, web_group: Group, noon: datetime
) -> None:
    study = call(community, noon)
    assert told(community, noon + timedelta(hours=3)) == []  # they heard of it at once
    assert told(community, noon + DAY) == [(Stage.CALL, (web_group.pk,))]
    assert told(community, study.call_until + DAY) == []


@pytest.mark.django_db
def test_what_is_for_managers_is_not_posted_and_groups_hear_only_of_theirs(
    community: Community, web_group: Group, manual_group: Group, noon: datetime
) -> None:
    call(community, noon, Audience(tiers=(Tier.MANAGER,)))
    call(community, noon, Audience(groups=(manual_group.pk,)))
    assert told(community, noon + DAY) == [(Stage.CALL, (manual_group.pk,))]


@pytest.mark.django_db
def test_a_discussion_is_told_with_how_many_spoke_and_the_method_for_a_week(
    community: Community, web_group: Group, noon: datetime
) -> None:
    study = call(community, noon)
    Study.objects.filter(pk=study.pk).update(
        state="discussed", scenario="某公司", opened_at=noon, closes_at=noon + 2 * DAY
    )
    for place, title in enumerate(("解除", "调岗")):
        Position.objects.create(community=community, study=study, place=place, title=title)
    about = {"community": community, "position": Position.objects.get(title="调岗"), "at": noon}
    Argument.objects.create(form_token="1", text="先调岗", **about)
    Argument.objects.create(form_token="2", text="跑题", is_left_out=True, **about)
    (news,) = announcing.gather(Moment(community.pk, (), noon + DAY))
    assert news.lines == ("A. 解除 ×0", "B. 调岗 ×1")
    Study.objects.filter(pk=study.pk).update(
        state="summed", summed_at=noon + 2 * DAY, lesson="先约定录用条件"
    )
    (news,) = announcing.gather(Moment(community.pk, (), noon + 3 * DAY))
    assert (news.stage, news.text) == (Stage.METHOD, "先约定录用条件")
    assert told(community, noon + 10 * DAY) == []

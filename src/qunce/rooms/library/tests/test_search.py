"""The library's search: order, limits, whom it is for, and what goes out of it again."""

from datetime import datetime, timedelta

import pytest

from cast import as_actor
from qunce.kernel.actors import SHELL
from qunce.people.audience import Audience
from qunce.people.domain import Tier
from qunce.people.models import Community, Group, Person
from qunce.rooms.library import find, index, publishing, shelves
from qunce.rooms.library.domain import Kind
from qunce.rooms.library.models import Category, Indexed, Item
from qunce.rooms.library.spelling import read
from qunce.rooms.library.tests.texts import published, written

DAY = timedelta(days=1)


def titles(
    community: Community, text: str, person: Person | None = None, **chosen: str
) -> list[str]:
    found = find.search(community, text, find.limits_of(person, chosen))
    return [hit.item.title for hit in find.fetch(found, found.numbers, person)]


def test_titles_come_first_then_texts_each_the_newest_first(
    community: Community, noon: datetime
) -> None:
    published(community, "绩效面谈提纲", noon - 3 * DAY, "问什么")
    published(community, "季度总结", noon, "谈一谈绩效")
    published(community, "绩效考核办法", noon - 2 * DAY, "怎么做")
    written(community, "绩效草稿", noon)
    assert titles(community, "绩效") == ["绩效考核办法", "绩效面谈提纲", "季度总结"]
    assert titles(community, "jxkh") == ["绩效考核办法"]
    assert titles(community, "绩 总结") == []
    assert titles(community, "绩") == ["绩效考核办法", "绩效面谈提纲"]


def test_what_only_sounds_alike_is_offered_where_nothing_fits(
    community: Community, noon: datetime
) -> None:
    published(community, "绩效考核办法", noon)
    found = find.search(community, "绩校考核", [])
    assert found.is_by_sound
    assert len(found.numbers) == 1
    assert not find.search(community, "天气", []).numbers


def test_limits_are_part_of_the_search(community: Community, noon: datetime) -> None:
    shelves.add_usual(community)
    shelf = Category.objects.get(community=community, name="面试与测评")
    published(community, "面试评分表", noon, kind=Kind.TEMPLATE, category=shelf, tags=["结构化"])
    policy = published(community, "面试歧视规定", noon, kind=Kind.POLICY)
    above = str(shelf.parent_id)
    assert titles(community, "面试", category=above) == ["面试评分表"]
    assert titles(community, "面试", kind="policy") == ["面试歧视规定"]
    assert titles(community, "结构化") == ["面试评分表"]
    publishing.end(policy, by=SHELL, now=noon)
    assert titles(community, "面试", force="1") == ["面试评分表"]
    assert titles(community, "面试", force="0") == ["面试歧视规定"]


def test_what_is_for_others_is_not_found(
    community: Community, noon: datetime, ben: Person, manual_group: Group, region_group: Group
) -> None:
    manager = Audience((Tier.MANAGER,))
    published(community, "高管薪酬方案", noon, audience=manager)
    published(community, "薪酬调研", noon, audience=Audience(groups=(manual_group.pk,)))
    published(community, "薪酬报告", noon, audience=Audience(groups=(region_group.pk,)))
    assert titles(community, "薪酬", ben) == ["薪酬调研"]
    ben.tier = Tier.MANAGER
    ben.save()
    assert set(titles(community, "薪酬", ben)) == {"高管薪酬方案", "薪酬调研"}
    assert len(titles(community, "薪酬")) == 3


def test_words_side_by_side_are_found_behind_many_that_stand_apart(
    community: Community, noon: datetime
) -> None:
    old = published(community, "社保缴纳指南", noon - 9 * DAY)
    for number in range(9):
        published(community, f"社保、保缴与缴纳（{number}）", noon - number * DAY)
    pieces = read("社保缴纳")
    found = index.find(pieces, [[f"c{community.pk}"]], limit=2)
    assert found == list(Indexed.objects.filter(item=old).values_list("number", flat=True))
    assert titles(community, "社保缴纳") == ["社保缴纳指南"]


def test_what_was_taken_out_or_changed_is_found_no_more(
    community: Community, noon: datetime
) -> None:
    item = published(community, "考勤制度", noon, "打卡三次")
    publishing.withdraw(item, by=SHELL, now=noon)
    assert titles(community, "打卡") == []
    again = published(community, "休假制度", noon)
    index.remove([again.pk])
    assert titles(community, "休假") == []
    assert index.rebuild() == 1
    assert titles(community, "休假") == ["休假制度"]


def test_another_community_sees_nothing(
    community: Community, other_community: Community, noon: datetime
) -> None:
    published(community, "考勤制度", noon)
    assert titles(other_community, "考勤") == []


def test_a_place_is_shown_around_what_was_found(community: Community, noon: datetime) -> None:
    published(
        community, "制度", noon, "很长的开头。" * 30 + "这里讲**试用期**的事。" + "后面。" * 30
    )
    found = find.search(community, "试用期", [])
    (hit,) = find.fetch(found, found.numbers, None)
    ((start, end),) = hit.spans
    assert hit.excerpt[start:end] == "试用期"
    assert hit.excerpt.startswith("…")
    assert "**" not in hit.excerpt


def test_other_rooms_are_told_what_fits_a_question(
    community: Community, noon: datetime, lin: Person
) -> None:
    published(community, "试用期能不能延长", noon)
    published(community, "年会策划", noon)
    secret = published(community, "试用期高管", noon, audience=Audience((Tier.MANAGER,)))
    found = find.find_items(community.pk, "请问员工试用期可以延长吗", limit=3)
    assert [each.title for each in found] == ["试用期能不能延长"]
    assert found[0].path == f"/m/hr/library/{found[0].id}/"
    assert secret.pk not in {each.id for each in found}
    assert find.find_items(community.pk, "吗") == []


@pytest.mark.parametrize(
    "text", ["", "   ", "！？", "'", '"', "AND OR", "a*b", "\\", "🌟", "x" * 500]
)
def test_odd_searches_find_nothing_and_break_nothing(
    community: Community, noon: datetime, text: str
) -> None:
    published(community, "考勤制度", noon)
    assert titles(community, text) == []


def test_the_entry_goes_with_its_item(community: Community, noon: datetime, mia: Person) -> None:
    item = published(community, "考勤制度", noon)
    publishing.withdraw(item, by=as_actor(mia), now=noon)
    assert not Item.objects.filter(indexed__isnull=False).exists()

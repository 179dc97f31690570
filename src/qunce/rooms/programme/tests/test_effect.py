"""What posts brought: compared only where there is enough, nothing counted twice, in a file."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from qunce import clock
from qunce.people.models import Community, Group, Person
from qunce.people.queries import zone_of
from qunce.rooms.programme import effect
from qunce.rooms.programme.effect import Average, best, by_hour, by_topic
from qunce.rooms.programme.models import Impact, Item

LogIn = Callable[[Person], Client]


def posted(
    group: Group, at: datetime, people: int | None, *, topic: str = "", slot: str = "briefing"
) -> Item:
    """Store a post with what came of it in a group; None for no record."""
    item = Item.objects.create(
        community=group.community,
        slot=slot,
        topic=topic,
        at=at,
        ready_at=at,
        until=at,
        posted_at=at,
        created_at=at,
        state="measured",
    )
    known = {} if people is None else {"people": people, "messages": people * 2, "replies": 1}
    Impact.objects.create(
        community=group.community, item=item, group=group, posted_at=at, measured_at=at, **known
    )
    return item


def found(community: Community, now: datetime, **wanted: str) -> list[effect.Posted]:
    since = now - timedelta(days=90)
    return effect.measured(community, since, zone_of(community), **wanted)


def test_the_best_is_told_only_of_what_has_enough_posts() -> None:
    few, many = Average("09:00", 4, 20.0, 40.0), Average("12:00", 9, 6.0, 9.0)
    assert best([few, many]) is None
    assert best([many, Average("18:00", 5, 7.0, 9.0), few]) == Average("18:00", 5, 7.0, 9.0)


@pytest.mark.django_db
def test_hours_are_those_of_the_community_and_posts_without_a_record_are_left_out(
    community: Community, web_group: Group, noon: datetime
) -> None:
    posted(web_group, noon, 4, topic="绩效面谈")
    posted(web_group, noon - timedelta(days=1), 8, topic="绩效面谈")
    posted(web_group, noon - timedelta(hours=3), None)
    posted(web_group, noon - timedelta(days=200), 50)
    rows = found(community, noon + timedelta(hours=1))
    assert by_hour(rows) == [Average("12:00", 2, 6.0, 12.0)]
    assert by_topic(rows) == [Average("绩效面谈", 2, 6.0, 12.0)]
    assert found(community, noon, slot="week") == []


@pytest.mark.django_db
def test_what_went_out_inside_another_post_is_counted_once(
    community: Community, web_group: Group, noon: datetime
) -> None:
    host = posted(web_group, noon, 4)
    inside = posted(web_group, noon, 4, slot="week")
    Item.objects.filter(pk=inside.pk).update(merged_into=host)
    assert len(found(community, noon)) == 1
    assert list(effect.list_posts(community, noon - timedelta(days=1))) == [host]


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: noon)


@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon")
def test_the_page_says_where_there_is_too_little_and_the_file_holds_what_is_shown(
    web_group: Group, manual_group: Group, noon: datetime, wang: Person, log_in: LogIn
) -> None:
    client, page = log_in(wang), reverse("programme_effect", kwargs={"key": "hr"})
    assert "还没有统计" in client.get(page).content.decode()
    item = posted(web_group, noon - timedelta(days=2), 4, topic="绩效面谈")
    Impact.objects.create(
        community=web_group.community,
        item=item,
        group=manual_group,
        posted_at=noon,
        measured_at=noon,
    )
    posted(web_group, noon - timedelta(days=3), 9, topic="=SUM(A1)")
    text = client.get(page).content.decode()
    assert "数据太少" in text
    assert "绩效面谈" in text
    answer = client.get(reverse("programme_effect_file", kwargs={"key": "hr"}) + "?q=绩效")
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    heads, row = list(sheet.iter_rows(values_only=True))
    assert len(heads) == 9
    assert row[2:] == ("绩效面谈", 2, 1, 4, 8, 1, None)
    whole = client.get(reverse("programme_effect_file", kwargs={"key": "hr"})).content
    book = load_workbook(BytesIO(whole)).worksheets[0]
    assert "'=SUM(A1)" in {cell for line in book.iter_rows(values_only=True) for cell in line}
    one = client.get(page + "?group=industry").content.decode()
    assert "=SUM(A1)" not in one


@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon")
def test_with_enough_posts_the_best_hour_is_named(
    web_group: Group, noon: datetime, wang: Person, log_in: LogIn
) -> None:
    for number in range(5):
        posted(web_group, noon - timedelta(days=number + 1), 12)
        posted(web_group, noon - timedelta(days=number + 1, hours=3), 3, slot="week")
    page = log_in(wang).get(reverse("programme_effect", kwargs={"key": "hr"})).content.decode()
    assert "12:00" in page
    assert "12.0" in page
    assert "数据太少" not in page

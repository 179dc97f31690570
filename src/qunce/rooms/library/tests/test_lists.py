"""Lists, tags and related items: only what is for the reader, by few questions to the database."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qunce.people.audience import Audience
from qunce.people.domain import Tier
from qunce.people.models import Community, Person
from qunce.rooms.library import index, lines, publishing, queries, shelves
from qunce.rooms.library.models import Category, Item
from qunce.rooms.library.spelling import read
from qunce.rooms.library.tests.texts import published

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
DAY = timedelta(days=1)
FOR_MANAGERS = Audience(tiers=(Tier.MANAGER,))


def titles(items: list[Item]) -> list[str]:
    return [each.title for each in items]


def test_related_are_those_with_most_tags_in_common_then_those_of_the_category(
    community: Community, ben: Person, noon: datetime
) -> None:
    shelves.add_usual(community)
    pay = Category.objects.get(community=community, name="薪酬")
    here = published(community, "宽带薪酬", noon, category=pay, tags=["薪酬", "宽带"])
    published(community, "调薪", noon, category=pay)
    published(community, "薪酬调研", noon, tags=["薪酬"])
    published(community, "宽带落地", noon, tags=["薪酬", "宽带"])
    published(community, "高管薪酬", noon, tags=["薪酬", "宽带"], audience=FOR_MANAGERS)
    published(community, "考勤", noon)
    assert titles(queries.related_to(here, ben)) == ["宽带落地", "薪酬调研", "调薪"]
    assert titles(queries.related_to(here, ben, limit=1)) == ["宽带落地"]


def test_tags_are_offered_only_of_what_the_reader_may_see(
    community: Community, ben: Person, noon: datetime
) -> None:
    published(community, "甲", noon, tags=["绩效"])
    published(community, "乙", noon, tags=["绩效", "面谈"])
    published(community, "丙", noon, tags=["裁员预案"], audience=FOR_MANAGERS)
    mine = queries.list_for(ben)
    assert [each.name for each in queries.list_tags(community, mine)] == ["绩效", "面谈"]
    everything = Item.objects.filter(community=community)
    assert len(queries.list_tags(community, everything)) == 3


def test_a_text_is_found_in_the_console_by_title_contributor_source_and_tag_once(
    log_in: LogIn, lin: Person, community: Community, noon: datetime
) -> None:
    published(community, "面谈提纲", noon, tags=["面谈", "面谈表"], credit="王芳", source="人社局")
    published(community, "考勤制度", noon)
    for asked in ("提纲", "面谈", "王芳", "人社局"):
        page = log_in(lin).get("/c/hr/library/", {"q": asked}).content.decode()
        assert page.count("面谈提纲") == 1, asked
        assert "考勤制度" not in page


@pytest.mark.parametrize("path", ["/m/hr/library/", "/m/hr/library/search/", "/c/hr/library/"])
def test_longer_lists_ask_no_more_of_the_database(
    log_in: LogIn, lin: Person, community: Community, noon: datetime, path: str
) -> None:
    client = log_in(lin)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    about: dict[str, Any] = {"tags": ["绩效"]}
    for number in range(2):
        published(community, f"办法{number}", noon, **about)
    asked()
    few = asked()
    for number in range(8):
        published(community, f"制度{number}", noon - number * DAY, **about)
    assert asked() <= few


def test_a_phrase_is_found_behind_many_newer_texts_with_the_same_letters_apart(
    community: Community, noon: datetime
) -> None:
    wanted = published(community, "甲", noon - 99 * DAY, body="我们讨论试用期满的转正。")
    for number in range(9):
        apart = "试用，用期，期满，这些字各在一处。"
        published(community, f"乙{number}", noon - number * DAY, body=apart)
    (number,) = index.find(read("试用期满"), [[f"c{community.pk}"]], limit=1)
    assert wanted.indexed.number == number


def test_what_is_edited_at_that_moment_holds_up_nothing_else(
    community: Community, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title in ("甲", "乙"):
        item = published(community, title, noon - DAY)
        Item.objects.filter(pk=item.pk).update(state="scheduled", due_at=noon)

    def close(item: Item, **_: Any) -> None:
        Item.objects.filter(pk=item.pk, title="甲").update(state="draft")

    monkeypatch.setattr(lines, "close_draft", close)
    publishing.publish_due(noon)
    assert dict(Item.objects.values_list("title", "state")) == {
        "甲": "scheduled",
        "乙": "published",
    }

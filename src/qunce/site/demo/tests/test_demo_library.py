"""The demo's library: all kinds, whole texts, and what is on its way."""

from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from qunce.people.models import Community, Person
from qunce.rooms.library import find, queries
from qunce.rooms.library.domain import ItemState, Kind
from qunce.rooms.library.models import Attachment, Indexed, Item, Submission
from qunce.site.demo import library


@pytest.fixture
def filled(
    community: Community,
    lin: Person,
    ben: Person,
    noon: datetime,
    settings: Settings,
    tmp_path: Path,
) -> Community:
    """Return a community with the demo's library."""
    settings.MEDIA_ROOT = tmp_path
    library.prepare(community, noon)
    return community


def test_there_are_some_forty_items_of_all_kinds_on_all_shelves(
    filled: Community, ben: Person
) -> None:
    items = Item.objects.filter(community=filled, shown__gt=0)
    assert items.count() >= 40
    assert set(items.values_list("kind", flat=True)) >= {
        *(Kind.ARTICLE, Kind.POLICY, Kind.TEMPLATE, Kind.DISCUSSION)
    }
    shelves = {each.category.name: each.count for each in queries.list_shelves(filled)}
    assert all(shelves[name] for name in ("招聘", "薪酬", "绩效", "培训", "劳动法", "数字化"))
    assert Attachment.objects.count() >= 5
    assert not queries.list_for(ben).filter(title__contains="裁员").exists()


def test_an_older_policy_ended_something_is_on_its_way_and_all_goes_with_the_demo(
    filled: Community,
) -> None:
    old = Item.objects.get(title__startswith="2025 年度社保")
    assert old.state == ItemState.ENDED
    assert old.replaced_by is not None
    states = set(Item.objects.values_list("state", flat=True))
    assert states >= {ItemState.DRAFT, ItemState.SCHEDULED}
    assert Submission.objects.filter(state="taken").count() == 1
    assert find.search(filled, "syq", []).numbers
    assert find.search(filled, "试用期", []).numbers
    library.remove(filled)
    assert not Indexed.objects.exists()
    assert not find.search(filled, "试用期", []).numbers

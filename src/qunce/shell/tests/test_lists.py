from typing import Any

import pytest
from django.test import RequestFactory

from qunce.people.models import Community, Person
from qunce.shell.lists import Filter, ListPage, ListSetup, key_of

pytestmark = pytest.mark.django_db

SETUP = ListSetup(
    search=("name__icontains", "company__icontains"),
    filters=(
        Filter("city", "City", (("Shanghai", "Shanghai"), ("Beijing", "Beijing")), "city"),
        Filter(
            "has", "Note", (("note", "With a note"),), lambda rows, _value: rows.exclude(note="")
        ),
    ),
    sorts=(("name", "Name", "name"), ("new", "Newest", ("-created_at", "-id"))),
    size=3,
    keep=("tab",),
)


@pytest.fixture
def people(community: Community, noon: Any) -> None:
    rows = [("Chen", "Acme", "Shanghai"), ("Bai", "Acme", "Beijing"), ("An", "Bolt", "Shanghai")]
    for place in range(5):
        name, company, city = rows[place % 3]
        Person.objects.create(
            community=community,
            name=f"{name}{place}",
            company=company,
            city=city,
            note="x" if place == 4 else "",
            created_at=noon,
        )


def listed(address: str) -> ListPage[Person]:
    return ListPage(RequestFactory().get(address), Person.objects.all(), SETUP)


def test_a_list_is_sorted_and_paged(people: None) -> None:
    first = listed("/people/?tab=1")
    assert [each.name for each in first] == ["An2", "Bai1", "Bai4"]
    assert (first.total, len(first), first.is_filtered) == (5, 3, False)
    assert first.pages() == [(1, "/people/?tab=1&page=1"), (2, "/people/?tab=1&page=2")]
    assert [each.name for each in listed("/people/?page=2")] == ["Chen0", "Chen3"]
    assert next(each.name for each in listed("/people/?sort=new")) == "Bai4"


def test_all_words_of_a_search_must_fit_somewhere(people: None) -> None:
    assert [each.name for each in listed("/people/?q=acme+bai")] == ["Bai1", "Bai4"]
    assert listed("/people/?q=acme+nobody").total == 0


def test_filters_narrow_the_list_and_can_be_cleared(people: None) -> None:
    found = listed("/people/?city=Shanghai&has=&tab=2&q=chen")
    assert [each.name for each in found] == ["Chen0", "Chen3"]
    assert found.is_filtered
    assert found.clear_url == "/people/?tab=2"
    assert [each.name for each in listed("/people/?has=note")] == ["Bai4"]


@pytest.mark.parametrize(
    "address", ["?page=99", "?page=x", "?city=Mars", "?sort=evil", "?q=" + "a" * 999]
)
def test_a_strange_address_never_fails(people: None, address: str) -> None:
    assert listed(f"/people/{address}").total in {0, 5}


@pytest.mark.parametrize(
    ("text", "key"),
    [("7", 7), ("", None), ("x", None), ("-1", None), ("9" * 18, int("9" * 18)), ("9" * 19, None)],
)
def test_a_key_in_an_address_is_a_number_that_fits(text: str, key: int | None) -> None:
    assert key_of(text) == key

"""A published item's category and audience wait for the review, as its text does (M19, M29)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from cast import as_actor
from qunce.kernel.actors import MACHINE, SHELL
from qunce.people.audience import Audience, audience_of
from qunce.people.domain import Tier
from qunce.people.models import Community, Person
from qunce.playbook import actions as playbook
from qunce.rooms.library import actions, publishing, queries, shelves
from qunce.rooms.library.domain import ItemState
from qunce.rooms.library.models import Category, Item
from qunce.rooms.library.tests.texts import published
from qunce.rooms.library.writing import About, Text

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
MANAGERS = Audience((Tier.MANAGER,))


@pytest.fixture
def item(community: Community, noon: datetime, lin: Person, wang: Person) -> Item:
    """Return what members see, in a community run by two."""
    playbook.change(community, "community", {"single_handed": False}, by=SHELL, now=noon)
    return published(community, "办法", noon, audience=MANAGERS)


@pytest.fixture
def shelf(community: Community, noon: datetime) -> Category:
    return shelves.add(community, "薪酬", None, by=SHELL, now=noon)


def text(item: Item) -> Text:
    newest = queries.newest_of(item)
    return Text(title=newest.title, summary=newest.summary, body=newest.body)


def save(item: Item, about: About, by: Person, now: datetime) -> Item:
    return actions.save(item, text(item), about, revision=item.revision, by=as_actor(by), now=now)


def test_members_find_it_where_it_was_until_somebody_else_has_looked(
    item: Item, shelf: Category, noon: datetime, lin: Person, wang: Person
) -> None:
    found = save(item, About(category=shelf), lin, noon)
    assert (found.category, audience_of(found)) == (None, MANAGERS)
    assert (found.state, found.shown, found.revision) == (ItemState.DRAFT, 1, 2)
    publishing.submit(found, by=as_actor(lin), now=noon)
    publishing.approve(found, by=as_actor(wang), now=noon)
    found = Item.objects.get(pk=item.pk)
    assert (found.category, audience_of(found)) == (shelf, Audience())
    assert (found.waiting, found.state) == (None, ItemState.PUBLISHED)


def test_what_is_not_seen_by_members_yet_changes_at_once(
    item: Item, shelf: Category, noon: datetime, lin: Person
) -> None:
    publishing.withdraw(item, by=SHELL, now=noon)
    publishing.reopen(item, by=SHELL, now=noon)
    found = save(item, About(category=shelf), lin, noon)
    assert (found.category, audience_of(found)) == (shelf, Audience())


def test_who_manages_alone_changes_it_at_once(
    item: Item, shelf: Category, noon: datetime, lin: Person
) -> None:
    playbook.change(item.community, "community", {"single_handed": True}, by=SHELL, now=noon)
    found = save(item, About(category=shelf), lin, noon)
    assert (found.category, found.state) == (shelf, ItemState.PUBLISHED)


def test_other_details_need_nobody_and_lose_nothing_that_waits(
    item: Item, shelf: Category, noon: datetime, lin: Person
) -> None:
    about = About(category=shelf, audience=MANAGERS)
    found = save(item, about, lin, noon)
    found = save(found, replace(about, source="人社部"), lin, noon)
    assert (found.source, found.revision) == ("人社部", 2)
    assert found.waiting is not None
    found = save(found, About(audience=MANAGERS), lin, noon)
    assert found.waiting is None


def test_the_machine_and_a_category_that_is_gone(
    item: Item, shelf: Category, noon: datetime, lin: Person, wang: Person
) -> None:
    found = save(item, About(category=shelf, audience=MANAGERS), lin, noon)
    shelf.delete()
    publishing.submit(found, by=as_actor(lin), now=noon)
    publishing.approve(found, by=as_actor(wang), now=noon)
    found = Item.objects.get(pk=item.pk)
    assert (found.category, found.waiting) == (None, None)
    again = actions.save(found, text(found), About(), revision=found.revision, by=MACHINE, now=noon)
    assert audience_of(again) == Audience()


def test_where_the_new_category_is_gone_an_item_stays_in_its_own(
    item: Item, shelf: Category, noon: datetime, lin: Person, wang: Person
) -> None:
    own = shelves.add(item.community, "绩效", None, by=SHELL, now=noon)
    Item.objects.filter(pk=item.pk).update(category=own)
    for wanted, left in ((shelf, own), (None, None)):
        item = Item.objects.get(pk=item.pk)
        found = save(item, About(category=wanted, audience=MANAGERS), lin, noon)
        assert found.waiting is not None
        if wanted:
            shelf.delete()
        publishing.submit(found, by=as_actor(lin), now=noon)
        publishing.approve(found, by=as_actor(wang), now=noon)
        assert Item.objects.get(pk=item.pk).category == left


def test_the_pages_show_what_waits_and_the_form_keeps_it(
    item: Item, shelf: Category, noon: datetime, lin: Person, wang: Person, log_in: LogIn
) -> None:
    save(item, About(category=shelf), lin, noon)
    where = {"key": "hr", "pk": item.pk}
    shown = log_in(wang).get(reverse("library_item", kwargs=where)).content.decode()
    assert "薪酬" in shown
    form = log_in(wang).get(reverse("library_edit", kwargs=where)).context["form"]
    assert form["category"].value() == str(shelf.pk)
    assert form["tiers"].value() == []

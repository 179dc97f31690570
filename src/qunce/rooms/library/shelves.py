"""The categories: begun with the modules of HR, added, renamed, put in order."""

from datetime import datetime

from django.db import transaction

from qunce.facts.library import ShelvesChanged
from qunce.kernel.actors import Actor
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.models import Community
from qunce.rooms.library import index
from qunce.rooms.library.domain import CATEGORIES
from qunce.rooms.library.models import Category, Item

KNOWN = N_("There is a category of this name already.")


@transaction.atomic
def add_usual(community: Community) -> None:
    """Add the categories of HR's modules that are missing (M19); done twice it changes nothing."""
    for place, (name, below) in enumerate(CATEGORIES):
        top, _is_new = Category.objects.get_or_create(
            community=community, parent=None, name=name, defaults={"place": place}
        )
        for number, each in enumerate(below):
            Category.objects.get_or_create(
                community=community, parent=top, name=each, defaults={"place": number}
            )


def ensure(community: Community, path: tuple[str, ...]) -> Category | None:
    """Return the category of a path of at most two names; it is made where it is missing."""
    found: Category | None = None
    for name in path[:2]:
        place = Category.objects.filter(community=community, parent=found).count()
        found, _is_new = Category.objects.get_or_create(
            community=community, parent=found, name=name[:40], defaults={"place": place}
        )
    return found


@transaction.atomic
def add(
    community: Community, name: str, parent: Category | None, *, by: Actor, now: datetime
) -> Category:
    """Add a category. RefusedError where there is one of this name beside it."""
    _refuse_twin(community, name, parent)
    place = Category.objects.filter(community=community, parent=parent).count()
    row = Category.objects.create(community=community, name=name, parent=parent, place=place)
    ledger.record(ShelvesChanged(name), by=by, now=now, community=community)
    return row


@transaction.atomic
def change(row: Category, name: str, parent: Category | None, *, by: Actor, now: datetime) -> None:
    """Rename a category, or put it below another. RefusedError for a name that is there."""
    _refuse_twin(row.community, name, parent, row)
    is_moved = row.parent_id != (parent.pk if parent else None)
    row.name, row.parent = name, parent
    row.save(update_fields=["name", "parent"])
    if is_moved:
        _refresh(row)
    ledger.record(ShelvesChanged(name), by=by, now=now, community=row.community_id)


@transaction.atomic
def remove(row: Category, *, by: Actor, now: datetime) -> None:
    """Remove a category; what stood on it stays in the library without one."""
    keys = [each.pk for each in (row, *row.children.all())]
    items = list(Item.objects.filter(category__in=keys, shown__gt=0).values_list("pk", flat=True))
    name, community = row.name, row.community_id
    row.delete()
    for item in Item.objects.filter(pk__in=items):
        index.refresh(item)
    ledger.record(ShelvesChanged(name), by=by, now=now, community=community)


@transaction.atomic
def raise_up(row: Category) -> None:
    """Put a category one place higher."""
    beside = list(Category.objects.filter(community=row.community_id, parent=row.parent_id))
    place = beside.index(row)
    if place:
        beside[place - 1], beside[place] = beside[place], beside[place - 1]
    for number, each in enumerate(beside):
        Category.objects.filter(pk=each.pk).update(place=number)


def _refuse_twin(
    community: Community, name: str, parent: Category | None, row: Category | None = None
) -> None:
    rows = Category.objects.filter(community=community, parent=parent, name=name)
    if rows.exclude(pk=row.pk if row else 0).exists():
        raise RefusedError(Words(KNOWN))


def _refresh(row: Category) -> None:
    for item in Item.objects.filter(category=row, shown__gt=0):
        index.refresh(item)

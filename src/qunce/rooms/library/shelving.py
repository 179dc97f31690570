"""A published item's category and audience: a change waits for a review as its text does."""

from typing import Any

from qunce.kernel.actors import Actor, ActorKind
from qunce.people.audience import Audience, address, audience_of
from qunce.people.domain import Tier
from qunce.rooms.library import reviewers
from qunce.rooms.library.models import Category, Item
from qunce.rooms.library.writing import About

Waiting = dict[str, Any]


def waiting_of(item: Item, about: About, by: Actor) -> Waiting | None:
    """Return what of an item's place has to wait for a review; None where nothing has to.

    Members see the item already, somebody else has to look at what a person changes, and its
    category or those it is for are not to be what they are.
    """
    if not item.shown or by.kind is not ActorKind.PERSON:
        return None
    now = _place(item.category_id, audience_of(item))
    wanted = _place(about.category.pk if about.category else None, about.audience)
    if wanted == now or reviewers.may_decide_alone(item.community):
        return None
    return wanted


def _place(category: int | None, audience: Audience) -> Waiting:
    tiers = sorted(tier.value for tier in audience.tiers)
    return {"category": category, "tiers": tiers, "groups": sorted(audience.groups)}


def wanted_of(item: Item) -> tuple[Category | None, Audience]:
    """Return the category of an item and whom it is for, as they are once it is published.

    Where the category that waited is gone it stays in the one that it has.
    """
    if item.waiting is None:
        return item.category, audience_of(item)
    rows = Category.objects.filter(community_id=item.community_id, pk=item.waiting["category"])
    category = rows.first() or item.category if item.waiting["category"] else None
    tiers = tuple(Tier(each) for each in item.waiting["tiers"])
    return category, Audience(tiers, tuple(item.waiting["groups"]))


def settle(item: Item) -> None:
    """Let count what waited: the item was looked at, and is published."""
    if item.waiting is None:
        return
    item.category, audience = wanted_of(item)
    item.waiting = None
    item.save(update_fields=["category", "waiting"])
    address(item, audience)

"""What members say of an item. One member's word is no decision: there is no entry."""

from datetime import datetime

from django.db import transaction

from qunce.people.models import Person
from qunce.rooms.library.models import Feedback, Item


@transaction.atomic
def say(item: Item, person: Person, *, is_useful: bool, now: datetime) -> None:
    """Note whether an item was useful to a member; a later word replaces an earlier one."""
    Feedback.objects.update_or_create(
        item=item,
        person=person,
        defaults={"community_id": item.community_id, "is_useful": is_useful, "at": now},
    )
    count(item)


def count(item: Item) -> None:
    """Count anew what members said of an item."""
    rows = Feedback.objects.filter(item=item)
    Item.objects.filter(pk=item.pk).update(
        useful=rows.filter(is_useful=True).count(),
        not_useful=rows.filter(is_useful=False).count(),
    )

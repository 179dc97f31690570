"""What the programme stores of a person: for export and for erasure."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from qunce.kernel.text import N_
from qunce.people.models import Person
from qunce.rooms.programme.models import (
    Feed,
    Item,
    ItemText,
    Picture,
    PoolEntry,
    PoolText,
    Reserve,
    Step,
)
from qunce.shell.card import PersonalData

MODELS = (
    "programme.Item",
    "programme.ItemText",
    "programme.Step",
    "programme.Reserve",
    "programme.Picture",
    "programme.Feed",
    "programme.PoolEntry",
    "programme.PoolText",
)


def export(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return what a person wrote and did for the programme."""
    texts = ItemText.objects.filter(by=person).order_by("id")
    reserves = Reserve.objects.filter(by=person).order_by("id")
    steps = Step.objects.filter(Q(done_by=person) | Q(person=person)).order_by("id")
    feeds = Feed.objects.filter(added_by=person).order_by("id")
    items = Item.objects.filter(Q(written_by=person) | Q(reviewed_by=person)).order_by("id")
    return [
        *items.values("slot", "title", "at", "state"),
        *texts.values("item", "number", "text", "at"),
        *reserves.values("slot", "text", "created_at"),
        *Picture.objects.filter(by=person).order_by("id").values("item", "size", "at"),
        *steps.values("item", "kind", "due", "done_at"),
        *feeds.values("name", "url", "created_at"),
        *PoolEntry.objects.filter(added_by=person)
        .order_by("id")
        .values("title", "text", "credit", "state", "answer"),
        *PoolText.objects.filter(by=person).order_by("id").values("title", "text", "at"),
    ]


@transaction.atomic
def erase(person: Person) -> None:
    """Take the person out of what they did; the posts are the community's and stay."""
    Item.objects.filter(written_by=person).update(written_by=None)
    Item.objects.filter(reviewed_by=person).update(reviewed_by=None)
    ItemText.objects.filter(by=person).update(by=None, name="")
    Reserve.objects.filter(by=person).update(by=None, name="")
    Picture.objects.filter(by=person).update(by=None)
    Feed.objects.filter(added_by=person).update(added_by=None)
    PoolEntry.objects.filter(added_by=person).update(
        added_by=None, added_name="", credit="", answer=""
    )
    PoolEntry.objects.filter(changed_by=person).update(changed_by=None, changed_name="")
    PoolText.objects.filter(by=person).update(by=None, name="")
    Step.objects.filter(person=person).update(person=None)
    Step.objects.filter(done_by=person).update(done_by=None, done_name="")


PERSONAL_DATA = PersonalData(
    N_("Programme"),
    MODELS,
    export,
    erase,
    purpose=N_("To know who chose, wrote, looked through and posted what"),
    kept=N_("As long as the community; without your name after a deletion"),
)

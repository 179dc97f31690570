"""What conversations hold of a person: for export and for erasure (DESIGN rule 9)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from qunce.chat.erasing import erase_words
from qunce.chat.intake import lock_head
from qunce.chat.models import Message
from qunce.people.models import Group, Person

MODELS = ("chat.Message", "chat.MessageVersion")
BATCH = 2_000  # messages erased by one statement
NOBODY: dict[str, Any] = {
    "author": None,
    "author_name": "",
    "platform_id": "",
    "recalled_by": "",
}


def export_person(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return all that a person said in any group, oldest first, edits included."""
    said = _said_by(person).order_by("sent_at", "id").select_related("group")
    return [
        {
            "group": each.group.name,
            "sent_at": each.sent_at,
            "name": each.author_name,
            "kind": each.kind,
            "text": each.text,
            "quoted": each.quoted,
            "attachments": each.attachments,
            "recalled_at": each.recalled_at,
            "before_edits": [version.text for version in each.versions.all()],
        }
        for each in said.prefetch_related("versions")
    ]


@transaction.atomic
def erase_person(person: Person) -> None:
    """Empty all that a person said: an entry without words and author stays in its place.

    A fingerprint stays too, so that the next export does not bring the words back. Quotes of the
    person's words in answers go with them. Call it while the person still has their identities.
    """
    mine = _said_by(person)
    for group in Group.objects.filter(pk__in=mine.values("group")).order_by("pk"):
        lock_head(group)
    while batch := list(mine.order_by("pk")[:BATCH]):
        erase_words(batch, **NOBODY)


def _said_by(person: Person) -> QuerySet[Message]:
    return Message.objects.filter(community=person.community_id, author__person=person)

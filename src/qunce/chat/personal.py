"""What conversations hold of a person: for export and for erasure (DESIGN rule 9)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from qunce.chat.erasing import erase_words
from qunce.chat.intake import lock_head
from qunce.chat.models import Message, MessageVersion, Reaction
from qunce.chat.retention import Retention
from qunce.kernel.text import N_, Words
from qunce.people.models import Group, Person
from qunce.people.personal import all_names_of
from qunce.playbook.queries import effective

MODELS = ("chat.Message", "chat.MessageVersion", "chat.Reaction")
BATCH = 2_000  # messages erased by one statement
CONDITIONS = 50  # names asked for by one statement
NOBODY: dict[str, Any] = {
    "author": None,
    "author_name": "",
    "platform_id": "",
    "recalled_by": "",
}

FOREVER = N_("Until your data is deleted")
KEPT = N_("The words for %(days)s days, when you wrote until your data is deleted")


def kept(community: int) -> Words:
    """Say how long words are kept: the longest time that counts in one of the groups."""
    groups = Group.objects.filter(community=community, archived_at__isnull=True)
    keys = [None, *groups.values_list("pk", flat=True)]
    days = [effective(community, Retention, group).days for group in keys]
    return Words(KEPT, {"days": max(days)}) if all(days) else Words(FOREVER)


def export_person(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return all that a person said in any group, edits included, and the signs they gave."""
    said = _said_by(person).order_by("sent_at", "id").select_related("group")
    given = Reaction.objects.filter(identity__person=person).order_by("at", "id")
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
    ] + [
        {"group": each.message.group.name, "at": each.at, "reaction": each.emoji}
        for each in given.select_related("message__group")
    ]


@transaction.atomic
def erase_person(person: Person) -> None:
    """Empty all that a person said: an entry without words and author stays in its place.

    A fingerprint stays too, so that the next export does not bring the words back. Quotes of the
    person's words in answers go with them, and so do mentions. Call it while the person still has
    their identities.
    """
    Reaction.objects.filter(identity__person=person).delete()
    mine = _said_by(person)
    _erase_traces(person, mine)
    for group in Group.objects.filter(pk__in=mine.values("group")).order_by("pk"):
        lock_head(group)
    while batch := list(mine.order_by("pk")[:BATCH]):
        erase_words(batch, **NOBODY)


def _erase_traces(person: Person, mine: QuerySet[Message]) -> None:
    """Take the person out of what others said: imports quote by name, not by the message's key.

    So is who recalled or edited a message of somebody else.
    """
    names = _names_of(person, mine)
    if not names:
        return
    heads = [Q(quoted__startswith=f"{name}{colon}") for name in names for colon in "：:"]
    around = Message.objects.filter(community=person.community_id).exclude(author__person=person)
    around.filter(recalled_by__in=names).update(recalled_by="")
    MessageVersion.objects.filter(message__in=around, by__in=names).update(by="")
    for some in _parts(heads):
        around.filter(some).update(quoted="")
    named = [Q(mentions__icontains=name) for name in names]
    for some in _parts(named):
        for each in around.filter(some).only("mentions"):
            left = [name for name in each.mentions if name not in names]
            Message.objects.filter(pk=each.pk).update(mentions=left)


def _parts(conditions: Sequence[Q]) -> Iterator[Q]:
    for start in range(0, len(conditions), CONDITIONS):
        yield reduce(or_, conditions[start : start + CONDITIONS])


def _names_of(person: Person, mine: QuerySet[Message]) -> set[str]:
    """Return all names by which others can have quoted or mentioned a person."""
    said = mine.order_by().values_list("author_name", flat=True).distinct()
    return (all_names_of(person) | set(said)) - {""}


def _said_by(person: Person) -> QuerySet[Message]:
    return Message.objects.filter(community=person.community_id, author__person=person)

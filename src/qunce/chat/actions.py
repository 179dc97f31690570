"""All writes to conversations."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from qunce.chat import bulk
from qunce.chat.intake import Ingested, batches, ingest, lock_head, mark_recalled
from qunce.chat.models import Message, MessageVersion
from qunce.chat.news import publish
from qunce.chat.search import index
from qunce.facts import chat as facts
from qunce.kernel.actors import Actor
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.models import Community, Group

__all__ = ["Ingested", "batches", "drop_messages", "edit", "ingest", "recall", "undo_origin"]

BATCH = 500  # messages deleted in one transaction
EMPTY = N_("Write something first.")
TAKEN_BACK = N_("This message was taken back.")


@transaction.atomic
def recall(message: Message, *, by: Actor, now: datetime, cause: int | None = None) -> None:
    """Take a message back: readers see that it was there, not what it said.

    Recalling twice changes nothing. `cause` is the entry of the decision, if there was one.
    """
    lock_head(message.group)
    stored = Message.objects.select_related("author").get(pk=message.pk)
    if stored.recalled_at is not None:
        message.recalled_at, message.recalled_by = stored.recalled_at, stored.recalled_by
        return
    mark_recalled(stored, at=now, by=by.name, now=now)
    fact = facts.MessageRecalled(**_about(stored))
    ledger.record(fact, by=by, now=now, community=stored.community_id, cause=cause)
    message.recalled_at, message.recalled_by = stored.recalled_at, stored.recalled_by


def _about(message: Message) -> dict[str, Any]:
    """Return the fields of a fact about a message."""
    author = message.author
    return {
        "message": message.pk,
        "group": message.group_id,
        "identity": message.author_id,
        "person": author.person_id if author else None,
        "name": message.author_name,
    }


@transaction.atomic
def edit(message: Message, text: str, *, by: Actor, now: datetime) -> None:
    """Let a message say something else; what it said before is kept as a version.

    That it was changed is a fact, so that whoever judges messages looks again. RefusedError for an
    empty text or a message that was taken back.
    """
    words = text.strip()
    if not words:
        raise RefusedError(Words(EMPTY))
    lock_head(message.group)
    stored = Message.objects.select_related("author").get(pk=message.pk)
    if stored.recalled_at is not None:
        raise RefusedError(Words(TAKEN_BACK))
    if stored.text == words:
        return
    MessageVersion.objects.create(
        community_id=stored.community_id, message=stored, text=stored.text, until=now, by=by.name
    )
    index.remove([index.entry_of(stored)])
    stored.text, stored.edited_at = words, now
    stored.save(update_fields=["text", "edited_at"])
    index.add([index.entry_of(stored)])
    message.text, message.edited_at = words, now
    publish(stored, "edited", now=now)
    fact = facts.MessageEdited(**_about(stored))
    ledger.record(fact, by=by, now=now, community=stored.community_id)


def undo_origin(
    community: Community,
    origin: str,
    *,
    by: Actor,
    now: datetime,
    heard: Callable[[int], None] = lambda _: None,
) -> int:
    """Remove the messages that an import added; return how many.

    What somebody pasted or a channel brought stays, even if the import gave it its exact time,
    and so do the people who were found. It goes in short transactions, so that others can write
    meanwhile; broken off, it can be called again. `heard` is told, after each of them, how many
    messages are out.
    """
    if not origin:
        return 0
    mine = Message.objects.filter(community=community, origin=origin)
    groups = sorted(mine.order_by().values_list("group_id", flat=True).distinct())
    count = 0
    for group in Group.objects.filter(pk__in=groups).order_by("pk"):
        for some in _remove(group, mine.filter(group=group)):
            count += some
            heard(count)
    if count:
        fact = facts.ImportUndone(group=tuple(groups), origin=origin, count=count)
        with transaction.atomic():
            ledger.record(fact, by=by, now=now, community=community)
    return count


def drop_messages(group: Group) -> int:
    """Remove all messages of a group with their place in the index; return how many.

    To be called before a group or a community is deleted: the index knows no foreign keys.
    """
    return sum(_remove(group, Message.objects.filter(group=group)))


def _remove(group: Group, found: QuerySet[Message]) -> Iterator[int]:
    """Delete messages of a group, and their entries of the index, some hundreds at a time.

    Yields how many each time.
    """
    count = BATCH
    while count == BATCH:
        count = _remove_some(group, found)
        yield count


@transaction.atomic
def _remove_some(group: Group, found: QuerySet[Message]) -> int:
    lock_head(group)
    batch = list(found.order_by("pk")[:BATCH])
    index.remove([index.entry_of(each) for each in batch])
    bulk.delete([each.pk for each in batch])
    return len(batch)

"""Taking the words out of messages: an entry without them stays in its place.

So that the next export does not bring the words back, a message is still recognised by its key.
That of an erased one is made with the site's own key (chat/sealing.py).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from qunce.chat.intake import lock_head
from qunce.chat.models import Message, MessageVersion, Reaction
from qunce.chat.retention import Retention
from qunce.chat.sealing import sealed_key
from qunce.chat.search import index
from qunce.facts import chat as facts
from qunce.kernel.actors import MACHINE
from qunce.ledger import actions as ledger
from qunce.people.models import Group
from qunce.playbook.queries import effective

WORDS: dict[str, Any] = {"text": "", "quoted": "", "mentions": [], "attachments": []}
BATCH = 1_000  # messages erased in one transaction, so that others can write meanwhile
AT_ONCE = 200  # batches of a group in one night; what is left is done in the next


def erase_words(messages: Sequence[Message], **also: Any) -> None:
    """Take the words out of messages, out of the search, and out of the answers that quote them.

    To be called in a transaction, with the heads of their groups locked. `also` are further
    fields that are set.
    """
    keys = [each.pk for each in messages]
    index.remove([index.entry_of(each) for each in messages])
    MessageVersion.objects.filter(message__in=keys).delete()
    Reaction.objects.filter(message__in=keys).delete()
    Message.objects.filter(reply_to__in=keys).update(quoted="")
    Message.objects.filter(pk__in=keys).update(**WORDS, **also)
    sealed = [
        (sealed_key(each.community_id, bytes(each.key)), each.pk)
        for each in messages
        if not each.is_erased
    ]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE chat_message SET key = %s WHERE id = %s", sealed)


def erase_old(now: datetime) -> int:
    """Erase the words that have been kept as long as their group's settings say; return how many.

    The time counts from when a message came in, so that what an export brings of earlier years
    is there to be looked at.
    """
    count = 0
    for group in Group.objects.select_related("community").order_by("pk"):
        days = effective(group.community_id, Retention, group.pk).days
        if days:
            count += _erase_in(group, days, now=now)
    return count


def _erase_in(group: Group, days: int, *, now: datetime) -> int:
    total = 0
    for _ in range(AT_ONCE):
        count = _erase_batch(group, days, now=now)
        total += count
        if not count:
            break
    return total


@transaction.atomic
def _erase_batch(group: Group, days: int, *, now: datetime) -> int:
    """Erase the next messages of a group that are old enough; return how many."""
    before = now - timedelta(days=days)
    head = lock_head(group)
    later = Message.objects.filter(group=group, pk__gt=head.erased_id).order_by("pk")[:BATCH]
    # Within a group keys go up with the time at which messages came in.
    old = [each for each in later if each.received_at < before]
    if not old:
        return 0
    fresh = [each for each in old if each.erased_at is None]
    erase_words(fresh, erased_at=now)
    head.erased_id = old[-1].pk
    head.save(update_fields=["erased_id"])
    fact = facts.TextsErased(
        group=group.pk,
        name=group.name,
        count=len(fresh),
        days=days,
        until=before.isoformat(),
    )
    ledger.record(fact, by=MACHINE, now=now, community=group.community_id)
    return len(old)

"""Signs under a message: a few, one for each person; who gives the same again takes it back."""

from datetime import datetime

from django.db import transaction

from qunce.chat.models import Message, Reaction
from qunce.chat.news import topic_of
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.people.models import Identity
from qunce.store import live

EMOJIS = ("👍", "❤️", "😂", "🎉", "🙏", "🤔")
UNKNOWN = N_("This sign is not among those that can be given.")
GONE = N_("The message was taken back.")


@transaction.atomic
def react(message: Message, identity: Identity, emoji: str, *, now: datetime) -> bool:
    """Give a message a sign, or take it back where it is the same; say whether it is there now.

    Another one takes the place of the first. A reaction is never an entry (DESIGN 3). Raises
    RefusedError for an unknown sign, and for a message that was taken back.
    """
    if emoji not in EMOJIS:
        raise RefusedError(Words(UNKNOWN))
    row = Message.objects.select_for_update().get(pk=message.pk)
    if row.recalled_at is not None:
        raise RefusedError(Words(GONE))
    mine = Reaction.objects.filter(message=row, identity=identity)
    is_same = mine.filter(emoji=emoji).exists()
    mine.delete()
    if not is_same:
        Reaction.objects.create(
            community_id=row.community_id, message=row, identity=identity, emoji=emoji, at=now
        )
    _tell(row, identity, "" if is_same else emoji, now=now)
    return not is_same


def _tell(row: Message, identity: Identity, emoji: str, *, now: datetime) -> None:
    """Tell open pages which signs stand under a message, and who gave the last one."""
    counts = [[each.emoji, each.count] for each in row.tally]
    data = {"id": row.pk, "counts": counts, "person": identity.person_id, "emoji": emoji}
    live.publish(topic_of(row.group_id), "reacted", data, now=now)

"""Good shares: a person marks one, and its author hears a friendly word (M13)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator

from qunce.chat import abilities
from qunce.chat.models import Message as Row
from qunce.facts import moderation as facts
from qunce.kernel.actors import Actor
from qunce.kernel.effects import Capability, Effect, Notify
from qunce.kernel.errors import RefusedError
from qunce.kernel.highlights import Highlight, Highlights
from qunce.kernel.nicknames import called
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.models import Community, Group
from qunce.rooms.moderation.models_patrol import Essence

GONE = N_("A message that was taken back cannot be marked.")
THANKS = N_("%(name)s, your share “%(excerpt)s” is marked as essence. Thank you! 🌟")
EXCERPT = 24
WEB = "web"  # the channel whose groups members read on pages of the house
TOLD = 60  # characters of a share in a summary


@transaction.atomic
def mark(row: Row, *, by: Actor, now: datetime) -> Essence:
    """Mark a message as a good share, once. Raises RefusedError for one that was taken back."""
    known = Essence.objects.filter(message=row).first()
    if known is not None:
        return known
    if row.recalled_at is not None or not row.text:
        raise RefusedError(Words(GONE))
    person = row.author.person if row.author else None
    made = Essence.objects.create(
        community_id=row.community_id,
        group=row.group,
        message=row,
        person=person,
        marked_by=by.id,
        by_name=by.name,
        at=now,
    )
    excerpt = " ".join(row.text.split())[:EXCERPT]
    effects: list[Effect] = []
    if row.author_id and Capability.NOTIFY_PRIVATELY in abilities.of(row.group):
        words = Words(THANKS, {"name": called(row.author_name), "excerpt": excerpt})
        effects.append(Notify(row.group_id, row.author_id, words))
    fact = facts.ShareAppreciated(
        message=row.pk,
        group=row.group_id,
        person=person.pk if person else None,
        name=row.author_name,
        excerpt=Words(excerpt),
    )
    ledger.record(fact, by=by, now=now, community=row.community_id, effects=effects)
    return made


@transaction.atomic
def unmark(found: Essence, *, by: Actor, now: datetime) -> None:
    """Take a mark back."""
    message = found.message
    fact = facts.AppreciationTakenBack(
        message=message.pk,
        group=found.group_id,
        person=found.person_id,
        name=message.author_name,
    )
    found.delete()
    ledger.record(fact, by=by, now=now, community=message.community_id)


def list_marked(community: Community) -> QuerySet[Essence]:
    """Return the good shares of a community, newest first."""
    rows = Essence.objects.filter(community=community)
    return rows.select_related("message", "group", "person").order_by("-at", "-id")


def find_highlights(community: int, since: datetime, until: datetime) -> list[Highlight]:
    """Return the shares said in a time that a person marked as good (M18)."""
    rows = Essence.objects.filter(
        community=community,
        message__sent_at__gte=since,
        message__sent_at__lt=until,
        message__recalled_at__isnull=True,
    ).select_related("message", "group", "community")
    return [
        Highlight(
            title=Truncator(" ".join(row.message.text.split())).chars(TOLD),
            at=row.message.sent_at,
            source=f"/c/{row.community.key}/groups/{row.group.key}/talk/?at={row.message_id}",
            path=_path_of(row),
            group=row.group_id,
            person=row.person_id,
            by=row.message.author_name,
        )
        for row in rows.order_by("message__sent_at", "id")
    ]


def _path_of(row: Essence) -> str:
    """Return where members of a group with pages find a share; elsewhere it is in their chat."""
    if row.group.channel != WEB:
        return ""
    place = reverse("web_older", kwargs={"key": row.community.key, "group": row.group.key})
    return f"{place}?before={row.message_id + 1}#message-{row.message_id}"


HIGHLIGHTS = Highlights("shares", N_("Good shares"), find_highlights, order=10)


def newest_of(group: Group, count: int) -> list[Essence]:
    """Return the newest good shares of a group."""
    rows = Essence.objects.filter(group=group).select_related("message", "person")
    return list(rows.order_by("-at", "-id")[:count])

"""Messages and what was said before an edit, the heads of the stream, and who has read how far."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from qunce.kernel.incoming import Precision
from qunce.kernel.messages import MessageKind, Source
from qunce.people.models import Community, Group, Identity
from qunce.store.models import Owned

ALIAS_LENGTH = 200
ORIGIN_LENGTH = 60


class Message(Owned):
    """A message of a group.

    `sent_at` is to the second (for what was pasted without a time, an order only); `key` stays
    that of the text as it was first said; `platform_id` is an alias that channels know it by;
    `origin` names the import that added it; `erased_at` is when its
    words were erased by their age. `author` is empty for the platform's own lines and
    where the speaker is open. Keys and places in the index: chat/domain.py, chat/search.
    """

    community = models.ForeignKey(Community, models.CASCADE, related_name="+", db_index=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="messages", db_index=False)
    author = models.ForeignKey(
        Identity, models.SET_NULL, null=True, related_name="messages", db_index=False
    )
    author_name = models.CharField(max_length=120, blank=True, default="")
    text = models.TextField(blank=True, default="")
    kind = models.CharField(max_length=20, choices=[(k, k.value) for k in MessageKind])
    source = models.CharField(max_length=10, choices=[(s, s.value) for s in Source])
    sent_at = models.DateTimeField()
    precision = models.CharField(
        max_length=10, choices=[(p, p.value) for p in Precision], default=Precision.SECOND
    )
    received_at = models.DateTimeField()
    key = models.BinaryField(max_length=24)
    platform_id = models.CharField(max_length=ALIAS_LENGTH, blank=True, default="")
    reply_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="replies", db_index=False
    )
    quoted = models.TextField(blank=True, default="")
    mentions = models.JSONField(default=list)
    attachments = models.JSONField(default=list)
    edited_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    recalled_by = models.CharField(max_length=120, blank=True, default="")
    origin = models.CharField(max_length=ORIGIN_LENGTH, blank=True, default="")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "key"], name="message_key_once"),
            models.UniqueConstraint(
                fields=["group", "platform_id"],
                condition=~models.Q(platform_id=""),
                name="message_alias_once",
            ),
        ]
        indexes = [
            models.Index(fields=["group", "id"], name="message_stream"),
            models.Index(fields=["group", "sent_at", "id"], name="message_timeline"),
            models.Index(fields=["author", "sent_at", "id"], name="message_author"),
            models.Index(
                fields=["reply_to"],
                condition=models.Q(reply_to__isnull=False),
                name="message_reply",
            ),
            models.Index(fields=["origin"], condition=~models.Q(origin=""), name="message_origin"),
            models.Index(
                fields=["group", "sent_at"],
                condition=~models.Q(precision=Precision.SECOND),
                name="message_inexact",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author_name}: {self.text[:40]}"

    @property
    def tally(self) -> "list[Tally]":
        """Return the reactions by sign, in the order in which each came first."""
        found: dict[str, list[int]] = {}
        for each in self.reactions.all():
            found.setdefault(each.emoji, []).append(each.identity_id)
        return [Tally(emoji, len(who), frozenset(who)) for emoji, who in found.items()]

    @property
    def is_erased(self) -> bool:
        """Say whether the words were erased: by their age, or with the person who said them."""
        return is_erased(self.erased_at, self.author_id, self.text)

    @property
    def instead(self) -> str:
        """Return the msgid to show where a message has no words: that it is a picture, a voice …"""
        is_shown = self.text or self.attachments or self.is_erased
        return "" if is_shown else MessageKind(self.kind).label


def is_erased(erased_at: datetime | None, author: int | None, text: str) -> bool:
    """Say by its columns whether a message's words were erased."""
    return erased_at is not None or (author is None and not text)


@dataclass(frozen=True, slots=True)
class Tally:
    """A sign under a message: how many gave it, and who (keys of identities)."""

    emoji: str
    count: int
    who: frozenset[int]


class Reaction(Owned):
    """A sign that somebody gave to a message instead of words: one for each person."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="reactions")
    identity = models.ForeignKey(Identity, models.CASCADE, related_name="+")
    emoji = models.CharField(max_length=8)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["message", "identity"], name="reaction_once"),
        ]

    def __str__(self) -> str:
        return f"{self.emoji} {self.message_id}"


class MessageVersion(Owned):
    """What a message said before an edit, until then; `by` is the name of who edited."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="versions")
    text = models.TextField()
    until = models.DateTimeField()
    by = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.text[:40]


class StreamHead(Owned):
    """The last message of a group, and the last whose words were erased by their age (`erased_id`).

    Its row is locked while a group takes messages in.

    So the keys of a group's messages are in the order of commits on PostgreSQL as well, and a
    listener that has read up to a key has missed none below it.
    """

    group = models.OneToOneField(Group, models.CASCADE, related_name="stream_head")
    last_id = models.BigIntegerField(default=0)
    erased_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.group_id}: {self.last_id}"


class Position(Owned):
    """How far a listener has read the stream of a group, and how often it failed since."""

    listener = models.CharField(max_length=80)
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    last_id = models.BigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listener", "group"], name="position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.listener} in {self.group_id}: {self.last_id}"


class SetAside(Owned):
    """A message that a listener could not read although it was handed to it alone."""

    listener = models.CharField(max_length=80)
    message = models.ForeignKey(Message, models.CASCADE, related_name="+")
    error = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listener", "message"], name="set_aside_once"),
        ]

    def __str__(self) -> str:
        return f"{self.listener}: {self.error[:60]}"


class IndexVersion(models.Model):
    """By which rules the search index was made: at most one row."""

    version = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.version

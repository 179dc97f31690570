"""Replies that a community wrote, and when each was given."""

from django.db import models

from qunce.people.models import Community, Group, Identity, Person
from qunce.rooms.replies.domain import Match
from qunce.store.models import Owned

LONGEST_WORDS = 800  # characters: one screen of a phone


class Reply(Owned):
    """What is answered to a message that is like one of `phrases`. No group means every group."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    title = models.CharField(max_length=60)
    match = models.CharField(max_length=10, choices=[(each, each.value) for each in Match])
    phrases = models.JSONField(default=list)
    words = models.TextField(max_length=LONGEST_WORDS)
    groups = models.ManyToManyField(Group, blank=True, related_name="+")
    is_on = models.BooleanField(default=True)
    changed_at = models.DateTimeField()
    changed_by = models.BigIntegerField(null=True)
    changed_name = models.CharField(max_length=80, blank=True, default="")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["community", "removed_at", "is_on"])]

    def __str__(self) -> str:
        return self.title


class Given(Owned):
    """A reply that was given to somebody. `print` knows its words again when they come back."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="given")
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    message = models.OneToOneField(
        "chat.Message", models.SET_NULL, null=True, related_name="keyword_reply"
    )
    identity = models.ForeignKey(Identity, models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    print = models.BinaryField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["group", "at"]), models.Index(fields=["reply", "at"])]

    def __str__(self) -> str:
        return f"{self.reply_id} at {self.at:%Y-%m-%d %H:%M}"

"""Calls for contributions, and what members send in (M33)."""

from django.db import models

from qunce.people.audience import Addressed
from qunce.rooms.library.domain_calls import CallState, SubmissionState
from qunce.store.models import Owned


class Call(Addressed):
    """A question to the members: what they shall write about, and until when."""

    state = models.CharField(
        max_length=12, choices=[(s, s.label) for s in CallState], default=CallState.OPEN
    )
    title = models.CharField(max_length=80)
    words = models.TextField()
    deadline = models.DateTimeField()
    category = models.ForeignKey("library.Category", models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.title


class Submission(Owned):
    """What a member sent in: its text is a draft of the library, which nobody but admins sees."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="submissions")
    item = models.OneToOneField("library.Item", models.CASCADE, related_name="submission")
    person = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, related_name="library_submissions"
    )
    state = models.CharField(
        max_length=12,
        choices=[(s, s.value) for s in SubmissionState],
        default=SubmissionState.SENT,
    )
    reason = models.CharField(max_length=32, blank=True, default="")
    reason_words = models.TextField(blank=True, default="")
    sent_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=["community", "state", "sent_at"])]

    def __str__(self) -> str:
        return f"{self.pk} ({self.state})"

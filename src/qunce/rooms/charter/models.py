"""Drafts and versions of the charter, and who has accepted which."""

from django.db import models

from qunce.rooms.charter.domain import VersionState, Way
from qunce.store.models import Owned


class CharterDraft(Owned):
    """What is being written: plain values of the section `charter`, one draft a community.

    `revision` counts the changes, so that of two writers at once the second is told.
    """

    content = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    author = models.CharField(max_length=120)
    author_id = models.BigIntegerField(null=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community"], name="charter_draft_once"),
        ]

    def __str__(self) -> str:
        return f"{self.community_id} draft {self.revision}"


class CharterVersion(Owned):
    """A charter as it was published. `content` and `sheets` never change.

    `content` are plain values of the playbook's section `charter`: what moderation goes by.
    `sheets` hold by language what readers saw. `asks` says whether members were asked to accept.
    """

    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=[(s, s.label) for s in VersionState])
    content = models.JSONField()
    sheets = models.JSONField()
    note = models.CharField(max_length=300, blank=True, default="")
    material = models.BooleanField(default=False)
    asks = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    in_force_from = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    author = models.CharField(max_length=120)
    author_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="charter_number_once"),
            models.UniqueConstraint(
                fields=["community"],
                condition=models.Q(state=VersionState.IN_FORCE),
                name="charter_in_force_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community_id} charter {self.number}"

    @property
    def tone(self) -> str:
        """Return the tone in which pages show its state."""
        return VersionState(self.state).tone


class Acceptance(Owned):
    """A person accepted a version, and how it is known."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    version = models.ForeignKey(CharterVersion, models.CASCADE, related_name="acceptances")
    way = models.CharField(max_length=10, choices=[(w, w.label) for w in Way])
    at = models.DateTimeField()
    noted_by_id = models.BigIntegerField(null=True)
    noted_by = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "version"], name="charter_accepted_once"),
        ]
        indexes = [models.Index(fields=["community", "person"])]

    def __str__(self) -> str:
        return f"{self.person_id} accepted {self.version_id}"

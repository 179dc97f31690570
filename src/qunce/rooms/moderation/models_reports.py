"""What members reported (M47)."""

from django.db import models

from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.reported import Outcome, Way
from qunce.store.models import Owned


class Report(Owned):
    """Somebody says that a message breaks the charter; one row per reporter and case.

    `identity` and `person` are the reporter's, empty where it came by the open page; `words` are
    theirs. `outcome` is empty until the case is decided.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="reports")
    identity = models.ForeignKey("people.Identity", models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True, default="")
    way = models.CharField(max_length=10, choices=[(each, each.value) for each in Way])
    words = models.TextField(blank=True, default="")
    weight = models.FloatField(default=1.0)
    outcome = models.CharField(
        max_length=10, blank=True, default="", choices=[(each, each.value) for each in Outcome]
    )
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"],
                condition=models.Q(person__isnull=False),
                name="report_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["case", "identity"],
                condition=models.Q(identity__isnull=False),
                name="report_once_per_identity",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "-id"]),
            models.Index(fields=["person", "answered_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.name} about case {self.case_id}"

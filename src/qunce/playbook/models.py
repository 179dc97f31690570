"""Versions of the settings: append-only, per community and per group."""

from django.db import models

from qunce.store.models import Owned


class Version(Owned):
    """What was set at a time: plain values by section, only what differs from the manual."""

    group = models.ForeignKey("people.Group", models.CASCADE, null=True, related_name="+")
    number = models.PositiveIntegerField()
    values = models.JSONField()
    author = models.CharField(max_length=120)
    author_id = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["community", "number"],
                condition=models.Q(group__isnull=True),
                name="playbook_number_once",
            ),
            models.UniqueConstraint(
                fields=["group", "number"],
                condition=models.Q(group__isnull=False),
                name="playbook_group_number_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group or self.community} {self.number}"

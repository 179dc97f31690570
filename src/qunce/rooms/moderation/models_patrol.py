"""Rounds through the groups (M40), and good shares that somebody marked (M13)."""

from django.db import models

from qunce.store.models import Owned


class Round(Owned):
    """The round of a day. `seen` counts what lay before the person: found, hot, sampled, good."""

    day = models.DateField()
    opened_at = models.DateTimeField()
    since = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=80, blank=True, default="")
    seen = models.JSONField(default=dict)
    note = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("-day",)
        constraints = [
            models.UniqueConstraint(fields=["community", "day"], name="round_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Essence(Owned):
    """A good share that a person marked; `person` is who shared, `by_name` who marked it."""

    group = models.ForeignKey("people.Group", models.CASCADE, related_name="+")
    message = models.OneToOneField("chat.Message", models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    marked_by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)
        indexes = [models.Index(fields=["group", "-at"])]

    def __str__(self) -> str:
        return f"{self.message_id}"

"""Figures per group and local day, recounted from the messages whenever a day changes."""

from django.db import models

from qunce.store.models import Owned


class Day(Owned):
    """A local day of a group: messages by hour (24 numbers) and in all."""

    group = models.ForeignKey("people.Group", models.CASCADE, related_name="+")
    day = models.DateField()
    hours = models.JSONField()
    messages = models.PositiveIntegerField()

    class Meta:
        ordering = ("day",)
        constraints = [
            models.UniqueConstraint(fields=["group", "day"], name="insight_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.day}"


class Speaker(Owned):
    """How many messages an identity wrote in a group on a local day."""

    group = models.ForeignKey("people.Group", models.CASCADE, related_name="+")
    day = models.DateField()
    identity = models.ForeignKey("people.Identity", models.CASCADE, related_name="+")
    messages = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "day", "identity"], name="insight_said_once"),
        ]
        indexes = [models.Index(fields=["identity", "day"])]

    def __str__(self) -> str:
        return f"{self.identity} {self.day}: {self.messages}"

"""Abstract bases of the house's tables, and the news for open pages."""

from django.db import models


class Owned(models.Model):
    """A row of a community: every query takes the community, every other one gets a 404."""

    community = models.ForeignKey("people.Community", models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class LiveEvent(models.Model):
    """News for open pages: kept for an hour, so that a page that was away catches up."""

    topic = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    data = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.pk} {self.topic} {self.kind}"

"""Abstract bases of the house's tables."""

from django.db import models


class Owned(models.Model):
    """A row of a community: every query takes the community, every other one gets a 404."""

    community = models.ForeignKey("people.Community", models.CASCADE, related_name="+")

    class Meta:
        abstract = True

"""Recruitment posts that stood in a group, for the quota of their company (M39)."""

from django.db import models

from qunce.store.models import Owned


class Post(Owned):
    """A complete recruitment post: whose, where, when. Repeats of one text count once."""

    group = models.ForeignKey("people.Group", models.CASCADE, related_name="+")
    message = models.OneToOneField("chat.Message", models.CASCADE, related_name="+")
    company = models.CharField(max_length=60)
    title = models.CharField(max_length=80, blank=True, default="")
    print = models.BinaryField(max_length=16)
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["community", "company", "sent_at"])]

    def __str__(self) -> str:
        return f"{self.company}: {self.title}"

"""Texts that are registered as protected (M09)."""

from django.db import models

from qunce.kernel.protected import Leave
from qunce.store.models import Owned


class ProtectedText(Owned):
    """A text that may not simply be passed on: what it is known again by, not the text itself.

    `prints` are its winnowed runs (shingles.py), `length` its characters as they are compared,
    `told` where leave is asked. It counts for what was said from `registered_at` on until
    `removed_at`. A change makes a new row and closes the old one (`is_replaced`), so that a replay
    judges by what was registered then.
    """

    title = models.CharField(max_length=120)
    holder = models.CharField(max_length=120)
    leave = models.CharField(max_length=10, choices=[(each, each.value) for each in Leave])
    told = models.CharField(max_length=300, blank=True, default="")
    length = models.PositiveIntegerField()
    prints = models.BinaryField()
    registered_at = models.DateTimeField()
    registered_by = models.BigIntegerField(null=True)
    registered_name = models.CharField(max_length=80, blank=True, default="")
    removed_at = models.DateTimeField(null=True)
    is_replaced = models.BooleanField(default=False)

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=["community", "is_replaced", "-id"])]

    def __str__(self) -> str:
        return self.title

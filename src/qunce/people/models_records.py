"""The table of uploaded sheets of members: what was shown before, and what can be undone."""

from django.db import models

from qunce.people.domain_records import SheetState
from qunce.store.models import Owned


class RecordSheet(Owned):
    """A sheet with members' records. `lines` are encoded `domain_records.Line`.

    Once it is carried out, a line of a new member holds that person's key.
    """

    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=[(s, s.value) for s in SheetState])
    lines = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=["community", "-id"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.file_name}"

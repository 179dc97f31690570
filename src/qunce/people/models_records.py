"""The table of uploaded sheets of members: what was shown before, and what can be undone."""

from datetime import datetime, timedelta

from django.db import models

from qunce.people.domain_records import SheetState
from qunce.store.models import Owned

SILENCE = timedelta(minutes=2)  # nothing heard for so long of a sheet that is being worked at


class RecordSheet(Owned):
    """A sheet with members' records. `lines` are encoded `domain_records.Line`.

    Once it is carried out, a line of a new member holds that person's key. While it is being
    written or taken back, `done_row` is the last row that is done and `seen_at` when that was;
    `kept` counts the rows that could not be taken back.
    """

    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=[(s, s.value) for s in SheetState])
    lines = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    done_row = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(null=True, blank=True)
    kept = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=["community", "-id"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.file_name}"

    @property
    def is_running(self) -> bool:
        """Say whether it is being written or taken back."""
        return self.state in {SheetState.WRITING, SheetState.UNDOING}

    @property
    def done_lines(self) -> int:
        """Return how many of its rows are done, of those that are written or taken back."""
        return sum(line["row"] <= self.done_row for line in self.lines)

    @property
    def percent(self) -> int:
        """Return how far it is while it is running: 0 to 99."""
        return min(99, self.done_lines * 100 // len(self.lines)) if self.lines else 0

    def may_have_died(self, now: datetime) -> bool:
        """Say whether nothing was heard for a while of a sheet that is being worked at."""
        return self.is_running and self.seen_at is not None and now - self.seen_at > SILENCE

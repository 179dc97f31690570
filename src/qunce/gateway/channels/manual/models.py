"""Tables of the channel `manual`: imports of exported chats."""

from datetime import datetime
from typing import ClassVar

from django.db import models

from qunce.gateway.channels.manual.domain import ImportState
from qunce.store.models import Owned


class Import(Owned):
    """An exported chat being taken in, or taken in. Its messages carry its `origin`.

    `report` holds what a person reads afterwards: skipped parts, gaps, people. `folder` is where
    uploaded files wait below the site's files; "" for those of the command line, and afterwards.
    """

    ORIGIN: ClassVar[str] = "import:"

    group = models.ForeignKey("people.Group", models.CASCADE, related_name="imports")
    state = models.CharField(
        max_length=20,
        choices=[(s, s.label) for s in ImportState],
        default=ImportState.RUNNING,
    )
    by_name = models.CharField(max_length=120, blank=True, default="")
    by_person = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    names = models.JSONField(default=list)
    folder = models.CharField(max_length=200, blank=True, default="")
    layout = models.CharField(max_length=40)
    told_group = models.CharField(max_length=200, blank=True, default="")
    last_day = models.DateField(null=True, blank=True)
    bytes_read = models.BigIntegerField(default=0)
    bytes_total = models.BigIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    is_truncated = models.BooleanField(default=False)
    first_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(default=dict)
    fault = models.JSONField(null=True, blank=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=["group", "state"])]

    def __str__(self) -> str:
        return f"{self.group}: {', '.join(self.names)}"

    @property
    def origin(self) -> str:
        """Return what the messages of this import are marked with."""
        return f"{self.ORIGIN}{self.pk}"

    @property
    def is_running(self) -> bool:
        """Say whether the import is being carried on."""
        return self.state == ImportState.RUNNING

    @property
    def is_held(self) -> bool:
        """Say whether a person has to say first that the group is the right one."""
        return self.state == ImportState.HELD

    @property
    def is_undoing(self) -> bool:
        """Say whether the import is being taken out again."""
        return self.state == ImportState.UNDOING

    @property
    def removed(self) -> int:
        """Return how many of its messages are taken out again."""
        return int(self.report.get("removed", 0))

    @property
    def percent(self) -> int:
        """Return how far the files are read, or what they brought is taken out: 0 to 100."""
        if self.is_undoing:
            return min(99, self.removed * 100 // self.added) if self.added else 0
        if self.state == ImportState.DONE:
            return 100
        return min(99, self.bytes_read * 100 // self.bytes_total) if self.bytes_total else 0

    def may_have_died(self, now: datetime, after_seconds: int = 120) -> bool:
        """Say whether nothing was heard for a while of an import that is being worked at."""
        return (self.is_running or self.is_undoing) and (
            now - self.seen_at
        ).total_seconds() > after_seconds

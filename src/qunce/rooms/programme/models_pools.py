"""The tables of the pools: entries, their versions, and when each was used."""

from django.db import models
from django.db.models import Q

from qunce.rooms.programme.domain_pools import (
    GONE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    EntryState,
    Pool,
)
from qunce.store.models import Owned


class PoolEntry(Owned):
    """A tip, a topic or a share that can go out. What came with the house has an `origin`.

    What a member offered (`is_offer`) names them in the post as `credit` says; `answer` is what
    they read where it was declined.
    """

    pool = models.CharField(max_length=8, choices=[(p, p.label) for p in Pool])
    state = models.CharField(
        max_length=10, choices=[(s, s.label) for s in EntryState], default=EntryState.OFFERED
    )
    title = models.CharField(max_length=LONGEST_TITLE)
    text = models.CharField(max_length=LONGEST_TEXT, blank=True, default="")
    source = models.CharField(max_length=80, blank=True, default="")
    link = models.CharField(max_length=500, blank=True, default="")
    origin = models.CharField(max_length=20, blank=True, default="")
    is_offer = models.BooleanField(default=False)
    credit = models.CharField(max_length=80, blank=True, default="")
    answer = models.CharField(max_length=500, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_name = models.CharField(max_length=80, blank=True, default="")
    changed_by = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changed_name = models.CharField(max_length=80, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "pool entries"
        constraints = [
            models.UniqueConstraint(
                fields=["community", "pool", "title"],
                condition=~Q(state__in=GONE),
                name="programme_pool_title_once",
            ),
            models.UniqueConstraint(
                fields=["community", "origin"],
                condition=~Q(origin=""),
                name="programme_pool_origin_once",
            ),
        ]
        indexes = [models.Index(fields=["community", "pool", "state", "used_at"])]

    def __str__(self) -> str:
        return self.title


class PoolText(Owned):
    """A version of an entry's words; one kept `is_aside` was written while somebody else saved."""

    entry = models.ForeignKey(PoolEntry, models.CASCADE, related_name="texts")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=LONGEST_TITLE)
    text = models.CharField(max_length=LONGEST_TEXT, blank=True, default="")
    source = models.CharField(max_length=80, blank=True, default="")
    link = models.CharField(max_length=500, blank=True, default="")
    by = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=80, blank=True, default="")
    is_aside = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "number", "is_aside"], name="programme_pool_text_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.number}"


class PoolUse(Owned):
    """An entry was put into the text of an item."""

    entry = models.ForeignKey(PoolEntry, models.CASCADE, related_name="used")
    item = models.ForeignKey("programme.Item", models.CASCADE, related_name="drawn")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["entry", "item"], name="programme_use_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entry} for {self.item_id}"

"""The files of items, and what is moved in as a whole."""

from django.db import models

from qunce.rooms.library.domain import MovingState
from qunce.store.models import Owned


class Attachment(Owned):
    """A file of an item. `file` is its name in the vault, `name` the one that people see.

    `preview` is its content as cleaned HTML, `text` what it is found by; `pages` counts those of
    a PDF. `digest` is the SHA-256 of what was kept, in hexadecimal.
    """

    item = models.ForeignKey("library.Item", models.CASCADE, related_name="attachments")
    file = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    preview = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    pages = models.PositiveIntegerField(default=0)
    downloads = models.PositiveIntegerField(default=0)
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["item", "digest"], name="library_file_once_per_item")
        ]

    def __str__(self) -> str:
        return self.name


class Moving(Owned):
    """Files that are moved into the library as a whole: looked at first, then carried out.

    `file` is the archive in the vault. `report` lists what became, or would become, of each file:
    [path, outcome, title, words]; `done` of `total` are carried out.
    """

    state = models.CharField(
        max_length=12,
        choices=[(s, s.label) for s in MovingState],
        default=MovingState.READING,
    )
    file = models.CharField(max_length=80, blank=True, default="")
    name = models.CharField(max_length=200)
    is_published = models.BooleanField(default=False)
    report = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    fault = models.JSONField(null=True)
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=80, blank=True, default="")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"

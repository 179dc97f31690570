"""The files of items: where they lie, what they are, and how often they were taken along."""

from django.db import models

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

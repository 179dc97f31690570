"""Tables of the web group."""

from django.db import models

from qunce.kernel.text import Words
from qunce.shell.words import render
from qunce.store.codecs import decode
from qunce.store.models import Owned


class Notice(Owned):
    """A word in private to one member of a web group, until it is read."""

    group = models.ForeignKey("people.Group", models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    key = models.CharField(max_length=120, unique=True)
    words = models.JSONField()
    link = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        indexes = [models.Index(fields=["person", "group", "read_at"])]

    def __str__(self) -> str:
        return f"{self.person}: {self.key}"

    @property
    def spoken(self) -> str:
        """Return the words in the reader's language."""
        return render(decode(Words, self.words))

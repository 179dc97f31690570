"""The tables of the feeds: which ones are read, and what they said."""

from django.db import models
from django.db.models import Q

from qunce.rooms.programme.domain_feeds import LONGEST_LINK, LONGEST_SUMMARY, LONGEST_TITLE
from qunce.store.models import Owned

LONGEST_NAME = 80  # characters


class Feed(Owned):
    """A feed that the owner lists. `part` is the part of the briefing that its news go into.

    `etag` and `modified` are sent back to the server, so that it says only what is new. `faults`
    counts those since it answered last, `fault` (encoded Words) is the last one. `broken` says
    how often it was put on the desk. What was removed can be put back.
    """

    url = models.CharField(max_length=LONGEST_LINK)
    name = models.CharField(max_length=LONGEST_NAME)
    part = models.CharField(max_length=20, blank=True, default="")
    paused_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    etag = models.CharField(max_length=200, blank=True, default="")
    modified = models.CharField(max_length=100, blank=True, default="")
    next_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    faults = models.PositiveIntegerField(default=0)
    fault = models.JSONField(null=True, blank=True)
    broken = models.PositiveIntegerField(default=0)
    added_by = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "url"],
                condition=Q(removed_at=None),
                name="programme_feed_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(removed_at=None, paused_at=None),
                name="programme_feed_due",
            )
        ]

    def __str__(self) -> str:
        return self.name


class FeedEntry(Owned):
    """A piece of news. `same_as` is an earlier one that tells the same.

    `key`, `link_key` and `title_key` are digests, or bare forms, by which it is known again. `key`
    stays when all else is erased, so that an old entry is not taken for a new one.
    """

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="entries")
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    title_key = models.CharField(max_length=LONGEST_TITLE, blank=True, default="")
    link = models.CharField(max_length=LONGEST_LINK, blank=True, default="")
    link_key = models.CharField(max_length=40, blank=True, default="")
    summary = models.CharField(max_length=LONGEST_SUMMARY, blank=True, default="")
    published_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField()
    at = models.DateTimeField()  # published, else seen: what lists are sorted by
    same_as = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="again"
    )
    used_for = models.ForeignKey(
        "programme.Item", models.SET_NULL, null=True, blank=True, related_name="news"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        verbose_name_plural = "feed entries"
        constraints = [
            models.UniqueConstraint(fields=["feed", "key"], name="programme_entry_once"),
        ]
        indexes = [
            models.Index(fields=["community", "at"], name="programme_news"),
            models.Index(fields=["community", "link_key"], name="programme_news_link"),
        ]

    def __str__(self) -> str:
        return self.title


class Picked(Owned):
    """The lines (encoded `domain_news.Line`) of which a version of an item's text was made."""

    item = models.OneToOneField("programme.Item", models.CASCADE, related_name="picked")
    lines = models.JSONField(default=list)
    version = models.PositiveIntegerField()

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "picked lines"

    def __str__(self) -> str:
        return f"{self.item} {self.version}"

"""The tables of the library: categories, tags, items with their versions, what members say."""

from django.db import models

from qunce.people.audience import Addressed
from qunce.rooms.library.domain import ItemState, Kind, Permission
from qunce.rooms.library.models_calls import Call, Submission
from qunce.rooms.library.models_files import Attachment, Moving
from qunce.store.models import Owned

__all__ = [
    "Attachment",
    "Call",
    "Category",
    "Feedback",
    "Indexed",
    "Item",
    "ItemVersion",
    "Moving",
    "Submission",
    "Tag",
]

TITLE = 120  # characters
SUMMARY = 300


class Category(Owned):
    """A shelf of the library; `parent` is the one that it stands on."""

    name = models.CharField(max_length=40)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    place = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("place", "id")
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="library_category_once"),
            models.UniqueConstraint(
                fields=["community", "name"],
                condition=models.Q(parent__isnull=True),
                name="library_shelf_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Tag(Owned):
    """A word under which items are found together."""

    name = models.CharField(max_length=30)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["community", "name"], name="library_tag_once")
        ]

    def __str__(self) -> str:
        return self.name


class Item(Addressed):
    """Something that the library holds.

    `revision` is the number of its newest text, `shown` of the one that members see (0: none);
    title, summary and body are what members see, before that the newest text. `origin` says where
    an item came from that is made once only: "import:绩效/办法.md", "case:7". `dated` is the day
    of the source, `keeper` looks after it, `writer` saved the newest text. `remark` is the
    reviewer's, when it was given back. `print` is the SHA-256 of the file it was imported from.
    `waiting` is the category and audience (`shelving.Waiting`) that count once the newest text is
    published.
    """

    kind = models.CharField(max_length=12, choices=[(k, k.label) for k in Kind])
    state = models.CharField(
        max_length=12,
        choices=[(s, s.label) for s in ItemState],
        default=ItemState.DRAFT,
    )
    title = models.CharField(max_length=TITLE)
    summary = models.CharField(max_length=SUMMARY, blank=True, default="")
    body = models.TextField(blank=True, default="")
    category = models.ForeignKey(Category, models.SET_NULL, null=True, related_name="items")
    tags = models.ManyToManyField(Tag, related_name="items", blank=True)
    revision = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=120, blank=True, default="")
    link = models.CharField(max_length=500, blank=True, default="")
    author = models.CharField(max_length=80, blank=True, default="")
    contributor = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, related_name="library_items"
    )
    credit = models.CharField(max_length=80, blank=True, default="")
    permission = models.CharField(
        max_length=12, choices=[(p, p.label) for p in Permission], default=Permission.OWN
    )
    dated = models.DateField(null=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    replaced_by = models.ForeignKey("self", models.SET_NULL, null=True, related_name="replaces")
    ended_at = models.DateTimeField(null=True)
    keeper = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    writer = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    origin = models.CharField(max_length=200, blank=True, default="")
    print = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True, default="")
    waiting = models.JSONField(null=True, blank=True)
    useful = models.PositiveIntegerField(default=0)
    not_useful = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["community", "origin"],
                condition=~models.Q(origin=""),
                name="library_item_once_per_origin",
            )
        ]
        indexes = [
            models.Index(fields=["community", "state", "changed_at"]),
            models.Index(fields=["community", "valid_until"]),
            # Lists of 100,000 items: each order by an index, and counts that read no texts.
            models.Index(fields=["community", "published_at", "id", "shown", "tier_bits"]),
            models.Index(fields=["community", "changed_at", "id"]),
            models.Index(fields=["community", "useful", "id"]),
            models.Index(fields=["community", "title", "id"]),
            models.Index(fields=["community", "category", "shown", "tier_bits"]),
        ]

    def __str__(self) -> str:
        return self.title


class ItemVersion(Owned):
    """A text of an item as it was saved. `is_aside`: kept beside, for another was saved first."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE)
    summary = models.CharField(max_length=SUMMARY, blank=True, default="")
    body = models.TextField(blank=True, default="")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=80, blank=True, default="")
    note = models.CharField(max_length=120, blank=True, default="")
    is_aside = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="library_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Feedback(Owned):
    """Whether an item was useful to a member; a later word replaces an earlier one."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="feedback")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    is_useful = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "person"], name="library_feedback_once")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.is_useful}"


class Indexed(Owned):
    """What the search knows of an item: its number there, tags, and the text that was read.

    The text is kept as it was read, for an entry is taken out of the index by its own words.
    """

    item = models.OneToOneField(Item, models.CASCADE, primary_key=True, related_name="indexed")
    number = models.BigIntegerField(unique=True)
    tags = models.TextField()
    title = models.CharField(max_length=300)
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

"""Tables of the programme: the items of the calendar, their texts, deadlines, and what they did."""

from django.db import models
from django.db.models import Q

from qunce.people.audience import Addressed
from qunce.rooms.programme.domain import OPEN, ItemState, StepKind
from qunce.rooms.programme.models_feeds import Feed, FeedEntry, Picked
from qunce.rooms.programme.models_pools import PoolEntry, PoolText, PoolUse
from qunce.store.models import Owned

__all__ = [
    "Feed",
    "FeedEntry",
    "Impact",
    "Item",
    "ItemText",
    "Line",
    "Picked",
    "Picks",
    "Picture",
    "PoolEntry",
    "PoolText",
    "PoolUse",
    "Reserve",
    "Step",
]

LONGEST_TEXT = 4000  # characters of one post


class Item(Addressed):
    """Something that is to be posted at a time: an occasion of a slot, or added by hand.

    `moment` is the local minute for which the slot brought it ("2026-11-25T20:00"), whatever it
    was moved to since: so that no occasion is planned twice. `ready_at` is when it comes to the
    desk, `until` after when it is not posted any more. `turn` counts how often its time was set:
    an errand of an earlier turn does nothing. `is_over` says that a group would get more than
    its budget, `is_allowed` that somebody wants it posted nevertheless, `is_kept` that somebody
    set something of it, so that new settings of its slot leave it as it is. `reason` (encoded
    Words) says why it was left out, or missed. A `composed` text was not touched by a person.
    """

    slot = models.CharField(max_length=40)
    moment = models.CharField(max_length=16, blank=True, default="")
    title = models.CharField(max_length=120, blank=True, default="")
    topic = models.CharField(max_length=200, blank=True, default="")
    note = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    ready_at = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=[(s, s.label) for s in ItemState], default=ItemState.PLANNED
    )
    text = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=0)
    composed = models.BooleanField(default=False)
    turn = models.PositiveIntegerField(default=0)
    is_over = models.BooleanField(default=False)
    is_allowed = models.BooleanField(default=False)
    is_kept = models.BooleanField(default=False)
    is_counted = models.BooleanField(default=True)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged"
    )
    written_by = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reviewed_by = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.JSONField(null=True, blank=True)
    laid_at = models.DateTimeField(null=True, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "slot", "moment"],
                condition=~Q(moment=""),
                name="programme_moment_once",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "at"], name="programme_calendar"),
            models.Index(fields=["community", "state", "posted_at"], name="programme_posted"),
            models.Index(fields=["ready_at"], condition=Q(state__in=OPEN), name="programme_ready"),
        ]

    def __str__(self) -> str:
        return f"{self.slot} {self.at}"


class Step(Owned):
    """A link of an item's chain: what, by when, by whom (nobody: whoever holds the role)."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=[(s, s.label) for s in StepKind])
    due = models.DateTimeField()
    person = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_set = models.BooleanField(default=False)  # somebody named the person, not the roster
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    done_name = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        ordering = ("due", "id")
        constraints = [
            models.UniqueConstraint(fields=["item", "kind"], name="programme_step_once"),
        ]
        indexes = [
            models.Index(fields=["due"], condition=Q(done_at=None), name="programme_step_due")
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.kind}"


class ItemText(Owned):
    """A text that an item had. One `is_aside` was written while another one was saved first."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="texts")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    by = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=80, blank=True, default="")
    is_aside = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.item} {self.number}"


class Picture(Owned):
    """A picture of a post: `file` and `small` are names in the vault, `size` is in bytes."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="pictures")
    file = models.CharField(max_length=80)
    small = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    by = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["item", "digest"], name="programme_picture_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.file}"


class Line(Owned):
    """A line of the desk that an item was laid down as."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="lines")
    task = models.OneToOneField("ledger.Task", models.CASCADE, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.item} → {self.task_id}"


class Reserve(Owned):
    """A text in reserve for a slot: posted where nobody has prepared anything, the oldest first."""

    slot = models.CharField(max_length=40)
    text = models.TextField()
    by = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=80, blank=True, default="")
    created_at = models.DateTimeField()
    used_for = models.ForeignKey(
        Item, models.SET_NULL, null=True, blank=True, related_name="reserves"
    )
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["community", "slot", "used_at"])]

    def __str__(self) -> str:
        return f"{self.slot}: {self.text[:40]}"


class Picks(Owned):
    """Which lines of a summary a person chose: each line's name, with words of their own or "".

    `order` has the names in the order in which the lines stand, as far as somebody set one.

    `version` counts the changes, so that of two editors the second one is told.
    """

    item = models.OneToOneField(Item, models.CASCADE, related_name="picks")
    lines = models.JSONField(default=dict)
    order = models.JSONField(default=list)
    opening = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.item}: {len(self.lines)}"


class Impact(Owned):
    """What followed in a group within the window after a post: numbers, None for no data.

    `people` counts who wrote, the team left out; `replies` those messages that quote the post,
    `reactions` the signs under it: None as well where the post was not found in the group.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="impacts")
    group = models.ForeignKey("people.Group", models.CASCADE, related_name="+")
    posted_at = models.DateTimeField()
    messages = models.PositiveIntegerField(null=True, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    replies = models.PositiveIntegerField(null=True, blank=True)
    reactions = models.PositiveIntegerField(null=True, blank=True)
    measured_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "group"], name="programme_impact_once"),
        ]
        indexes = [models.Index(fields=["community", "posted_at"])]

    def __str__(self) -> str:
        return f"{self.item} in {self.group_id}: {self.messages}"

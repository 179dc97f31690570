"""Drafts of rules, and replays of them over what was said in a group."""

from datetime import datetime, timedelta

from django.db import models

from qunce.rooms.moderation.domain import Answer
from qunce.rooms.moderation.replay.domain import Change, Truth
from qunce.rooms.moderation.trying import DraftState, ReplayState, UndoingState, print_of
from qunce.store.models import Owned

SILENCE = timedelta(minutes=2)  # after which one asks whether a worker is running


class Draft(Owned):
    """Settings of some rules, or of ladders, that do not count yet.

    `values` are plain values by section, each section as it would be set on this level: the
    community's, or with `group` that group's own. `based_on` is the number of the level's version
    that they began from, `version` the one that put them in force, `before` what counted before.
    """

    group = models.ForeignKey("people.Group", models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=80)
    state = models.CharField(
        max_length=12, choices=[(s, s.label) for s in DraftState], default=DraftState.OPEN
    )
    values = models.JSONField(default=dict)
    based_on = models.PositiveIntegerField(default=0)
    before = models.JSONField(default=dict)
    version = models.PositiveIntegerField(null=True)
    author = models.CharField(max_length=120)
    author_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    live_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=["community", "state", "-id"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.name}"

    @property
    def print(self) -> str:
        """Return what tells these settings from other ones."""
        return print_of(self.values)


class Replay(Owned):
    """A replay over a stretch of a group's messages: how far it is, and what came out.

    Without a draft it is the rules in force over their own time. `print` tells which settings were
    tried, `report` holds the figures. `looked_at` is when somebody had looked at the result.
    """

    group = models.ForeignKey("people.Group", models.CASCADE, related_name="+")
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="replays")
    print = models.CharField(max_length=32, blank=True, default="")
    values = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=[(s, s.label) for s in ReplayState], default=ReplayState.RUNNING
    )
    since = models.DateTimeField()
    until = models.DateTimeField()
    read = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    by_person = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=120, blank=True, default="")
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    looked_by = models.BigIntegerField(null=True)
    looked_name = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=["community", "-id"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.group_id} {self.state}"

    @property
    def is_running(self) -> bool:
        """Say whether it is being carried on."""
        return self.state == ReplayState.RUNNING

    def may_have_died(self, now: datetime) -> bool:
        """Say whether nothing was heard of a running replay for a while."""
        return self.is_running and now - self.seen_at > SILENCE

    @property
    def last_day(self) -> datetime:
        """Return a moment of the last day of the stretch."""
        return self.until - timedelta(microseconds=1)

    @property
    def percent(self) -> int:
        """Return how far it is, 0 to 100."""
        if self.state == ReplayState.DONE:
            return 100
        return min(99, self.read * 100 // self.total) if self.total else 0


class ReplayLine(Owned):
    """A message of the result. It goes with its message; the words stay there."""

    replay = models.ForeignKey(Replay, models.CASCADE, related_name="lines")
    message = models.ForeignKey("chat.Message", models.CASCADE, related_name="+")
    sent_at = models.DateTimeField()
    change = models.CharField(max_length=10, choices=[(c, c.value) for c in Change])
    truth = models.CharField(max_length=10, choices=[(t, t.value) for t in Truth])
    answer = models.CharField(max_length=10, choices=[(a, a.value) for a in Answer])
    clause = models.CharField(max_length=32, blank=True, default="")
    step = models.CharField(max_length=10, blank=True, default="")
    strike = models.PositiveSmallIntegerField(default=0)
    rules = models.CharField(max_length=300, blank=True, default="")  # ",flood,links,"
    spans = models.JSONField(default=list)
    was_answer = models.CharField(max_length=10, choices=[(a, a.value) for a in Answer])
    was_clause = models.CharField(max_length=32, blank=True, default="")
    was_step = models.CharField(max_length=10, blank=True, default="")
    was_rules = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["replay", "sent_at", "id"])]

    def __str__(self) -> str:
        return f"{self.message_id} {self.change}"

    @property
    def rule_keys(self) -> list[str]:
        """Return the rules that found something under trial."""
        return [each for each in self.rules.split(",") if each]

    @property
    def was_rule_keys(self) -> list[str]:
        """Return the rules that found something in what it is compared with."""
        return [each for each in self.was_rules.split(",") if each]


class Undoing(Owned):
    """The withdrawing of all that a rule decided between two times.

    `cases` are the keys of the cases, `done` those that are withdrawn; `version` is that of the
    settings that they went by, empty for any.
    """

    group = models.ForeignKey("people.Group", models.CASCADE, null=True, related_name="+")
    rule = models.CharField(max_length=32)
    version = models.PositiveIntegerField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=[(s, s.label) for s in UndoingState], default=UndoingState.RUNNING
    )
    cases = models.JSONField(default=list)
    done = models.JSONField(default=list)
    by_name = models.CharField(max_length=120, blank=True, default="")
    by_person = models.BigIntegerField(null=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.rule} {self.state}"

    @property
    def is_running(self) -> bool:
        """Say whether it is being carried on."""
        return self.state == UndoingState.RUNNING

    @property
    def percent(self) -> int:
        """Return how far it is, 0 to 100."""
        if self.state == UndoingState.DONE:
            return 100
        return min(99, len(self.done) * 100 // len(self.cases)) if self.cases else 0

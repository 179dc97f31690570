"""Tables about tiers: every change of a member's tier, and who asked for another one (M25)."""

from django.db import models
from django.db.models import Q

from qunce.people.domain import Tier, TierRequestState, TierSource
from qunce.store.models import Owned

TIERS = [(tier, tier.label) for tier in Tier]


class TierChange(Owned):
    """A member's tier as it was changed: from, to, by what evidence, by whom."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="tier_changes")
    before = models.CharField(max_length=20, choices=TIERS, blank=True, default="")
    after = models.CharField(max_length=20, choices=TIERS, blank=True, default="")
    source = models.CharField(max_length=10, choices=[(s, s.label) for s in TierSource])
    evidence = models.TextField(blank=True, default="")
    by = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.person}: {self.before} → {self.after}"


class TierRequest(Owned):
    """Another tier that a member applies for, or (`by_rule`) that the years that passed propose."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="tier_requests")
    wanted = models.CharField(max_length=20, choices=TIERS)
    evidence = models.TextField(blank=True, default="")
    by_rule = models.BooleanField(default=False)
    state = models.CharField(
        max_length=20,
        choices=[(s, s.label) for s in TierRequestState],
        default=TierRequestState.ASKED,
    )
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state=TierRequestState.ASKED),
                name="tier_request_open_once",
            ),
        ]
        indexes = [models.Index(fields=["community", "state"])]

    def __str__(self) -> str:
        return f"{self.person}: {self.wanted}?"

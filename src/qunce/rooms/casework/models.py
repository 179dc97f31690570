"""The monthly cases: proposals, the scenario, positions with arguments, the method (M37)."""

from django.db import models

from qunce.people.audience import Addressed
from qunce.rooms.casework.domain import ProposalState, StudyState
from qunce.store.models import Owned


class Study(Addressed):
    """A case from its call to the method. `groups` are those in which it is discussed, none: all.

    `traces_left` counts what a person looked at and left in the scenario. The five parts of the
    method are those of the manual's template.
    """

    state = models.CharField(max_length=12, choices=[(s, s.value) for s in StudyState])
    title = models.CharField(max_length=80)
    call = models.TextField(blank=True, default="")
    called_at = models.DateTimeField()
    call_until = models.DateTimeField()
    scenario = models.TextField(blank=True, default="")
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    traces_left = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    situation = models.TextField(blank=True, default="")
    options = models.TextField(blank=True, default="")
    law = models.TextField(blank=True, default="")
    done = models.TextField(blank=True, default="")
    lesson = models.TextField(blank=True, default="")
    summed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")  # why it was dropped
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=["community", "state", "call_until"])]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"


class Proposal(Owned):
    """A case that a member proposed, as it was told; only admins read it."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="proposals")
    state = models.CharField(max_length=12, choices=[(s, s.value) for s in ProposalState])
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=80, blank=True, default="")
    is_hidden = models.BooleanField(default=False)  # not credited by name
    text = models.TextField()
    form_token = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["community", "form_token"], name="proposal_once"),
            models.UniqueConstraint(
                fields=["study"],
                condition=models.Q(state=ProposalState.CHOSEN),
                name="proposal_chosen_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Position(Owned):
    """A position that one may take; its letter follows from its place (0 is A)."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="positions")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=60)

    class Meta:
        ordering = ("place",)
        constraints = [
            models.UniqueConstraint(fields=["study", "place"], name="position_place_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Argument(Owned):
    """What somebody said for a position, on the page or in a group (`message`)."""

    position = models.ForeignKey(Position, models.CASCADE, related_name="arguments")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True, default="")
    text = models.TextField()
    message = models.OneToOneField("chat.Message", models.SET_NULL, null=True, related_name="+")
    form_token = models.CharField(max_length=64)
    is_left_out = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["community", "form_token"], name="argument_once"),
        ]

    def __str__(self) -> str:
        return self.text[:40]

"""What was found in messages (Hit), and what was decided about them (Case)."""

from django.db import models

from qunce.kernel.messages import Source
from qunce.kernel.rules import Certainty, Label, RuleState
from qunce.rooms.moderation.domain import Answer, CaseState, Why
from qunce.store.models import Owned


class Case(Owned):
    """A message that may break a clause, from the finding to the last word about it.

    `text` is the evidence: it follows the retention of the case and goes with the person
    (DESIGN rule 9). `findings` are encoded kernel Findings, `beside`
    those of clauses that weigh less, which count for nothing; `derivation` is what the decision was
    made from (derivation.py). `points` are those of all clauses that counted, with this case's own
    `weight`. `eased_by` is the withdrawn case because of which this one became milder. `charter` is
    the number of the charter's version that the decision went by (0: undecided, or none was
    published yet).
    """

    group = models.ForeignKey("people.Group", models.CASCADE, related_name="+")
    message = models.ForeignKey("chat.Message", models.SET_NULL, null=True, related_name="+")
    identity = models.ForeignKey("people.Identity", models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=120, blank=True, default="")
    text = models.TextField(blank=True, default="")
    sent_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=[(s, s.value) for s in Source])
    state = models.CharField(max_length=12, choices=[(s, s.value) for s in CaseState])
    answer = models.CharField(max_length=10, choices=[(a, a.value) for a in Answer])
    why = models.CharField(max_length=20, choices=[(w, w.value) for w in Why])
    clause = models.CharField(max_length=32, blank=True, default="")
    label = models.CharField(max_length=20, choices=[(each, each.value) for each in Label])
    step = models.CharField(max_length=10, blank=True, default="")
    next_step = models.CharField(max_length=10, blank=True, default="")
    strike = models.PositiveSmallIntegerField(default=0)
    weight = models.PositiveSmallIntegerField(default=1)
    points = models.PositiveSmallIntegerField(default=0)
    recall = models.BooleanField(default=False)
    mute_length = models.DurationField(null=True)
    findings = models.JSONField(default=list)
    beside = models.JSONField(default=list)
    derivation = models.JSONField(default=dict)
    charter = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decided_name = models.CharField(max_length=80, blank=True, default="")
    note = models.TextField(blank=True, default="")
    appeal = models.TextField(blank=True, default="")
    appealed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    answered_name = models.CharField(max_length=80, blank=True, default="")
    eased_by = models.ForeignKey("self", models.SET_NULL, null=True, related_name="eased")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["message"],
                condition=models.Q(message__isnull=False),
                name="case_once_per_message",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "state", "-id"]),
            models.Index(fields=["person", "clause", "sent_at"]),
            models.Index(fields=["identity", "clause", "sent_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.clause} {self.state}"


class GroupExample(Owned):
    """A text that a person has found to be no violation: the group's own test case.

    `label` is what the rules had taken it for. Rules that are to go live are run over these
    examples, so that none repeats the mistake unnoticed. It goes with the evidence of its case.
    """

    group = models.ForeignKey("people.Group", models.CASCADE, related_name="+")
    case = models.OneToOneField(Case, models.CASCADE, related_name="example")
    text = models.TextField()
    label = models.CharField(max_length=20, choices=[(each, each.value) for each in Label])
    clause = models.CharField(max_length=32)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.case_id} is not {self.label}"


class Hit(Owned):
    """One finding of one rule in one message: what reports and the group's page count."""

    group = models.ForeignKey("people.Group", models.CASCADE, related_name="+")
    message = models.ForeignKey("chat.Message", models.CASCADE, related_name="+")
    rule = models.CharField(max_length=32)
    clause = models.CharField(max_length=32)
    label = models.CharField(max_length=20, choices=[(each, each.value) for each in Label])
    certainty = models.CharField(max_length=10, choices=[(c, c.value) for c in Certainty])
    state = models.CharField(max_length=10, choices=[(s, s.value) for s in RuleState])
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    undone = models.JSONField(default=list)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "rule", "start"], name="hit_once"),
        ]
        indexes = [models.Index(fields=["group", "sent_at"])]

    def __str__(self) -> str:
        return f"{self.rule} in {self.message_id}"

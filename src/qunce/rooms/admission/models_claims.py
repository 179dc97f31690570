"""The table of claims: who says that a name in a group is theirs."""

from django.db import models

from qunce.rooms.admission.claiming import OPEN_CLAIMS, ClaimState
from qunce.store.mailed_codes import MailedCode
from qunce.store.models import Owned


class Claim(Owned, MailedCode):
    """A claim of a member who was there before.

    With `person` from the start it was given by an admin; else it came by the link of `group`,
    and `person` is who it turned out to be.

    `token` opens the claimant's own page. `address` is encrypted; codes are mailed there.
    `identity` is who said the code word, or whom an admin confirmed.
    """

    group = models.ForeignKey("people.Group", models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+")
    token = models.CharField(max_length=64, unique=True)
    form_token = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(max_length=12, choices=[(s, s.value) for s in ClaimState])
    nickname = models.CharField(max_length=120, blank=True, default="")
    name = models.CharField(max_length=80, blank=True, default="")
    company = models.CharField(max_length=120, blank=True, default="")
    address = models.TextField(blank=True, default="")
    code_word = models.CharField(max_length=8)
    language = models.CharField(max_length=10, blank=True, default="")
    privacy_version = models.PositiveIntegerField(default=0)
    charter_version = models.PositiveIntegerField(default=0)
    agreed_at = models.DateTimeField(null=True)
    identity = models.ForeignKey("people.Identity", models.SET_NULL, null=True, related_name="+")
    given_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    words = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["community", "form_token"],
                condition=~models.Q(form_token=""),
                name="claim_once_per_form",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state__in=[each.value for each in OPEN_CLAIMS]),
                name="claim_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "state", "-id"]),
            models.Index(fields=["group", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.nickname or self.name} {self.state}"

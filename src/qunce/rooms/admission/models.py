"""Invitations, applications with their evidence and remarks, and the way in after approval."""

from django.db import models

from qunce.rooms.admission.domain import (
    ON_THE_WAY,
    ApplicationState,
    ArrivalState,
    EvidenceKind,
    EvidenceState,
)
from qunce.rooms.admission.models_claims import Claim
from qunce.store.mailed_codes import MailedCode
from qunce.store.models import Owned
from qunce.store.secrets import SealedField

__all__ = ["Application", "Arrival", "Claim", "Evidence", "Invitation", "Remark"]


class Invitation(Owned):
    """A link that a member or an admin hands on. Its uses are counted from the applications.

    `group` is None for the whole community, `quota` None for any number of people.
    """

    group = models.ForeignKey("people.Group", models.CASCADE, null=True, related_name="+")
    token = models.CharField(max_length=64, unique=True)
    inviter = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True, default="")
    quota = models.PositiveIntegerField(null=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=["community", "-id"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.note}"


class Application(Owned):
    """Somebody who wants to come in, from the form to the decision.

    `token` opens the applicant's own page, `form_token` makes two submits of one form one
    application. `wechat`, `phone` and `email` are encrypted, each with a keyed hash for
    comparing. `code_word` goes into the friend request, so that who appears is recognised.
    `extra` holds what the community asks beside (`function`, `groups`, `gives`, `seeks`).
    """

    group = models.ForeignKey("people.Group", models.CASCADE, null=True, related_name="+")
    invitation = models.ForeignKey(
        Invitation, models.SET_NULL, null=True, related_name="applications"
    )
    token = models.CharField(max_length=64, unique=True)
    form_token = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=[(s, s.value) for s in ApplicationState])
    kind = models.CharField(max_length=16, default="hr")
    name = models.CharField(max_length=80)
    company = models.CharField(max_length=120)
    position = models.CharField(max_length=120)
    years = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    city = models.CharField(max_length=60, blank=True, default="")
    extra = models.JSONField(default=dict)
    wechat = SealedField(blank=True, default="")
    wechat_hash = models.CharField(max_length=64, blank=True, default="")
    phone = SealedField(blank=True, default="")
    phone_hash = models.CharField(max_length=64, blank=True, default="")
    email = SealedField(blank=True, default="")
    email_hash = models.CharField(max_length=64, blank=True, default="")
    device_hash = models.CharField(max_length=64, blank=True, default="")
    code_word = models.CharField(max_length=8)
    language = models.CharField(max_length=10, blank=True, default="")
    privacy_version = models.PositiveIntegerField(default=0)
    consented_at = models.DateTimeField(null=True)
    charter_version = models.PositiveIntegerField(default=0)
    charter_accepted_at = models.DateTimeField(null=True)
    entered_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=32, blank=True, default="")
    reason_words = models.TextField(blank=True, default="")
    reapply_at = models.DateTimeField(null=True)
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["community", "form_token"], name="application_once_per_form"
            ),
        ]
        indexes = [
            models.Index(fields=["community", "state", "due_at"]),
            models.Index(fields=["community", "name"]),
            models.Index(fields=["community", "code_word"]),
            models.Index(fields=["community", "wechat_hash"]),
            models.Index(fields=["community", "email_hash"]),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.name} {self.state}"


class Evidence(Owned, MailedCode):
    """One way in which an applicant shows that they belong here (M05).

    A mailbox has `address` (encrypted), its hash and domain; codes are mailed there. A certificate
    has a file outside the web root: `file` is its name there, "" once it was deleted. A voucher
    was named by the applicant: `voucher` is None where nobody of that name was found (the
    applicant is not told).
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=12, choices=[(k, k.value) for k in EvidenceKind])
    state = models.CharField(max_length=12, choices=[(s, s.value) for s in EvidenceState])
    address = SealedField(blank=True, default="")
    address_hash = models.CharField(max_length=64, blank=True, default="")
    domain = models.CharField(max_length=253, blank=True, default="")
    file = models.CharField(max_length=80, blank=True, default="")
    file_name = models.CharField(max_length=120, blank=True, default="")
    size = models.PositiveIntegerField(default=0)
    mime = models.CharField(max_length=60, blank=True, default="")
    voucher = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    voucher_name = models.CharField(max_length=120, blank=True, default="")
    token = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["token"], condition=~models.Q(token=""), name="evidence_token_once"
            ),
        ]
        indexes = [
            models.Index(fields=["voucher", "state"]),
            models.Index(fields=["community", "domain"]),
            models.Index(fields=["community", "address_hash"]),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind} {self.state}"


class Remark(Owned):
    """A line of the talk between reviewers and an applicant (`reviewer` None: the applicant)."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="remarks")
    reviewer = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    from_applicant = models.BooleanField(default=False)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.application_id} {self.at}"


class Arrival(Owned):
    """The way into one group after the approval, or of somebody who claims to be in it.

    `steps` are [state, person's key, name, time] of what was ticked; `identity` is who was seen;
    who was put on the way again (`returned_at`) stands at the end of the waiting list.
    """

    application = models.ForeignKey(
        Application, models.SET_NULL, null=True, related_name="arrivals"
    )
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    group = models.ForeignKey("people.Group", models.CASCADE, related_name="+")
    state = models.CharField(max_length=12, choices=[(s, s.value) for s in ArrivalState])
    code_word = models.CharField(max_length=8, blank=True, default="")
    steps = models.JSONField(default=list)
    identity = models.ForeignKey("people.Identity", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=models.Q(state__in=[each.value for each in ON_THE_WAY]),
                name="arrival_on_the_way_once",
            ),
        ]
        indexes = [models.Index(fields=["group", "state"])]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.group_id} {self.state}"

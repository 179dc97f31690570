"""Tables about members' own data: contacts, who looked at them, consents, deletions."""

from django.db import models
from django.db.models import Q

from qunce.people.domain_own import Check, ContactKind, CopyWay, ErasureState, Purpose
from qunce.store.mailed_codes import MailedCode
from qunce.store.models import Owned
from qunce.store.secrets import SealedField


class Contact(Owned):
    """A way to reach a person. `sealed` is encrypted; `hash` compares it without opening it."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=12, choices=[(k, k.label) for k in ContactKind])
    sealed = SealedField()
    hash = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("kind",)
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="contact_once"),
        ]
        indexes = [models.Index(fields=["community", "kind", "hash"])]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind}"


class ContactChange(Owned, MailedCode):
    """A mailbox that a member has entered and not confirmed yet by the code sent to it."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=[(k, k.label) for k in ContactKind])
    sealed = SealedField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="contact_change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind}?"


class ContactLook(Owned):
    """Somebody looked at a contact in full: who, when and why, as the member reads it."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="contact_looks")
    kind = models.CharField(max_length=12, choices=[(k, k.label) for k in ContactKind])
    by = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_name = models.CharField(max_length=80, blank=True, default="")
    why = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=["community", "at"])]

    def __str__(self) -> str:
        return f"{self.by_name} {self.kind} {self.at}"


class Consent(Owned):
    """A person agreed to a purpose, in a version of the privacy notice; kept as proof of it."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=[(p, p.label) for p in Purpose])
    version = models.PositiveIntegerField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-given_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.purpose} {self.version}"


class DataCopy(Owned):
    """A copy of all that is stored of a person, handed out by an admin: who, why, how checked.

    By a link it is made anew each time it is fetched, until `expires_at` or `voided_at`.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="data_copies")
    way = models.CharField(max_length=8, choices=[(w, w.label) for w in CopyWay])
    by = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_name = models.CharField(max_length=80, blank=True, default="")
    reason = models.CharField(max_length=200)
    checked = models.CharField(max_length=12, choices=[(c, c.label) for c in Check])
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    fetched = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("-made_at", "-id")
        indexes = [models.Index(fields=["community", "made_at"])]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.way} {self.made_at}"


class Erasure(Owned):
    """All of a person's data is to be deleted at `due_at`, unless it is taken back before.

    `reason` is what an admin wrote who asks for it on a member's behalf.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="erasures")
    state = models.CharField(
        max_length=12, choices=[(s, s.label) for s in ErasureState], default=ErasureState.WAITING
    )
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    by_member = models.BooleanField(default=True)
    asked_by = models.BigIntegerField(null=True)
    asked_name = models.CharField(max_length=80, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("due_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state=ErasureState.WAITING),
                name="erasure_waiting_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.state}"

    @property
    def tone(self) -> str:
        """Return the tone in which pages show its state."""
        return "warn" if self.state == ErasureState.WAITING else "quiet"

"""Tables about roles: who is asked to take one on, and who is on duty on which day (M14)."""

from django.db import models
from django.db.models import Q

from qunce.kernel.messages import Role
from qunce.people.domain import OfferState
from qunce.store.mailed_codes import MailedCode
from qunce.store.models import Owned


class RoleOffer(Owned, MailedCode):
    """A role that somebody is asked to take on. Only an accepted one becomes an Appointment.

    `predecessor` hands the role over: the predecessor's own appointment ends with the acceptance.
    Who has no log-in and accepts by a link has codes mailed.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="role_offers")
    predecessor = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    role = models.CharField(max_length=20, choices=[(r, r.value) for r in Role])
    state = models.CharField(
        max_length=20, choices=[(s, s.label) for s in OfferState], default=OfferState.OPEN
    )
    note = models.CharField(max_length=500, blank=True, default="")
    offered_by = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(state=OfferState.OPEN),
                name="role_offer_open_once",
            ),
        ]
        indexes = [models.Index(fields=["community", "state"])]

    def __str__(self) -> str:
        return f"{self.person}: {self.role}?"


class Shift(Owned):
    """Who is on duty for a duty of the cards: every week on a weekday, or on one day.

    A day goes before its weekday; a day without a person says that nobody is named for it.
    """

    duty = models.CharField(max_length=60)
    person = models.ForeignKey(
        "people.Person", models.CASCADE, null=True, blank=True, related_name="shifts"
    )
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)  # 0 is Monday
    day = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "duty", "weekday"],
                condition=Q(weekday__isnull=False),
                name="shift_weekday_once",
            ),
            models.UniqueConstraint(
                fields=["community", "duty", "day"],
                condition=Q(day__isnull=False),
                name="shift_day_once",
            ),
            models.CheckConstraint(
                condition=Q(weekday__isnull=False, day__isnull=True, person__isnull=False)
                | Q(weekday__isnull=True, day__isnull=False),
                name="shift_weekday_or_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.day or self.weekday}: {self.person}"

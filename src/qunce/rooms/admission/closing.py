"""What follows once an application is over, whoever ended it."""

from datetime import datetime

from qunce.facts.admission import (
    ApplicantApproved,
    ApplicantDeclined,
    ApplicationLapsed,
    ApplicationWithdrawn,
)
from qunce.ledger.contracts import Cause
from qunce.rooms.admission import evidence
from qunce.rooms.admission.models import Application

ENDS = (ApplicantApproved, ApplicantDeclined, ApplicationWithdrawn, ApplicationLapsed)
Ended = ApplicantApproved | ApplicantDeclined | ApplicationWithdrawn | ApplicationLapsed


def on_over(ended: Ended, _cause: Cause, now: datetime) -> None:
    """End what is open of it, and have its certificates deleted."""
    application = Application.objects.filter(pk=ended.application).first()
    if application is not None and evidence.is_over(application):
        evidence.close(application, now=now)

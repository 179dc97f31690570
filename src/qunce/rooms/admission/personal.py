"""What admission stores of a person: for export and for erasure."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from qunce.kernel.text import N_, Words
from qunce.people.models import Person
from qunce.playbook.queries import effective
from qunce.rooms.admission.domain import Applying
from qunce.rooms.admission.models import Application, Arrival, Claim, Evidence, Invitation, Remark
from qunce.shell.card import PersonalData

MODELS = tuple(
    f"admission.{model}"
    for model in ("Invitation", "Application", "Evidence", "Remark", "Arrival", "Claim")
)
KEPT = N_(
    "Certificates until the decision; an application that did not lead to a membership for "
    "%(days)s days; else until your data is deleted"
)
SENT_IN = (
    *("id", "name", "company", "position", "years", "city", "extra", "kind", "language"),
    *("privacy_version", "consented_at", "charter_version", "charter_accepted_at"),
    *("state", "sent_at", "decided_at", "reason", "reason_words"),
)


def export(person: Person) -> Sequence[Mapping[str, Any]]:
    """Return a person's applications with their evidence, invitations, vouching, arrivals."""
    of_person = Application.objects.filter(person=person).order_by("id")
    return [
        *of_person.values(*SENT_IN),
        *Evidence.objects.filter(application__in=of_person)
        .order_by("id")
        .values("kind", "state", "domain", "file_name", "created_at", "decided_at"),
        *Remark.objects.filter(Q(application__in=of_person) | Q(reviewer=person))
        .order_by("id")
        .values("from_applicant", "text", "at"),
        *Invitation.objects.filter(inviter=person)
        .order_by("id")
        .values("note", "quota", "created_at", "expires_at", "revoked_at"),
        *Evidence.objects.filter(voucher=person)
        .order_by("id")
        .values("kind", "state", "created_at", "decided_at"),
        *Arrival.objects.filter(person=person)
        .order_by("id")
        .values("group__name", "state", "created_at", "arrived_at"),
        *Claim.objects.filter(person=person)
        .order_by("id")
        .values("nickname", "name", "company", "state", "created_at", "decided_at"),
    ]


@transaction.atomic
def erase(person: Person) -> None:
    """Delete what the person sent in; take the person out of what they did for others."""
    Application.objects.filter(person=person).delete()
    Arrival.objects.filter(person=person).delete()
    Claim.objects.filter(person=person).delete()
    Claim.objects.filter(given_by=person).update(given_by=None)
    Claim.objects.filter(decided_by=person).update(decided_by=None)
    Invitation.objects.filter(inviter=person).update(inviter=None, note="")
    Evidence.objects.filter(voucher=person).update(voucher=None, voucher_name="", token="")
    Evidence.objects.filter(decided_by=person).update(decided_by=None)
    Remark.objects.filter(reviewer=person).update(reviewer=None)
    Application.objects.filter(entered_by=person).update(entered_by=None)
    Application.objects.filter(decided_by=person).update(decided_by=None)


def _kept(community: int) -> Words:
    """Say how long, with the community's own figure."""
    return Words(KEPT, {"days": effective(community, Applying).erase_after.days})


PERSONAL_DATA = PersonalData(
    N_("Application and invitations"),
    MODELS,
    export,
    erase,
    purpose=N_("To decide who joins, and to get whoever was let in into the group"),
    kept=_kept,
)

"""What is kept no longer than it is needed (个人信息保护法 art. 19): carried out by a job."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from qunce.facts.people_own import ContactsExpired
from qunce.kernel.actors import MACHINE
from qunce.ledger import actions as ledger
from qunce.people.domain import MembershipState
from qunce.people.models import (
    Appointment,
    Community,
    Contact,
    ContactChange,
    Membership,
    Person,
)


def list_gone(community: Community, before: datetime) -> QuerySet[Person]:
    """Return who has left the last group before a time, and holds no role.

    Who was in no group yet is not gone.
    """
    of_person = Membership.objects.filter(person=OuterRef("pk"))
    still = of_person.filter(state=MembershipState.ACTIVE) | of_person.filter(left_at__gte=before)
    holds = Appointment.objects.filter(person=OuterRef("pk"), until__isnull=True)
    return Person.objects.filter(
        Exists(of_person.filter(left_at__lt=before)),
        ~Exists(still),
        ~Exists(holds),
        community=community,
    )


@transaction.atomic
def drop_contacts(community: Community, before: datetime, *, now: datetime) -> int:
    """Delete the contacts of who has left before a time; return how many."""
    gone = list_gone(community, before)
    found = Contact.objects.filter(community=community, person__in=gone)
    persons = tuple(sorted(set(found.values_list("person_id", flat=True))))
    if not persons:
        return 0
    count = Contact.objects.filter(person__in=persons).delete()[0]
    ContactChange.objects.filter(person__in=persons).delete()
    fact = ContactsExpired(person=persons, count=count)
    ledger.record(fact, by=MACHINE, now=now, community=community)
    return count


def forget_changes(before: datetime) -> None:
    """Delete mailboxes that were entered before a time and never confirmed."""
    ContactChange.objects.filter(code_sent_at__lt=before).delete()

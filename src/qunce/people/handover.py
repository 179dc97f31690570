"""What goes over where two records of one human being are made one."""

from qunce.people.domain_own import ErasureState
from qunce.people.models import (
    Consent,
    Contact,
    ContactLook,
    DataCopy,
    Erasure,
    Person,
    RoleOffer,
    Shift,
    TierChange,
    TierRequest,
)


def hand_over(person: Person, into: Person) -> None:
    """Give contacts, consents, a deletion, tiers, offers and shifts of one record to the other.

    Where both have one of a kind, the other's own stays.
    """
    kinds = Contact.objects.filter(person=into).values("kind")
    Contact.objects.filter(person=person).exclude(kind__in=kinds).update(person=into)
    ContactLook.objects.filter(person=person).update(person=into)
    ContactLook.objects.filter(by=person).update(by=into)
    DataCopy.objects.filter(person=person).update(person=into)
    DataCopy.objects.filter(by=person).update(by=into)
    given = Consent.objects.filter(person=into, withdrawn_at__isnull=True).values("purpose")
    if not Erasure.objects.filter(person=into, state=ErasureState.WAITING).exists():
        Erasure.objects.filter(person=person).update(person=into)
    mine = Consent.objects.filter(person=person)
    mine.exclude(purpose__in=given, withdrawn_at__isnull=True).update(person=into)
    RoleOffer.objects.filter(person=person).exclude(state="open").update(person=into)
    Shift.objects.filter(person=person).update(person=into)
    TierChange.objects.filter(person=person).update(person=into)
    TierRequest.objects.filter(person=person).exclude(state="asked").update(person=into)

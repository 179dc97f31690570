"""Consents: given to a version of the privacy notice, withdrawn, and kept as proof.

Which version counts now, and since when everybody is asked anew: `playbook.privacy`.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from qunce.facts import people_own as facts
from qunce.kernel.actors import Actor
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.contacts import list_contacts, remove
from qunce.people.domain_own import Purpose
from qunce.people.models import Consent, Person

NOT_GIVEN = N_("This consent has not been given, or it is withdrawn already.")


@transaction.atomic
def give(person: Person, purpose: Purpose, version: int, *, by: Actor, now: datetime) -> Consent:
    """Note that a person agrees to a purpose, in a version of the notice.

    The same or an older version again changes nothing; a newer one ends the earlier consent.
    """
    Person.objects.select_for_update().get(pk=person.pk)  # of two at once the second finds it
    open_one = find(person, purpose)
    if open_one is not None and open_one.version >= version:
        return open_one
    if open_one is not None:
        Consent.objects.filter(pk=open_one.pk).update(withdrawn_at=now)
    given = Consent.objects.create(
        community_id=person.community_id,
        person=person,
        purpose=purpose,
        version=version,
        given_at=now,
    )
    fact = facts.ConsentGiven(
        person=person.pk,
        name=person.name,
        purpose=purpose,
        version=version,
        what=Words(purpose.label),
    )
    ledger.record(fact, by=by, now=now, community=person.community_id)
    return given


@transaction.atomic
def withdraw(person: Person, purpose: Purpose, *, by: Actor, now: datetime) -> None:
    """End a consent (个人信息保护法 art. 15): what was done before stays lawful.

    Contacts go with the consent to keep them. RefusedError where none is open.
    """
    ended = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True)
    if not ended.update(withdrawn_at=now):
        raise RefusedError(Words(NOT_GIVEN))
    fact = facts.ConsentWithdrawn(
        person=person.pk, name=person.name, purpose=purpose, what=Words(purpose.label)
    )
    ledger.record(fact, by=by, now=now, community=person.community_id)
    if purpose is Purpose.CONTACTS:
        for contact in list_contacts(person):
            remove(contact, by=by, now=now)


def find(person: Person, purpose: Purpose) -> Consent | None:
    """Return a person's open consent to a purpose, or None."""
    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True).first()


def list_consents(person: Person) -> QuerySet[Consent]:
    """Return all consents of a person, ended ones included, newest first."""
    return Consent.objects.filter(person=person)

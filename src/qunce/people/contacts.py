"""Contacts of a person: noted, masked, compared, and looked at with a reason only."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from qunce.facts import people_own as facts
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.domain_own import FAULTS, ContactKind, mask, normal
from qunce.people.models import Community, Contact, ContactLook, Person
from qunce.store.secrets import decrypt, encrypt, keyed_hash

NO_REASON = N_("Please write why you need to see it: the member reads it.")
KEY_LOST = N_("It cannot be read: it was encrypted with another key than this site has now.")
SHORTEST_REASON = 2
LONGEST_REASON = 200


def hash_of(kind: ContactKind, text: str) -> str:
    """Return the keyed hash by which a contact is compared; "" for what is no such contact."""
    return keyed_hash(kind.hashed_as, normal(kind, text))


@transaction.atomic
def note(
    person: Person,
    kind: ContactKind,
    value: str,
    *,
    by: Actor,
    now: datetime,
    confirmed_at: datetime | None = None,
) -> Contact:
    """Store a contact of a person, in the place of an earlier one of its kind.

    The same value again keeps its confirmation. RefusedError for what is no such contact.
    """
    plain = normal(kind, value)
    if not plain:
        raise RefusedError(Words(FAULTS[kind]))
    key = hash_of(kind, plain)
    known = Contact.objects.select_for_update().filter(person=person, kind=kind).first()
    if known is not None and known.hash == key:
        if confirmed_at is not None and known.confirmed_at is None:
            known.confirmed_at = confirmed_at
            known.save(update_fields=["confirmed_at"])
        return known
    stored, _ = Contact.objects.update_or_create(
        person=person,
        kind=kind,
        defaults={
            "community_id": person.community_id,
            "sealed": encrypt(plain),
            "hash": key,
            "confirmed_at": confirmed_at,
            "created_at": now,
        },
    )
    fact = facts.ContactNoted(person=person.pk, name=person.name, kind=Words(kind.label))
    ledger.record(fact, by=by, now=now, community=person.community_id)
    return stored


@transaction.atomic
def remove(contact: Contact, *, by: Actor, now: datetime) -> None:
    """Delete a contact."""
    person, kind = contact.person, ContactKind(contact.kind)
    fact = facts.ContactRemoved(person=person.pk, name=person.name, kind=Words(kind.label))
    contact.delete()
    ledger.record(fact, by=by, now=now, community=person.community_id)


def masked(contact: Contact) -> str:
    """Return a contact as pages show it: 138****1234; "***" where the key for it is lost."""
    return mask(contact.kind, decrypt(contact.sealed)) or "***"


@transaction.atomic
def reveal(contact: Contact, *, by: Actor, why: str, now: datetime) -> str:
    """Return a contact in full; who looked, when and why is recorded and shown to the member.

    RefusedError without a reason, or where the key is lost.
    """
    reason = " ".join(why.split())[:LONGEST_REASON]
    if len(reason) < SHORTEST_REASON:
        raise RefusedError(Words(NO_REASON))
    plain = decrypt(contact.sealed)
    if not plain:
        raise RefusedError(Words(KEY_LOST))
    person, kind = contact.person, ContactKind(contact.kind)
    ContactLook.objects.create(
        community_id=person.community_id,
        person=person,
        kind=kind,
        by_id=by.id if by.kind is ActorKind.PERSON else None,
        by_name=by.name,
        why=reason,
        at=now,
    )
    fact = facts.ContactLookedAt(person=person.pk, name=person.name, kind=Words(kind.label))
    ledger.record(fact, by=by, now=now, community=person.community_id)
    return plain


# --- reads --------------------------------------------------------------------------------------


def find_same(community: Community, kind: ContactKind, value: str) -> QuerySet[Person]:
    """Return the persons of a community that have this contact; nobody for what is none."""
    key = hash_of(kind, value)
    found = Person.objects.filter(community=community)
    return found.filter(contacts__kind=kind, contacts__hash=key) if key else found.none()


def list_contacts(person: Person) -> QuerySet[Contact]:
    """Return a person's contacts, by their kinds."""
    return Contact.objects.filter(person=person).select_related("person").order_by("kind")


def list_looks(person: Person) -> QuerySet[ContactLook]:
    """Return who looked at a person's contacts, newest first."""
    return ContactLook.objects.filter(person=person)


def in_full(contacts: Iterable[Contact]) -> list[dict[str, object]]:
    """Return contacts with their values: for their own member's export only."""
    return [
        {
            "contact": each.kind,
            "value": decrypt(each.sealed),
            "confirmed_at": each.confirmed_at,
            "created_at": each.created_at,
        }
        for each in contacts
    ]


def forget_looks(community: Community, before: datetime) -> int:
    """Delete what is noted of looks before a time; return how many."""
    return ContactLook.objects.filter(community=community, at__lt=before).delete()[0]

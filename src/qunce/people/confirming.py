"""A new company mailbox counts when the code that was sent to it was entered."""

from datetime import datetime

from django.db import transaction

from qunce.kernel.actors import Actor
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.people import contacts
from qunce.people.domain_own import FAULTS, ContactKind, mask, normal
from qunce.people.models import Contact, ContactChange, Person
from qunce.store import mailed_codes
from qunce.store.secrets import decrypt, encrypt

KIND = ContactKind.WORK_MAIL

NO_CODE = N_("There is no code to enter. Please enter the mailbox first.")


@transaction.atomic
def begin(person: Person, address: str, *, now: datetime) -> str:
    """Keep a mailbox until it is confirmed; return the code to send there.

    An earlier code counts no more. RefusedError for what is no mailbox or got too many codes,
    BusyError for a second code too soon.
    """
    plain = normal(KIND, address)
    if not plain:
        raise RefusedError(Words(FAULTS[KIND]))
    about = {"community_id": person.community_id, "sealed": encrypt(plain)}
    rows = ContactChange.objects.select_for_update()
    change, _ = rows.get_or_create(person=person, kind=KIND, defaults=about)
    mailed_codes.draw(change, now=now, another=decrypt(change.sealed) != plain)
    change.sealed = encrypt(plain)
    change.save()
    return mailed_codes.code_of(change)


def find(person: Person) -> ContactChange | None:
    """Return the mailbox that waits for its code, or None."""
    return ContactChange.objects.filter(person=person, kind=KIND).first()


def masked(change: ContactChange) -> str:
    """Return the mailbox that waits as pages show it."""
    return mask(change.kind, decrypt(change.sealed))


def finish(person: Person, code: str, *, by: Actor, now: datetime) -> Contact:
    """Store the mailbox as confirmed where the code is right; it can be used once.

    RefusedError for a wrong code, one that is too old, or after too many tries.
    """
    change = find(person)
    if change is None:
        raise RefusedError(Words(NO_CODE))
    mailed_codes.enter(change, code, now=now)
    with transaction.atomic():
        if not ContactChange.objects.filter(pk=change.pk, seed=change.seed).delete()[0]:
            raise RefusedError(Words(NO_CODE))
        plain = decrypt(change.sealed)
        return contacts.note(person, KIND, plain, by=by, now=now, confirmed_at=now)

"""A new company mailbox counts when the code that was sent to it was entered."""

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from qunce.kernel.actors import Actor
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.people import contacts
from qunce.people.domain_own import FAULTS, ContactKind, mask, normal
from qunce.people.models import Contact, ContactChange, Person
from qunce.store.secrets import decrypt, encrypt, keyed_hash

KIND = ContactKind.WORK_MAIL
VALID = timedelta(minutes=15)
TRIES = 5
DIGITS = 6

NO_CODE = N_("There is no code to enter. Please enter the mailbox first.")
TOO_OLD = N_("The code is too old. Please ask for a new one.")
TOO_OFTEN = N_("Too many tries with this code. Please ask for a new one.")
WRONG = N_("The code is not right.")


def _digest(person: Person, code: str) -> str:
    return keyed_hash("contact-code", f"{person.pk}:{code}")


@transaction.atomic
def begin(person: Person, address: str, *, now: datetime) -> str:
    """Keep a mailbox until it is confirmed; return the code to send there.

    An earlier code counts no more. RefusedError for what is no mailbox.
    """
    plain = normal(KIND, address)
    if not plain:
        raise RefusedError(Words(FAULTS[KIND]))
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    ContactChange.objects.update_or_create(
        person=person,
        kind=KIND,
        defaults={
            "community_id": person.community_id,
            "sealed": encrypt(plain),
            "code": _digest(person, code),
            "sent_at": now,
            "tries": 0,
        },
    )
    return code


def find(person: Person) -> ContactChange | None:
    """Return the mailbox that waits for its code, or None."""
    return ContactChange.objects.filter(person=person, kind=KIND).first()


def masked(change: ContactChange) -> str:
    """Return the mailbox that waits as pages show it."""
    return mask(change.kind, decrypt(change.sealed))


def finish(person: Person, code: str, *, by: Actor, now: datetime) -> Contact:
    """Store the mailbox as confirmed where the code is right; it can be used once.

    RefusedError for a wrong code, one that is too old, or after too many tries: the tries are
    counted in a transaction of their own.
    """
    change = find(person)
    if change is None:
        raise RefusedError(Words(NO_CODE))
    if now > change.sent_at + VALID:
        raise RefusedError(Words(TOO_OLD))
    counted = ContactChange.objects.filter(pk=change.pk, tries=change.tries, tries__lt=TRIES)
    if not counted.update(tries=change.tries + 1):
        raise RefusedError(Words(TOO_OFTEN))
    if not hmac.compare_digest(change.code, _digest(person, code)):
        raise RefusedError(Words(WRONG))
    with transaction.atomic():
        if not ContactChange.objects.filter(pk=change.pk, code=change.code).delete()[0]:
            raise RefusedError(Words(NO_CODE))
        plain = decrypt(change.sealed)
        return contacts.note(person, KIND, plain, by=by, now=now, confirmed_at=now)

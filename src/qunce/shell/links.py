"""Personal links: one tap logs a person in, on the device that opened the link first.

A link is `/in/<token>/`. The token is signed and dated by Django; it names a person and a
version, and a link of an earlier version is void. On another device it leads to the e-mail code.
"""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction

from qunce.facts.entrance import PersonalLinkIssued, PersonalLinkRevoked
from qunce.kernel.actors import Actor
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people import actions as people
from qunce.people.models import Person
from qunce.shell.models import PersonalLink

SALT = "qunce.personal-link"
TAKEN = N_("%(name)s already logs in with this address.")
NO_ADDRESS = N_("%(name)s has no log-in yet. Enter an e-mail address for them first.")


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=SALT, sep=".")


@transaction.atomic
def issue(person: Person, *, by: Actor, now: datetime) -> str:
    """Return a new link for a person, as a path; all earlier ones become void.

    Raises RefusedError for a person without an account: there would be no way in again.
    """
    if person.account is None:
        raise RefusedError(Words(NO_ADDRESS, {"name": person.name}))
    link, is_new = PersonalLink.objects.get_or_create(
        person=person, defaults={"community_id": person.community_id, "issued_at": now}
    )
    if not is_new:
        link.version += 1
        link.is_open, link.issued_at = True, now
        link.device = link.device_name = ""
        link.bound_at = None
        link.save()
    fact = PersonalLinkIssued(person=person.pk, name=person.name)
    ledger.record(fact, by=by, now=now, community=person.community_id)
    return path_of(link)


@transaction.atomic
def open_account(person: Person, email: str, *, by: Actor, now: datetime) -> None:
    """Note the address with which a person logs in.

    Raises RefusedError where somebody else of the community has it.
    """
    account = people.ensure_account(email)
    others = Person.objects.filter(community_id=person.community_id, account=account)
    if other := others.exclude(pk=person.pk).first():
        raise RefusedError(Words(TAKEN, {"name": other.name}))
    people.correct(person, by=by, now=now, account=account)


@transaction.atomic
def revoke(link: PersonalLink, *, by: Actor, now: datetime) -> None:
    """Make a person's link void, until a new one is issued."""
    PersonalLink.objects.filter(pk=link.pk).update(is_open=False)
    link.is_open = False
    fact = PersonalLinkRevoked(person=link.person_id, name=link.person.name)
    ledger.record(fact, by=by, now=now, community=link.community_id)


def path_of(link: PersonalLink) -> str:
    """Return the link as a path of this site, dated today."""
    return f"/in/{_signer().sign(f'{link.person_id}-{link.version}')}/"


def find(token: str) -> PersonalLink | None:
    """Return the link that a token stands for; None where it is wrong, too old, or void."""
    try:
        value = _signer().unsign(token, max_age=timedelta(days=settings.PERSONAL_LINK_DAYS))
    except signing.BadSignature:
        return None
    person, _, version = value.partition("-")
    found = PersonalLink.objects.select_related("person__account", "community").filter(
        person_id=int(person), version=int(version), is_open=True
    )
    link = found.first()
    account = link.person.account if link is not None else None
    return link if account is not None and account.is_active else None


def digest(device: str) -> str:
    """Return what is stored of a device's cookie: nobody can come in with what the table holds."""
    return hashlib.sha256(device.encode()).hexdigest() if device else ""


def bind(link: PersonalLink, device: str, name: str, *, now: datetime) -> bool:
    """Bind a link to a device, if it is bound to none; say whether it is bound to this one now."""
    PersonalLink.objects.filter(pk=link.pk, version=link.version, device="").update(
        device=digest(device), device_name=name[:200], bound_at=now
    )
    link.refresh_from_db()
    return link.device == digest(device)

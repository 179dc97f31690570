"""Copies of a person's data that an admin hands out, as a link or a file (个人信息保护法 art. 45).

For members without a log-in: whoever has one takes the copy among the own pages.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F, QuerySet

from qunce.facts import people_own as facts
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.contacts import list_contacts, reveal
from qunce.people.domain_own import Check, CopyWay
from qunce.people.models import Community, DataCopy, Person

SALT = "qunce.data-copy"
MOST_FETCHES = 10  # of one link: somebody whose phone does not save it tries again
SHORTEST_REASON = 2
HAS_LOG_IN = N_("%(name)s has a log-in, and takes the copy under \u201cMy data\u201d.")
NO_REASON = N_("Please write how and when the member asked for it.")
NO_COPY = N_("This link is not right, or its copy is gone. Please ask an admin for a new one.")
OVER = N_("This link does not hold any more. Please ask an admin for a new one.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a copy is handed out, how it was asked for, and how the identity was checked.

    `valid` is how long a link holds.
    """

    way: CopyWay
    reason: str
    checked: Check
    valid: timedelta


def _signer() -> Signer:
    return Signer(salt=SALT, sep=".")


@transaction.atomic
def make(person: Person, wanted: Wanted, *, by: Actor, now: datetime) -> DataCopy:
    """Note that a copy is handed out, by a link or as a file.

    In a file an admin could read the contacts: it counts as a look at each of them.
    RefusedError without a reason, and for a person who has a log-in.
    """
    reason = " ".join(wanted.reason.split())[:200]
    if person.account_id is not None:
        raise RefusedError(Words(HAS_LOG_IN, {"name": person.name}))
    if len(reason) < SHORTEST_REASON:
        raise RefusedError(Words(NO_REASON))
    is_file = wanted.way is CopyWay.FILE
    made = DataCopy.objects.create(
        community_id=person.community_id,
        person=person,
        way=wanted.way,
        by_id=by.id if by.kind is ActorKind.PERSON else None,
        by_name=by.name[:80],
        reason=reason,
        checked=wanted.checked,
        made_at=now,
        expires_at=None if is_file else now + wanted.valid,
    )
    if is_file:
        _note_looks(person, reason, by=by, now=now)
    fact = facts.DataCopyMade(
        person=person.pk,
        name=person.name,
        copy=made.pk,
        way=wanted.way,
        how=Words(wanted.way.label),
        checked=Words(wanted.checked.label),
    )
    ledger.record(fact, by=by, now=now, community=person.community_id)
    return made


def _note_looks(person: Person, reason: str, *, by: Actor, now: datetime) -> None:
    for contact in list_contacts(person):
        try:
            reveal(contact, by=by, why=reason, now=now)
        except RefusedError:
            continue  # its key is lost: the file does not hold it either


@transaction.atomic
def fetch(made: DataCopy, *, now: datetime) -> None:
    """Count that a copy was fetched by its link. RefusedError where the link holds no more."""
    rows = DataCopy.objects.filter(pk=made.pk, voided_at=None, expires_at__gt=now)
    held = rows.filter(fetched__lt=MOST_FETCHES)
    if not held.update(fetched=F("fetched") + 1, fetched_at=now):
        raise RefusedError(Words(OVER))
    person = made.person
    fact = facts.DataCopyFetched(person=person.pk, name=person.name, copy=made.pk)
    by = Actor(ActorKind.PERSON, None, person.name)
    ledger.record(fact, by=by, now=now, community=made.community_id)


@transaction.atomic
def void(made: DataCopy, *, by: Actor, now: datetime) -> None:
    """Make a link void; once more changes nothing."""
    if not DataCopy.objects.filter(pk=made.pk, voided_at=None).update(voided_at=now):
        return
    person = made.person
    fact = facts.DataCopyVoided(person=person.pk, name=person.name, copy=made.pk)
    ledger.record(fact, by=by, now=now, community=made.community_id)


def forget(community: Community, before: datetime) -> int:
    """Delete what is noted of copies before a time; return how many."""
    return DataCopy.objects.filter(community=community, made_at__lt=before).delete()[0]


# --- reads --------------------------------------------------------------------------------------


def holds(made: DataCopy, now: datetime) -> bool:
    """Say whether a copy can still be fetched by its link."""
    in_time = made.expires_at is not None and now < made.expires_at
    return in_time and made.voided_at is None and made.fetched < MOST_FETCHES


def list_copies(person: Person) -> QuerySet[DataCopy]:
    """Return the copies of a person's data that admins handed out, newest first."""
    return DataCopy.objects.filter(person=person).select_related("person", "community")


def access(community: Community, pk: int) -> DataCopy:
    """Return a copy of the community, or raise NotFoundError."""
    found = DataCopy.objects.select_related("person").filter(community=community, pk=pk).first()
    if found is None:
        raise NotFoundError(Words(NO_COPY))
    return found


def token_of(made: DataCopy) -> str:
    """Return the signed name of a copy, for its link: the table alone lets nobody in."""
    return _signer().sign(str(made.pk))


def find(token: str) -> DataCopy:
    """Return the copy that a link names, or raise NotFoundError."""
    try:
        pk = int(_signer().unsign(token))
    except (BadSignature, ValueError):
        raise NotFoundError(Words(NO_COPY)) from None
    rows = DataCopy.objects.select_related("person__community", "community")
    made = rows.filter(pk=pk, way=CopyWay.LINK).first()
    if made is None:
        raise NotFoundError(Words(NO_COPY))
    return made

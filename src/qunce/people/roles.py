"""Roles that are offered, accepted, handed over (M14). Only what is accepted counts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from qunce.facts import people as facts
from qunce.kernel.actors import MACHINE, Actor, ActorKind
from qunce.kernel.calendar import local_day
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.options import Section, option
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger import giving
from qunce.people.domain import OFFER, ROLE_NAMES, OfferState, OfferVerb
from qunce.people.models import Appointment, Community, Person, RoleOffer, Shift
from qunce.people.queries import zone_of
from qunce.people.turns import in_turn
from qunce.store.moves import move

OFFER_MAIL = "role_offer"  # the errand that tells somebody of an offer by mail
HOLDS_IT = N_("%(name)s holds this role already.")
ASKED_ALREADY = N_("%(name)s has been asked already and has not answered yet.")
NO_LOG_IN = N_("%(name)s has no log-in yet: whoever holds a role needs an e-mail address.")
NOT_THEIRS = N_("%(name)s does not hold this role (any more).")
TOO_LATE = N_("The offer has expired. Please ask the group owner for a new one.")
NO_OFFER = N_("There is no such offer.")


@dataclass(frozen=True, slots=True)
class Settings:
    """How roles are given."""

    answer_days: int = option(
        7,
        N_("Time to answer"),
        N_("Whoever is asked to take a role on answers within this time; then the offer expires."),
        low=1,
        high=90,
        unit=N_("days"),
    )


SECTION = Section("roles", N_("Roles"), Settings, is_common=True)


def _title(role: str) -> Words:
    return Words(ROLE_NAMES[Role(role)])


def _holds(person: Person, role: str) -> QuerySet[Appointment]:
    return Appointment.objects.filter(person=person, role=role, until__isnull=True)


@transaction.atomic
def offer(
    person: Person,
    role: Role,
    *,
    by: Actor,
    now: datetime,
    days: int,
    predecessor: Person | None = None,
    note: str = "",
) -> RoleOffer:
    """Ask a person to take a role on, within `days`; with a predecessor it is handed over.

    Who has a log-in is told by mail. RefusedError where the person holds it or was asked already,
    and where the predecessor does not hold the role.
    """
    _check_offer(person, role, predecessor)
    made = RoleOffer.objects.create(
        community_id=person.community_id,
        person=person,
        role=role,
        predecessor=predecessor,
        note=note,
        offered_by_id=by.id if by.kind is ActorKind.PERSON else None,
        offered_at=now,
        expires_at=now + timedelta(days=days),
    )
    fact = facts.RoleOffered(person.pk, person.name, role, _title(role))
    entry = ledger.record(fact, by=by, now=now, community=person.community_id)
    if person.account_id is not None:
        ledger.enqueue(
            OFFER_MAIL,
            {"offer": made.pk},
            community=person.community_id,
            now=now,
            key=f"role-offer:{made.pk}",
            entry=entry,
        )
    return made


def _check_offer(person: Person, role: Role, predecessor: Person | None) -> None:
    about = {"name": person.name}
    in_turn(person.community_id)
    if _holds(person, role).exists():
        raise RefusedError(Words(HOLDS_IT, about))
    if predecessor is not None and not _holds(predecessor, role).exists():
        raise RefusedError(Words(NOT_THEIRS, {"name": predecessor.name}))
    if RoleOffer.objects.filter(person=person, role=role, state=OfferState.OPEN).exists():
        raise RefusedError(Words(ASKED_ALREADY, about))


@transaction.atomic
def accept(made: RoleOffer, *, by: Actor, now: datetime, duties: Collection[str] = ()) -> None:
    """Take the role on. What a predecessor had of it goes over: own tasks, and the roster.

    `duties` are the keys of the role's duties. RefusedError where the offer ended or expired,
    where the person could not log in, or where the predecessor has lost the role meanwhile.
    """
    if now >= made.expires_at:
        raise RefusedError(Words(TOO_LATE))
    person, role = made.person, Role(made.role)
    if person.account_id is None:
        raise RefusedError(Words(NO_LOG_IN, {"name": person.name}))
    after = OFFER.after(OfferState(made.state), OfferVerb.ACCEPT)
    move(made, to=after, answered_at=now)
    Appointment.objects.get_or_create(
        person=person,
        role=role,
        until=None,
        defaults={"community_id": made.community_id, "since": now},
    )
    concerned: tuple[int, ...] = (person.pk,)
    tasks = 0
    if made.predecessor is not None:
        concerned = (person.pk, made.predecessor.pk)
        tasks = _succeed(made.predecessor, person, role, now=now, duties=duties)
    fact = facts.RoleAccepted(concerned, person.name, role, _title(role), tasks)
    entry = ledger.record(fact, by=by, now=now, community=made.community_id)
    if made.predecessor is not None:
        old = made.predecessor
        ended = facts.RoleEnded(old.pk, old.name, role, _title(role))
        ledger.record(ended, by=by, now=now, community=made.community_id, cause=entry)


def _succeed(
    old: Person, new: Person, role: Role, *, now: datetime, duties: Collection[str]
) -> int:
    """End the predecessor's role, move own tasks and shifts; return how many tasks."""
    if _holds(old, role).update(until=now) != 1:
        raise RefusedError(Words(NOT_THEIRS, {"name": old.name}))
    past = Q(day__lt=local_day(now, zone_of(new.community)))  # stays what it was
    Shift.objects.filter(~past, person=old, duty__in=duties).update(person=new)
    tasks = ledger.hand_tasks_over(old.pk, new.pk, role)
    if not Appointment.objects.filter(person=old, until__isnull=True).exists():
        giving.return_given(old.pk)
    return tasks


@transaction.atomic
def decline(made: RoleOffer, *, by: Actor, now: datetime, answer: str = "") -> None:
    """Say no to a role."""
    _close(made, OfferVerb.DECLINE, by=by, now=now, answer=answer)


@transaction.atomic
def withdraw(made: RoleOffer, *, by: Actor, now: datetime) -> None:
    """Take an offer back before it was answered."""
    _close(made, OfferVerb.WITHDRAW, by=by, now=now)


def expire(now: datetime) -> None:
    """End the offers that nobody answered in time (a job)."""
    late = RoleOffer.objects.filter(state=OfferState.OPEN, expires_at__lte=now)
    for made in late.select_related("person"):
        with transaction.atomic():
            _close(made, OfferVerb.EXPIRE, by=MACHINE, now=now)


def _close(made: RoleOffer, verb: OfferVerb, *, by: Actor, now: datetime, answer: str = "") -> None:
    after = OFFER.after(OfferState(made.state), verb)
    move(made, to=after, answered_at=now, answer=answer)
    person = made.person
    fact = facts.RoleOfferClosed(
        person.pk, person.name, made.role, after, _title(made.role), Words(after.label)
    )
    ledger.record(fact, by=by, now=now, community=made.community_id)


# --- reads --------------------------------------------------------------------------------------


def list_offers(community: Community, *, now: datetime) -> QuerySet[RoleOffer]:
    """Return the open offers of a community that can still be accepted."""
    found = RoleOffer.objects.filter(community=community, state=OfferState.OPEN, expires_at__gt=now)
    return found.select_related("person", "predecessor", "offered_by", "community").order_by(
        "expires_at"
    )


def list_refused(community: Community, *, since: datetime) -> QuerySet[RoleOffer]:
    """Return the offers that were declined or not answered since a time, newest first."""
    states = (OfferState.DECLINED, OfferState.EXPIRED)
    found = RoleOffer.objects.filter(community=community, state__in=states, answered_at__gte=since)
    return found.select_related("person").order_by("-answered_at", "-id")


def offers_to(person: Person, *, now: datetime) -> QuerySet[RoleOffer]:
    """Return what a person is asked to take on and can still accept."""
    return list_offers(person.community, now=now).filter(person=person)


def access_offer(community: Community, pk: int, person: Person | None = None) -> RoleOffer:
    """Return an offer of the community (made to `person`), or raise NotFoundError."""
    mine = Q() if person is None else Q(person=person)
    found = RoleOffer.objects.filter(mine, community=community, pk=pk)
    made = found.select_related("person", "predecessor", "community").first()
    if made is None:
        raise NotFoundError(Words(NO_OFFER))
    return made


def history(community: Community) -> QuerySet[Appointment]:
    """Return all appointments of a community, ended ones included, newest first."""
    return Appointment.objects.filter(community=community).select_related("person").order_by("-id")

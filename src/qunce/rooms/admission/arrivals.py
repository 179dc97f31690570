"""All writes about arrivals: seats, the waiting list, and the steps that a person ticks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from qunce.chat import abilities
from qunce.facts import arrivals as facts
from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.effects import Capability, LetIn
from qunce.kernel.errors import RefusedError, StaleError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people import actions as people
from qunce.people.domain import MembershipState
from qunce.people.models import Group, Membership, Person
from qunce.people.queries import membership_of
from qunce.rooms.admission import lines
from qunce.rooms.admission.arriving import (
    ARRIVAL,
    SEATED,
    ArrivalVerb,
    Step,
    back_to,
    free_seats,
)
from qunce.rooms.admission.domain import ON_THE_WAY, ArrivalState
from qunce.rooms.admission.models import Application, Arrival
from qunce.rooms.admission.naming import propose
from qunce.rooms.admission.nicknames import record_of
from qunce.store.codecs import decode, encode
from qunce.store.moves import move

WEB = "web"  # the channel on which being a member is being in the chat
OTHER_STEP = N_("Somebody was faster: the next step of %(name)s is “%(step)s” now.")


# --- seats --------------------------------------------------------------------------------------


def seats_of(group: Group) -> int:
    """Return how many seats of a group are free; those on the way in hold one each."""
    members = Membership.objects.filter(group=group, state=MembershipState.ACTIVE)
    inside = members.values("person")
    seated = Arrival.objects.filter(group=group, state__in=SEATED).exclude(person__in=inside)
    return free_seats(group.capacity, members.count(), seated.count())


@transaction.atomic
def expect(
    person: Person,
    group: Group,
    *,
    by: Actor,
    now: datetime,
    application: Application | None = None,
) -> Arrival | None:
    """Send a person who was let in on the way into a group; None who is in it already.

    Where being a member is all, they are in at once; a channel that reviews requests to join
    accepts theirs. By hand they get a seat, or a place at the end of the waiting list.
    """
    group = Group.objects.select_for_update().get(pk=group.pk)  # no two for the last seat
    open_one = Arrival.objects.filter(group=group, person=person, state__in=ON_THE_WAY).first()
    if open_one is not None or _is_in(group, person):
        return open_one
    has_seat = seats_of(group) > 0
    lets_in = Capability.REVIEW_JOINS in abilities.of(group)
    arrival = Arrival.objects.create(
        community_id=group.community_id,
        application=application,
        person=person,
        group=group,
        state=ArrivalState.ADDING if has_seat else ArrivalState.WAITLISTED,
        code_word=application.code_word if application else "",
        created_at=now,
    )
    fact = facts.ArrivalExpected(**_about(arrival), where=group.name, waits=not has_seat)
    effects = [LetIn(group.pk, person.pk, arrival.code_word)] if has_seat and lets_in else []
    ledger.record(fact, by=by, now=now, community=group.community_id, effects=effects)
    if has_seat and group.channel == WEB:
        _enter(arrival, by=by, now=now)
    lines.update(group, now=now)
    return arrival


def _is_in(group: Group, person: Person) -> bool:
    known = membership_of(group, person)
    return known is not None and known.state == MembershipState.ACTIVE


def _enter(arrival: Arrival, *, by: Actor, now: datetime) -> None:
    """Let a person in where nothing has to be done by hand."""
    to = ARRIVAL.after(ArrivalState(arrival.state), ArrivalVerb.ENTER)
    move(arrival, to=to, arrived_at=now)
    _join(arrival, by=by, now=now)


def _join(arrival: Arrival, *, by: Actor, now: datetime) -> bool:
    """Make a member of who arrived; say whether they were none before."""
    if _is_in(arrival.group, arrival.person):
        return False
    nickname = propose(record_of(arrival.person))
    people.join(arrival.group, arrival.person, by=by, now=now, nickname=nickname, way="approved")
    return True


@transaction.atomic
def offer_seats(group: Group, *, now: datetime) -> list[Arrival]:
    """Give free seats to those who have waited longest; return who got one."""
    group = Group.objects.select_for_update().get(pk=group.pk)
    seated = []
    for arrival in lines.waiting_in(group)[: seats_of(group)]:
        move(arrival, to=ARRIVAL.after(ArrivalState(arrival.state), ArrivalVerb.SEAT))
        fact = facts.SeatOffered(**_about(arrival), where=group.name)
        lets_in = Capability.REVIEW_JOINS in abilities.of(group)
        effects = [LetIn(group.pk, arrival.person_id, arrival.code_word)] if lets_in else []
        ledger.record(fact, by=MACHINE, now=now, community=group.community_id, effects=effects)
        if group.channel == WEB:
            _enter(arrival, by=MACHINE, now=now)
        seated.append(arrival)
    if seated:
        lines.update(group, now=now)
    return seated


# --- steps by hand ------------------------------------------------------------------------------


def steps_of(arrival: Arrival) -> list[Step]:
    """Return what was ticked so far, oldest first."""
    return [decode(Step, each) for each in arrival.steps]


def tick_all(
    found: Sequence[Arrival], state: ArrivalState, *, by: Actor, now: datetime
) -> list[Arrival]:
    """Note for many that the step `state` was done; return those for whom another one is next.

    Each has a transaction of its own, and is taken back by itself.
    """
    left = []
    for arrival in found:
        try:
            tick(arrival, state, by=by, now=now)
        except StaleError:
            left.append(arrival)
    return left


@transaction.atomic
def tick(
    arrival: Arrival, state: ArrivalState, *, by: Actor, now: datetime, skipped: bool = False
) -> None:
    """Note that the step `state` was done, or skipped; after the last one they are in the group.

    Raises StaleError where another step is next, because somebody was faster.
    """
    if arrival.state != state:
        raise _stale(arrival)
    to = ARRIVAL.after(state, ArrivalVerb.STEP)
    has_arrived = to is ArrivalState.ARRIVED
    also: dict[str, Any] = {"arrived_at": now} if has_arrived else {}
    _moved(arrival, to, **also)
    joined = has_arrived and _join(arrival, by=by, now=now)
    step = Step(state, by.id, by.name, now, skipped=skipped, joined=joined)
    _keep(arrival, [*steps_of(arrival), step])
    kind = facts.ArrivalStepSkipped if skipped else facts.ArrivalStepped
    fact = kind(**_about(arrival), step=Words(state.label))
    ledger.record(fact, by=by, now=now, community=arrival.community_id)
    lines.update(arrival.group, now=now, by=by)


@transaction.atomic
def undo(arrival: Arrival, *, by: Actor, now: datetime) -> None:
    """Take the last step back; a membership that it made ends. Raises RefusedError without one."""
    steps = steps_of(arrival)
    before = back_to(ArrivalState(arrival.state), steps)
    _moved(arrival, before, arrived_at=None)
    _keep(arrival, steps[:-1])
    member = membership_of(arrival.group, arrival.person)
    if steps[-1].joined and arrival.identity_id is None and member is not None:
        people.leave(member, by=by, now=now)
    fact = facts.ArrivalStepUndone(**_about(arrival), step=Words(before.label))
    ledger.record(fact, by=by, now=now, community=arrival.community_id)
    lines.update(arrival.group, now=now, by=by)


@transaction.atomic
def drop(arrival: Arrival, *, by: Actor, now: datetime) -> None:
    """Give up on somebody who does not come; the seat goes to who waits."""
    _moved(arrival, ARRIVAL.after(ArrivalState(arrival.state), ArrivalVerb.DROP))
    fact = facts.ArrivalDropped(**_about(arrival), where=arrival.group.name)
    ledger.record(fact, by=by, now=now, community=arrival.community_id)
    offer_seats(arrival.group, now=now)
    lines.update(arrival.group, now=now, by=by)


@transaction.atomic
def bring_back(arrival: Arrival, *, by: Actor, now: datetime) -> None:
    """Undo a drop: to the end of the waiting list, and to a seat where one is free.

    Raises RefusedError where the person is on the way into the group again already.
    """
    others = Arrival.objects.filter(group=arrival.group, person=arrival.person)
    if others.filter(state__in=ON_THE_WAY).exists():
        raise RefusedError(
            Words(N_("%(name)s is on the way into this group already."), _n(arrival))
        )
    _moved(arrival, ARRIVAL.after(ArrivalState(arrival.state), ArrivalVerb.RETURN), returned_at=now)
    fact = facts.ArrivalReturned(**_about(arrival), where=arrival.group.name)
    ledger.record(fact, by=by, now=now, community=arrival.community_id)
    offer_seats(arrival.group, now=now)
    lines.update(arrival.group, now=now, by=by)


def _n(arrival: Arrival) -> Mapping[str, str]:
    return {"name": arrival.person.name}


def _moved(arrival: Arrival, to: ArrivalState, **also: Any) -> None:
    """Change the state, or say who was faster and what is next now."""
    try:
        move(arrival, to=to, **also)
    except StaleError:
        arrival.refresh_from_db()
        raise _stale(arrival) from None


def _stale(arrival: Arrival) -> StaleError:
    label = ArrivalState(arrival.state).label
    return StaleError(Words(OTHER_STEP, {"name": arrival.person.name, "step": Words(label)}))


def _keep(arrival: Arrival, steps: list[Step]) -> None:
    arrival.steps = [encode(step) for step in steps]
    arrival.save(update_fields=["steps"])


def _about(arrival: Arrival) -> dict[str, Any]:
    return {
        "person": arrival.person_id,
        "group": arrival.group_id,
        "name": arrival.person.name,
    }

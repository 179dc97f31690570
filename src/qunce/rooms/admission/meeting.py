"""Who appears in a group is matched to who was let in; what is unclear is a task (M07)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from qunce.chat import abilities
from qunce.chat.models import Message
from qunce.facts.admission import NewcomerWelcomed
from qunce.facts.arrivals import NewcomerRecognised
from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.effects import Capability, SendText
from qunce.kernel.errors import RefusedError, StaleError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger import queries as record
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task
from qunce.ledger.wording import fact_key
from qunce.people import actions as people
from qunce.people.domain import MembershipState
from qunce.people.identify import HOUSE
from qunce.people.models import Group, Identity, Membership, Nickname, Person
from qunce.people.queries import membership_of
from qunce.playbook.queries import effective
from qunce.rooms.admission import lines
from qunce.rooms.admission.arrivals import steps_of
from qunce.rooms.admission.arriving import ARRIVAL, ArrivalVerb
from qunce.rooms.admission.domain import ON_THE_WAY, ArrivalState, Settings, welcome_words
from qunce.rooms.admission.matching import Expected, Ground, Newcomer, ground_of, match
from qunce.rooms.admission.models import Arrival
from qunce.rooms.admission.naming import propose
from qunce.rooms.admission.nicknames import asked_to_mend, record_of
from qunce.store import secrets
from qunce.store.moves import move

LOOK_BACK = timedelta(days=60)  # so long somebody who was ticked in may be recognised later
AHEAD = timedelta(minutes=30)  # the clocks of phones and of exports differ a little
MOST_TEXTS = 2000  # newest texts of newcomers in which code words are looked for
WHO_IS_IT = N_("“%(nickname)s” appeared in %(group)s: is it %(name)s?")
SAID_ALREADY = N_("It is already said: “%(nickname)s” is %(name)s.")
WITHIN = timedelta(hours=24)


def expected_in(group: Group, now: datetime) -> list[Arrival]:
    """Return who may appear in a group: on the way, or ticked as arrived and not seen yet."""
    unseen = Q(state=ArrivalState.ARRIVED, identity=None, arrived_at__gte=now - LOOK_BACK)
    found = Arrival.objects.filter(Q(state__in=ON_THE_WAY) | unseen, group=group)
    found = found.filter(identity=None).exclude(group__channel="web")
    return list(found.select_related("person", "group", "application").order_by("id"))


@transaction.atomic
def sweep(group: Group, *, now: datetime) -> int:
    """Match newcomers of a group to those who are expected; return how many were recognised."""
    met = _meet_known(group, expected_in(group, now), now=now)
    waiting = expected_in(group, now)
    if not waiting:
        return met
    known = {each.pk: each for each in waiting}
    identities = _newcomers(group, waiting)
    found = match([_expected(each) for each in waiting], _as_seen(identities, waiting))
    named = {each.pk: each for each in identities}
    for one in found.sure:
        recognise(known[one.arrival], named[one.identity], one.ground, by=MACHINE, now=now)
    for doubt in found.doubts:
        _ask(group, named[doubt.identity], known[doubt.arrivals[0]], now=now)
    return met + len(found.sure)


def _newcomers(group: Group, waiting: Sequence[Arrival]) -> list[Identity]:
    """Return who was never seen before the first of them was let in, and has no log-in."""
    since = min(each.created_at for each in waiting) - AHEAD
    before = Nickname.objects.filter(group=group, first_seen__lt=since).values("identity")
    taken = Arrival.objects.filter(group=group, identity__isnull=False).values("identity")
    found = Identity.objects.filter(group=group, created_at__gte=since)
    found = found.exclude(external=HOUSE).exclude(pk__in=taken).exclude(pk__in=before)
    found = found.exclude(person__in=[each.person_id for each in waiting])
    return list(found.filter(person__account=None).select_related("person").order_by("id"))


def _meet_known(group: Group, waiting: Sequence[Arrival], *, now: datetime) -> int:
    """Recognise those who came in under a name or an account that is theirs already."""
    met = 0
    for arrival in waiting:
        seen = Nickname.objects.filter(
            group=group,
            identity__person=arrival.person_id,
            last_seen__gte=arrival.created_at - AHEAD,
        )
        nickname = seen.select_related("identity__person").order_by("-last_seen").first()
        member = membership_of(group, arrival.person)
        if nickname and member and member.state == MembershipState.ACTIVE:
            recognise(arrival, nickname.identity, Ground.ACCOUNT, by=MACHINE, now=now)
            met += 1
    return met


def _expected(arrival: Arrival) -> Expected:
    application = arrival.application
    wechat = secrets.decrypt(application.wechat) if application and application.wechat else ""
    told = record_of(arrival.person)
    return Expected(arrival.pk, told, (propose(told),), wechat, arrival.code_word)


def _as_seen(identities: Sequence[Identity], waiting: Sequence[Arrival]) -> list[Newcomer]:
    since = min(each.created_at for each in waiting) - AHEAD
    texts = Message.objects.filter(author__in=identities, sent_at__gte=since)
    said: dict[int, list[str]] = {each.pk: [] for each in identities}
    rows = texts.order_by("-id").values_list("author_id", "text")[:MOST_TEXTS]
    for author, text in rows:
        if author is not None:
            said[author].append(text)
    return [
        Newcomer(each.pk, each.name, each.external, tuple(said[each.pk])) for each in identities
    ]


# --- it is they ---------------------------------------------------------------------------------


@transaction.atomic
def recognise(
    arrival: Arrival, identity: Identity, ground: Ground, *, by: Actor, now: datetime
) -> None:
    """Say that an identity in the group is who was let in: one person, one membership.

    What was made for an unknown name goes over to the person's record. Raises RefusedError where
    both have a log-in, StaleError where somebody has said meanwhile who it is.
    """
    _still_open(arrival, identity)
    was_welcomed = _was_welcomed(arrival, identity)
    _become_one(identity, arrival.person, by=by, now=now)
    _be_member(arrival, identity, now=now)
    state = ArrivalState(arrival.state)
    also: dict[str, Any] = {"identity_id": identity.pk}
    if state is ArrivalState.ARRIVED:
        Arrival.objects.filter(pk=arrival.pk).update(**also)
    elif was_welcomed or _welcome(arrival, identity, now=now):
        _go(arrival, ArrivalVerb.ENTER, arrived_at=now, **also)
    elif state is ArrivalState.WELCOMING:
        Arrival.objects.filter(pk=arrival.pk).update(**also)
    else:
        _go(arrival, ArrivalVerb.APPEAR, **also)
    arrival.identity_id = identity.pk
    fact = NewcomerRecognised(
        person=arrival.person_id,
        group=arrival.group_id,
        identity=identity.pk,
        name=arrival.person.name,
        nickname=identity.name,
        ground=Words(ground.label),
    )
    ledger.record(fact, by=by, now=now, community=arrival.community_id)
    _end_question(identity, by=by, now=now)
    lines.update(arrival.group, now=now, by=by)


def who_is(identity: Identity) -> Arrival | None:
    """Return the way in by which it is known who an identity is; None as long as it is asked."""
    ways = Arrival.objects.filter(identity=identity).select_related("person", "group")
    return ways.order_by("-id").first()


def _still_open(arrival: Arrival, identity: Identity) -> None:
    """See to it that two answers at once do not make one of two people."""
    Identity.objects.select_for_update().get(pk=identity.pk)
    known = Arrival.objects.filter(identity=identity).exclude(person=arrival.person_id)
    taken = known.select_related("person").first()
    if taken is not None:
        about = {"nickname": identity.name, "name": taken.person.name}
        raise StaleError(Words(SAID_ALREADY, about))
    arrival.refresh_from_db(fields=["state", "identity"])
    if arrival.identity_id not in {None, identity.pk}:
        seen = Identity.objects.get(pk=arrival.identity_id)
        about = {"nickname": seen.name, "name": arrival.person.name}
        raise StaleError(Words(SAID_ALREADY, about))


def _welcome(arrival: Arrival, identity: Identity, *, now: datetime) -> bool:
    """Welcome who came in where the channel can speak; say whether it can."""
    group = arrival.group
    if Capability.SEND not in abilities.of(group):
        return False
    settings = effective(group.community_id, Settings, group.pk)
    words = asked_to_mend(welcome_words(settings, identity.name), identity.name, arrival.person)
    effects = [SendText(group.pk, words)]
    fact = NewcomerWelcomed(person=arrival.person_id, group=group.pk, name=arrival.person.name)
    ledger.record(fact, by=MACHINE, now=now, community=group.community_id, effects=effects)
    return True


def _go(arrival: Arrival, verb: ArrivalVerb, **also: Any) -> None:
    move(arrival, to=ARRIVAL.after(ArrivalState(arrival.state), verb), **also)


def _become_one(identity: Identity, person: Person, *, by: Actor, now: datetime) -> None:
    other = identity.person
    if other is None:
        people.settle(identity, person, by=by, now=now)
    elif other.pk != person.pk:
        people.merge(other, person, by=by, now=now)
        identity.refresh_from_db()


def _be_member(arrival: Arrival, identity: Identity, *, now: datetime) -> None:
    """See to it that the person is a member; the name shown is the nickname."""
    member, is_new = Membership.objects.get_or_create(
        group=arrival.group,
        person=arrival.person,
        defaults={
            "community_id": arrival.community_id,
            "nickname": identity.name,
            "joined_at": now,
        },
    )
    if not is_new and member.nickname != identity.name:
        member.nickname = identity.name
        member.save(update_fields=["nickname"])


def _was_welcomed(arrival: Arrival, identity: Identity) -> bool:
    """Say whether the newcomer was welcomed before it was clear who it is."""
    if identity.person_id in {None, arrival.person_id}:
        return False
    about = record.list_entries_about(arrival.community_id, "person", identity.person_id or 0)
    return about.filter(fact=fact_key(NewcomerWelcomed)).exists()


# --- who is it? ---------------------------------------------------------------------------------


def _ask(group: Group, identity: Identity, likeliest: Arrival, *, now: datetime) -> None:
    """Put the question on the desk, once for each name that appeared."""
    about = {"nickname": identity.name, "group": group.name, "name": likeliest.person.name}
    draft = TaskDraft(
        community=group.community_id,
        kind=lines.MEET,
        title=Words(WHO_IS_IT, about),
        role=Role.OPS,
        key=f"{lines.MEET}:{identity.pk}",
        due=now + WITHIN,
        link=f"/c/{group.community.key}/newcomers/{identity.pk}/",
        subjects=(("identity", identity.pk), ("group", group.pk)),
    )
    ledger.open_task(draft, now=now)


def _end_question(identity: Identity, *, by: Actor, now: datetime) -> None:
    task = Task.objects.filter(key=f"{lines.MEET}:{identity.pk}", state=TaskState.OPEN).first()
    if task is not None:
        ledger.finish_task(task, by=by, now=now)


@transaction.atomic
def is_nobody(identity: Identity, *, by: Actor, now: datetime) -> None:
    """Say that an identity is none of those who are expected; it is not asked again."""
    task = Task.objects.filter(key=f"{lines.MEET}:{identity.pk}", state=TaskState.OPEN).first()
    if task is None:
        raise RefusedError(Words(N_("It is already said who this is.")))
    ledger.skip_task(task, by=by, now=now)


def candidates(
    group: Group, identity: Identity, now: datetime
) -> list[tuple[Arrival, Ground | None]]:
    """Return who an identity could be and why, the likeliest first; then all who are expected."""
    waiting = expected_in(group, now)
    if not waiting:
        return []
    (seen,) = _as_seen([identity], waiting)
    grounds = {each.pk: ground_of(_expected(each), seen) for each in waiting}
    ordered = sorted(waiting, key=lambda each: (grounds[each.pk] or Ground.SAID, each.pk))
    return [(each, grounds[each.pk]) for each in ordered]


def welcomes_itself(group: Group, person: int) -> bool:
    """Say whether somebody's welcome stands in the chain of steps already."""
    ways = Arrival.objects.filter(group=group, person=person).exclude(state=ArrivalState.DROPPED)
    return any(each.state != ArrivalState.ARRIVED or steps_of(each) for each in ways)

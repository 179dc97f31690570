"""All writes to people: one verb, one function, one transaction, one entry."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from qunce.facts import people as facts
from qunce.facts.base import Fact
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger import giving
from qunce.ledger.contracts import Happened, TaskDraft
from qunce.people.domain import (
    MEMBERSHIP,
    ROLE_NAMES,
    GroupKind,
    MembershipState,
    MembershipVerb,
    read_nickname,
)
from qunce.people.doubts import put_in_doubt
from qunce.people.handover import hand_over
from qunce.people.models import (
    Account,
    Appointment,
    Community,
    Group,
    Identity,
    Membership,
    Person,
)
from qunce.people.owners import is_last_owner, refuse_last_owner
from qunce.store.moves import move

MANY = 200  # rows in one statement


@transaction.atomic
def found_community(
    key: str, name: str, *, zone: str, by: Actor, now: datetime, is_demo: bool = False
) -> Community:
    """Store a community; RefusedError where the key is taken."""
    if Community.objects.filter(key=key).exists():
        msgid = N_("The key “%(key)s” is taken. Choose another one.")
        raise RefusedError(Words(msgid, {"key": key}))
    community = Community.objects.create(
        key=key, name=name, zone=zone, created_at=now, is_demo=is_demo
    )
    ledger.record(facts.CommunityFounded(name=name), by=by, now=now, community=community)
    return community


@transaction.atomic
def open_group(community: Community, key: str, *, by: Actor, now: datetime, **about: Any) -> Group:
    """Store a group; `about` holds name, kind, channel and what else the table has.

    RefusedError where the key is taken in this community.
    """
    if Group.objects.filter(community=community, key=key).exists():
        msgid = N_("The key “%(key)s” is taken. Choose another one.")
        raise RefusedError(Words(msgid, {"key": key}))
    kind = GroupKind(about.pop("kind", GroupKind.GENERAL))
    group = Group.objects.create(community=community, key=key, kind=kind, created_at=now, **about)
    fact = facts.GroupOpened(group=group.pk, name=group.name, kind=kind, channel=group.channel)
    ledger.record(fact, by=by, now=now, community=community)
    return group


@transaction.atomic
def change_group(group: Group, *, by: Actor, now: datetime, **changes: Any) -> None:
    """Set fields of a group, archiving included."""
    for name, value in changes.items():
        setattr(group, name, value)
    group.save(update_fields=list(changes))
    fact = facts.GroupChanged(group=group.pk, name=group.name)
    ledger.record(fact, by=by, now=now, community=group.community_id)


@transaction.atomic
def enrol(community: Community, name: str, *, now: datetime, **about: Any) -> Person:
    """Store a person of a community (company, position, years, tier, account …)."""
    if about.get("years") is not None:
        about.setdefault("years_on", now.date())
    return Person.objects.create(community=community, name=name, created_at=now, **about)


def enrol_all(
    community: Community, told: Iterable[Mapping[str, Any]], *, now: datetime
) -> list[Person]:
    """Store many persons of a community (name, company …), in the order told."""
    persons = [Person(community=community, created_at=now, **about) for about in told]
    for person in persons:
        if person.years is not None:
            person.years_on = now.date()
    return Person.objects.bulk_create(persons, batch_size=MANY)


@transaction.atomic
def enter(
    community: Community,
    name: str,
    groups: Sequence[Group],
    *,
    by: Actor,
    now: datetime,
    **about: Any,
) -> Person:
    """Store a person whom an admin enters by hand, with the groups they are in already."""
    person = enrol(community, name, now=now, **about)
    fact = facts.PersonEntered(person=person.pk, name=person.name)
    ledger.record(fact, by=by, now=now, community=community)
    for group in groups:
        Membership.objects.create(
            community=community, group=group, person=person, joined_at=now, nickname=""
        )
    return person


@transaction.atomic
def join(
    group: Group, person: Person, *, by: Actor, now: datetime, nickname: str = "", way: str = ""
) -> Membership:
    """Put a person into a group, or back into it. Joining twice changes nothing."""
    membership, is_new = Membership.objects.get_or_create(
        group=group,
        person=person,
        defaults={"community_id": group.community_id, "joined_at": now, "nickname": nickname},
    )
    if not is_new:
        state = MembershipState(membership.state)
        if state is MembershipState.ACTIVE:
            return membership
        back = MEMBERSHIP.after(state, MembershipVerb.REJOIN)
        move(membership, to=back, joined_at=now, left_at=None)
    fact = facts.MemberJoined(person=person.pk, group=group.pk, name=person.name, way=way)
    ledger.record(fact, by=by, now=now, community=group.community_id)
    return membership


@transaction.atomic
def readmit(
    group: Group, person: Person, *, by: Actor, now: datetime, nickname: str = ""
) -> Membership:
    """Put somebody back who should not have been removed: a member as long as before.

    Who was not removed is left alone, who never was a member joins.
    """
    membership = Membership.objects.filter(group=group, person=person).first()
    if membership is None or membership.state == MembershipState.ACTIVE:
        return join(group, person, by=by, now=now, nickname=nickname, way=facts.RETURNED)
    back = MEMBERSHIP.after(MembershipState(membership.state), MembershipVerb.REJOIN)
    move(membership, to=back, left_at=None)
    fact = facts.MemberJoined(
        person=person.pk, group=group.pk, name=person.name, way=facts.RETURNED
    )
    ledger.record(fact, by=by, now=now, community=group.community_id)
    return membership


@transaction.atomic
def leave(
    membership: Membership,
    *,
    by: Actor,
    now: datetime,
    removed: bool = False,
    cause: int | None = None,
) -> None:
    """End a membership: the member left, or was removed.

    RefusedError for the last owner; what has happened on a platform is a fact and an urgent task.
    """
    if by.kind is not ActorKind.PLATFORM:
        refuse_last_owner(membership.person)
    verb = MembershipVerb.REMOVE if removed else MembershipVerb.LEAVE
    after = MEMBERSHIP.after(MembershipState(membership.state), verb)
    move(membership, to=after, left_at=now)
    fact = facts.MemberLeft(
        person=membership.person_id,
        group=membership.group_id,
        name=membership.person.name,
        removed=removed,
    )
    ledger.record(fact, by=by, now=now, community=membership.community_id, cause=cause)
    if is_last_owner(membership.person):
        _ask_for_successor(membership, by=by, now=now)


def _ask_for_successor(membership: Membership, *, by: Actor, now: datetime) -> None:
    """Put on the desk that the only owner is not in a group any more."""
    person, group = membership.person, membership.group
    fact = facts.LastOwnerLeft(person=person.pk, group=group.pk, name=person.name)
    entry = ledger.record(fact, by=by, now=now, community=membership.community_id)
    about = {"name": person.name, "group": group.name}
    draft = TaskDraft(
        community=membership.community_id,
        kind="successor",
        title=Words(N_("%(name)s left %(group)s: the group has no owner in it"), about),
        hint=Words(N_("Bring the owner back into the group, or hand the role over.")),
        role=Role.OWNER,
        key=f"successor:{entry.pk}",
        urgent=True,
        subjects=(("person", person.pk), ("group", group.pk)),
    )
    ledger.open_task(draft, now=now, entry=entry)


@transaction.atomic
def mute(
    membership: Membership,
    until: datetime | None,
    *,
    by: Actor,
    now: datetime,
    cause: int | None = None,
) -> None:
    """Let a member of a group not speak until a time, or (None) speak again."""
    membership.muted_until = until
    membership.save(update_fields=["muted_until"])
    person, group, name = membership.person_id, membership.group_id, membership.person.name
    fact: Fact = facts.MemberUnmuted(person, group, name)
    if until is not None:
        fact = facts.MemberMuted(person, group, name, until.isoformat(timespec="minutes"))
    ledger.record(fact, by=by, now=now, community=membership.community_id, cause=cause)


@transaction.atomic
def appoint(person: Person, role: Role, *, by: Actor, now: datetime) -> Appointment:
    """Give a person a role of the manual (M14). Giving it twice changes nothing."""
    held, is_new = Appointment.objects.get_or_create(
        person=person,
        role=role,
        until=None,
        defaults={"community_id": person.community_id, "since": now},
    )
    if is_new:
        fact = facts.RoleGiven(person.pk, person.name, role, Words(ROLE_NAMES[Role(role)]))
        ledger.record(fact, by=by, now=now, community=person.community_id)
    return held


@transaction.atomic
def dismiss(appointment: Appointment, *, by: Actor, now: datetime) -> None:
    """End a role; RefusedError for the last owner of a community.

    What the person had taken on in the role goes back to all who hold it.
    """
    if appointment.role == Role.OWNER:
        refuse_last_owner(appointment.person)
    appointment.until = now
    appointment.save(update_fields=["until"])
    person = appointment.person
    ledger.hand_tasks_over(person.pk, None, Role(appointment.role))
    if not Appointment.objects.filter(person=person, until__isnull=True).exists():
        giving.return_given(person.pk)
    title = Words(ROLE_NAMES[Role(appointment.role)])
    fact = facts.RoleEnded(person.pk, person.name, appointment.role, title)
    ledger.record(fact, by=by, now=now, community=appointment.community_id)


@transaction.atomic
def correct(person: Person, *, by: Actor, now: datetime, **changes: Any) -> None:
    """Set fields of a person's record by hand; the entry names the fields, not the values."""
    changed = _set(person, changes, now)
    if changed:
        person.save(update_fields=changed)
        fact = _corrected(person, changed)
        ledger.record(fact, by=by, now=now, community=person.community_id)


@transaction.atomic
def correct_all(
    wanted: Sequence[tuple[Person, Mapping[str, Any]]], *, by: Actor, now: datetime
) -> None:
    """Set fields of many persons' records of one community; each has an entry of its own."""
    done = [(person, _set(person, changes, now)) for person, changes in wanted]
    done = [(person, changed) for person, changed in done if changed]
    if not done:
        return
    names = sorted({name for _, changed in done for name in changed})
    Person.objects.bulk_update([person for person, _ in done], names, batch_size=MANY)
    happened = [Happened(_corrected(person, changed)) for person, changed in done]
    ledger.record_all(happened, by=by, now=now, community=done[0][0].community_id)


def _set(person: Person, changes: Mapping[str, Any], now: datetime) -> list[str]:
    """Set what differs, and return the names of all fields that have to be stored."""
    changed = [name for name, value in changes.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, changes[name])
    if "years" in changed:
        person.years_on = now.date()
        changed.append("years_on")
    return changed


def _corrected(person: Person, changed: Sequence[str]) -> Fact:
    told = tuple(name for name in changed if name != "years_on")
    return facts.PersonCorrected(person=person.pk, name=person.name, fields=told)


def ensure_account(email: str) -> Account:
    """Return the account of an address, making one that logs in by code where there is none."""
    found = Account.objects.filter(email=email.strip().lower()).first()
    return found or Account.objects.create_user(email.strip())


@transaction.atomic
def settle(identity: Identity, person: Person | None, *, by: Actor, now: datetime) -> Person:
    """Say who an unclear identity is: a person of the community, or (None) somebody new.

    What is said under that name later is theirs as well. The person is put into the identity's
    group. Raises RefusedError where it is settled already.
    """
    if identity.person_id is not None:
        raise RefusedError(Words(N_("It is already said who this is.")))
    if person is None:
        parts = read_nickname(identity.name)
        person = Person.objects.create(
            community_id=identity.community_id,
            name=parts.name or identity.name,
            company=parts.company,
            position=parts.position,
            created_at=now,
        )
    identity.person, identity.settled_at = person, now
    identity.save(update_fields=["person", "settled_at"])
    if identity.group is not None:
        Membership.objects.get_or_create(
            group=identity.group,
            person=person,
            defaults={"community_id": identity.community_id, "nickname": identity.name},
        )
    fact = facts.IdentitySettled(
        person=person.pk, identity=identity.pk, name=person.name, nickname=identity.name
    )
    ledger.record(fact, by=by, now=now, community=identity.community_id)
    return person


@transaction.atomic
def unsettle(identity: Identity, *, by: Actor, now: datetime) -> None:
    """Take back who a name is: it is unclear again, with all that was said under it.

    Whom only this name made a member leaves the list of members. Raises RefusedError where nobody
    has decided it.
    """
    person, group = identity.person, identity.group
    if identity.settled_at is None or person is None or group is None:
        raise RefusedError(Words(N_("Nobody has decided who this is.")))
    identity.settled_at = None
    identity.save(update_fields=["settled_at"])
    put_in_doubt(group, identity)
    fact = facts.IdentityUnsettled(
        person=person.pk, identity=identity.pk, name=person.name, nickname=identity.name
    )
    ledger.record(fact, by=by, now=now, community=identity.community_id)


@transaction.atomic
def merge(person: Person, into: Person, *, by: Actor, now: datetime) -> None:
    """Make one of two records of the same human being; `person` is gone afterwards.

    Identities, memberships and roles go over; what `into` has not told yet is taken from
    `person`. Raises RefusedError for one and the same record, two communities, two accounts, or
    where the last owner's record would go: it is the one that stays.
    """
    if person.pk == into.pk or person.community_id != into.community_id:
        raise RefusedError(Words(N_("Choose two records of one community.")))
    if person.account_id and into.account_id:
        raise RefusedError(Words(N_("Both have a log-in: they cannot be made one.")))
    refuse_last_owner(person)
    Identity.objects.filter(person=person).update(person=into)
    there = Membership.objects.filter(person=into).values("group")
    Membership.objects.filter(person=person).exclude(group__in=there).update(person=into)
    held = Appointment.objects.filter(person=into, until__isnull=True).values("role")
    Appointment.objects.filter(person=person).exclude(role__in=held).update(person=into)
    hand_over(person, into)
    ledger.hand_tasks_over(person.pk, into.pk)
    account, person.account = person.account, None
    person.save(update_fields=["account"])
    into.account = into.account or account
    if into.years is None:
        into.years_on = person.years_on
    told = ("company", "position", "function", "city", "gives", "seeks", "years", "tier", "note")
    for name in told:
        setattr(into, name, getattr(into, name) or getattr(person, name))
    into.save()
    fact = facts.PersonsMerged(person=(person.pk, into.pk), name=into.name)
    ledger.record(fact, by=by, now=now, community=into.community_id)
    person.delete()

"""Joins and leaves that a channel tells or that are mined from an export's system lines."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max

from qunce.kernel.actors import PLATFORM
from qunce.kernel.incoming import Movement, MovementKind
from qunce.people import actions as people
from qunce.people.domain import MEMBERSHIP, MembershipState, MembershipVerb
from qunce.people.identify import Recognised
from qunce.people.models import Group, Membership, Nickname, Person
from qunce.store.moves import move


def apply(group: Group, movements: Iterable[Movement], who: Recognised, *, live: bool) -> int:
    """Bring memberships up to date, oldest first; return how many were changed.

    Live ones are facts of the ledger; those of history only correct the list: what came later,
    or somebody who spoke later, is not undone by it. Who is unclear is left out.
    """
    changed = 0
    for each in sorted(movements, key=lambda movement: movement.at):
        identity = who.identities.get(each.speaker)
        if identity is None or identity.person is None:
            continue
        step = _follow if live else _correct
        changed += step(group, identity.person, each)
    return changed


def _follow(group: Group, person: Person, movement: Movement) -> bool:
    """Record a movement that has just happened."""
    if movement.kind is MovementKind.JOINED:
        people.join(
            group,
            person,
            by=PLATFORM,
            now=movement.at,
            nickname=movement.speaker.name,
            way=movement.way,
        )
        return True
    member = Membership.objects.filter(
        group=group, person=person, state=MembershipState.ACTIVE
    ).first()
    if member is None:
        return False
    removed = movement.kind is MovementKind.REMOVED
    people.leave(member, by=PLATFORM, now=movement.at, removed=removed)
    return True


def _correct(group: Group, person: Person, movement: Movement) -> bool:
    """Enter a movement of the past into the list of members."""
    has_joined = movement.kind is MovementKind.JOINED
    verb = MembershipVerb.REMOVE if movement.kind is MovementKind.REMOVED else MembershipVerb.LEAVE
    gone = MEMBERSHIP.after(MembershipState.ACTIVE, verb)
    member, is_new = Membership.objects.get_or_create(
        group=group,
        person=person,
        defaults={
            "community_id": group.community_id,
            "nickname": movement.speaker.name,
            "state": MembershipState.ACTIVE if has_joined else gone,
            "joined_at": movement.at if has_joined else None,
            "left_at": None if has_joined else movement.at,
        },
    )
    if is_new:
        return True
    if has_joined:
        return _enter_join(member, movement.at)
    if member.state != MembershipState.ACTIVE or _was_there_after(member, movement.at):
        return False
    move(member, to=gone, left_at=movement.at)
    return True


def _enter_join(member: Membership, at: datetime) -> bool:
    """Enter a join: the newest one counts, and it ends an absence that began before it."""
    if member.joined_at is not None and member.joined_at >= at:
        return False
    state = MembershipState(member.state)
    if state is MembershipState.ACTIVE:
        member.joined_at = at
        member.save(update_fields=["joined_at"])
    elif member.left_at is not None and member.left_at < at:
        back = MEMBERSHIP.after(state, MembershipVerb.REJOIN)
        move(member, to=back, joined_at=at, left_at=None)
    return True


def _was_there_after(member: Membership, at: datetime) -> bool:
    """Say whether the member joined or spoke after a time."""
    if member.joined_at is not None and member.joined_at > at:
        return True
    seen = Nickname.objects.filter(group_id=member.group_id, identity__person=member.person_id)
    last: datetime | None = seen.aggregate(last=Max("last_seen"))["last"]
    return last is not None and last > at

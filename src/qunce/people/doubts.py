"""Whom a bare name means: one person, whoever somebody decided, or nobody for certain."""

from collections.abc import Collection

from qunce.people.domain import MEMBERSHIP, MembershipState, MembershipVerb
from qunce.people.models import Group, Identity, Membership
from qunce.store.moves import move


def decided(holders: Collection[Identity]) -> Identity | None:
    """Return the name of which somebody has decided whom it means.

    The latest decision counts, until an account of that name comes that was not known then.
    """
    accounts = [each.created_at for each in holders if each.external]
    found = [
        (each.settled_at, each.pk, each)
        for each in holders
        if each.settled_at is not None
        and each.person_id is not None
        and all(at <= each.settled_at for at in accounts)
    ]
    return max(found)[2] if found else None


def clear(holders: Collection[Identity]) -> Identity | None:
    """Return the identity to use where all holders of a name are one person."""
    held = [each for each in holders if each.person_id is not None]
    if len({each.person_id for each in held}) != 1:
        return None
    return min(held, key=lambda each: (not each.external, each.pk))


def put_in_doubt(group: Group, identity: Identity) -> None:
    """Take the person from a name that turns out to be carried by several accounts.

    The person stays in the record; if this name was all there was, they leave the list of
    members until it is decided who it is.
    """
    person = identity.person
    identity.person = None
    identity.save(update_fields=["person"])
    if person is None or person.account_id or person.identities.exists():
        return
    membership = Membership.objects.filter(group=group, person=person).first()
    if membership is not None and membership.state == MembershipState.ACTIVE:
        left = MEMBERSHIP.after(MembershipState.ACTIVE, MembershipVerb.LEAVE)
        move(membership, to=left)

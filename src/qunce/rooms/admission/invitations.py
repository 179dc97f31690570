"""All writes about invitations, and whether one holds (M03)."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from qunce.facts import admission as facts
from qunce.kernel.actors import Actor
from qunce.kernel.errors import NotAllowedError, RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.models import Group, Person
from qunce.people.queries import roles_of
from qunce.playbook.queries import effective
from qunce.rooms.admission.domain import Applying
from qunce.rooms.admission.finding import count_uses, is_member
from qunce.rooms.admission.models import Invitation

NOT_YOU = N_("Invitations are made by admins here. Tell them whom you would like to bring.")
NO_MEMBER = N_("Only members can invite.")
TOO_MANY = N_("An invitation of a member is good for %(most)s people at most.")
TOO_LONG = N_("An invitation of a member is good for %(days)s days at most.")


class Validity(StrEnum):
    """Whether an invitation can be used."""

    HOLDS = "holds"
    EXPIRED = "expired"
    REVOKED = "revoked"
    USED_UP = "used_up"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return VALIDITY_LABELS[self]


VALIDITY_LABELS = {
    Validity.HOLDS: N_("Can be used"),
    Validity.EXPIRED: N_("Expired"),
    Validity.REVOKED: N_("Revoked"),
    Validity.USED_UP: N_("Used up"),
}

WORDS = {
    Validity.EXPIRED: N_("This invitation has expired. Ask whoever invited you for a new one."),
    Validity.REVOKED: N_("This invitation was taken back. Ask whoever invited you."),
    Validity.USED_UP: N_("All places of this invitation are taken. Ask whoever invited you."),
}


def validity(invitation: Invitation, now: datetime) -> Validity:
    """Say whether an invitation can be used now."""
    if invitation.revoked_at is not None:
        return Validity.REVOKED
    if invitation.expires_at is not None and invitation.expires_at <= now:
        return Validity.EXPIRED
    if invitation.quota is not None and count_uses(invitation) >= invitation.quota:
        return Validity.USED_UP
    return Validity.HOLDS


def may_invite(person: Person) -> bool:
    """Say whether somebody may make invitations: admins always, members by the setting."""
    if roles_of(person):
        return True
    settings = effective(person.community_id, Applying)
    return settings.members_invite and is_member(person)


@transaction.atomic
def make(
    person: Person,
    group: Group | None,
    *,
    by: Actor,
    now: datetime,
    quota: int | None,
    days: int | None,
    note: str = "",
) -> Invitation:
    """Make an invitation; None means without a limit, which only admins may choose.

    Raises NotAllowedError for who may not invite, RefusedError for more than a member may give.
    """
    is_admin = bool(roles_of(person))
    settings = effective(person.community_id, Applying)
    if not is_admin:
        _check_member(person, settings, quota, days)
    invitation: Invitation = Invitation.objects.create(
        community_id=person.community_id,
        group=group,
        token=secrets.token_urlsafe(16),
        inviter=person,
        note=note,
        quota=quota,
        expires_at=now + timedelta(days=days) if days is not None else None,
        created_at=now,
    )
    fact = facts.InvitationMade(
        invitation=invitation.pk,
        person=person.pk,
        group=invitation.group_id,
        name=person.name,
    )
    ledger.record(fact, by=by, now=now, community=person.community_id)
    return invitation


def _check_member(person: Person, settings: Applying, quota: int | None, days: int | None) -> None:
    if not settings.members_invite:
        raise NotAllowedError(Words(NOT_YOU))
    if not is_member(person):
        raise NotAllowedError(Words(NO_MEMBER))
    if quota is None or quota > settings.invitation_uses:
        raise RefusedError(Words(TOO_MANY, {"most": settings.invitation_uses}))
    most = settings.invitation_days.days
    if days is None or days > most:
        raise RefusedError(Words(TOO_LONG, {"days": most}))


@transaction.atomic
def revoke(invitation: Invitation, *, by: Actor, now: datetime) -> None:
    """Make an invitation void; who has applied by it stays. Revoking twice changes nothing."""
    row = Invitation.objects.filter(pk=invitation.pk, revoked_at__isnull=True)
    if row.update(revoked_at=now) != 1:
        return
    invitation.revoked_at = now
    fact = facts.InvitationRevoked(invitation=invitation.pk, person=invitation.inviter_id)
    ledger.record(fact, by=by, now=now, community=invitation.community_id)


def lock(invitation: Invitation) -> Invitation:
    """Return an invitation as it is now; nobody else takes a place until the transaction ends."""
    return Invitation.objects.select_for_update().get(pk=invitation.pk)


def check(invitation: Invitation, now: datetime) -> None:
    """Raise RefusedError, with words for the applicant, unless an invitation can be used."""
    found = validity(invitation, now)
    if found is not Validity.HOLDS:
        raise RefusedError(Words(WORDS[found]))

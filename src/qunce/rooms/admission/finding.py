"""What applicants and inviters may look up: by a secret link, or as a member of the community."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from qunce.kernel.errors import NotFoundError
from qunce.kernel.text import N_, Words
from qunce.people.domain import MembershipState
from qunce.people.models import Appointment, Community, Group, Membership, Person
from qunce.rooms.admission.domain import ApplicationState, EvidenceKind, EvidenceState
from qunce.rooms.admission.models import Application, Evidence, Invitation

NO_LINK = N_("There is no such link. Perhaps a part of it is missing: copy it whole.")
NO_APPLICATION = N_("There is no such application.")
NO_INVITATION = N_("There is no such invitation.")
# An application that ended before a decision for the applicant gives its place back.
GAVE_BACK = (ApplicationState.DECLINED, ApplicationState.WITHDRAWN, ApplicationState.LAPSED)


def _may_be(token: str) -> bool:
    """Say whether a part of an address can be a secret at all: PostgreSQL takes no NUL."""
    return bool(token) and token.isprintable()


def access_by_token(token: str) -> Application:
    """Return an application by its secret link, or raise NotFoundError."""
    rows = Application.objects.select_related("community", "group", "invitation__inviter")
    found = rows.filter(token=token).first() if _may_be(token) else None
    if found is None:
        raise NotFoundError(Words(NO_LINK))
    return found


def access_vouch(token: str) -> Evidence:
    """Return what a member was asked about an applicant, by its secret link."""
    rows = Evidence.objects.select_related("application__group", "community", "voucher")
    vouches = rows.filter(token=token, kind=EvidenceKind.VOUCH)
    found = vouches.first() if _may_be(token) else None
    if found is None or found.voucher is None:
        raise NotFoundError(Words(NO_LINK))
    return found


def access_certificate(community: Community, application: int, evidence: int) -> Evidence:
    """Return a certificate of an application of the community that still has its file."""
    found = Evidence.objects.filter(
        community=community,
        application=application,
        pk=evidence,
        kind=EvidenceKind.CERTIFICATE,
    ).exclude(file="")
    row = found.first()
    if row is None:
        raise NotFoundError(Words(NO_APPLICATION))
    return row


# --- invitations --------------------------------------------------------------------------------


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation of a link, whatever its state, or None for a forged one."""
    rows = Invitation.objects.select_related("community", "group", "inviter")
    return rows.filter(token=token).first() if token else None


def access_invitation(community: Community, pk: int, inviter: Person | None = None) -> Invitation:
    """Return an invitation of the community, or of one inviter only; else NotFoundError."""
    rows = list_invitations(community, inviter).select_related("community")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFoundError(Words(NO_INVITATION))
    return found


def list_invitations(community: Community, inviter: Person | None = None) -> QuerySet[Invitation]:
    """Return invitations with `used` (places taken) and `came` (people let in), newest first."""
    rows = Invitation.objects.filter(community=community).select_related("group", "inviter")
    if inviter is not None:
        rows = rows.filter(inviter=inviter)
    taken = ~Q(applications__state__in=GAVE_BACK)
    let_in = Q(applications__state=ApplicationState.APPROVED)
    return rows.annotate(
        used=Count("applications", filter=taken & Q(applications__isnull=False)),
        came=Count("applications", filter=let_in),
    )


def count_uses(invitation: Invitation) -> int:
    """Return how many places of an invitation are taken."""
    uses = Application.objects.filter(invitation=invitation)
    return uses.exclude(state__in=GAVE_BACK).count()


def list_brought(person: Person) -> QuerySet[Application]:
    """Return the applications that came by a person's invitations, newest first."""
    rows = Application.objects.filter(invitation__inviter=person)
    return rows.select_related("person", "group", "invitation")


def find_inviter(person: Person) -> Application | None:
    """Return the application by which a person came in by somebody's invitation, or None."""
    rows = Application.objects.filter(person=person, invitation__inviter__isnull=False)
    return rows.select_related("invitation__inviter").order_by("-id").first()


# --- vouching -----------------------------------------------------------------------------------


def is_member(person: Person) -> bool:
    """Say whether somebody's word counts: they are in a group now, or hold a role."""
    active = Membership.objects.filter(person=person, state=MembershipState.ACTIVE)
    held = Appointment.objects.filter(person=person, until__isnull=True)
    return active.exists() or held.exists()


def find_member(community: Community, named: str) -> Person | None:
    """Return the one member with that name or nickname; None where there is none, or several."""
    key = _key(named)
    if not key:
        return None
    active = Membership.objects.filter(community=community, state=MembershipState.ACTIVE)
    rows = active.values_list("person_id", "person__name", "nickname")
    found = {pk for pk, name, nickname in rows if key in {_key(name), _key(nickname)}}
    return Person.objects.get(pk=found.pop()) if len(found) == 1 else None


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(each for each in plain if each.isalnum())


def list_asked(person: Person) -> QuerySet[Evidence]:
    """Return the open questions to a member whether they know an applicant, oldest first."""
    rows = Evidence.objects.filter(
        voucher=person,
        kind=EvidenceKind.VOUCH,
        state=EvidenceState.OPEN,
        application__state__in=(
            *(ApplicationState.PROVING, ApplicationState.WAITING, ApplicationState.ASKED),
        ),
    )
    return rows.select_related("application__group").order_by("id")


# --- mailboxes ----------------------------------------------------------------------------------


def companies_at(community_id: int, domain: str) -> Sequence[tuple[str, int]]:
    """Return which companies members with a mailbox at a domain gave, with how many, most first.

    Learned from the community's own approved applications, and from nothing else.
    """
    rows = Evidence.objects.filter(
        community_id=community_id,
        domain=domain,
        kind=EvidenceKind.WORK_MAIL,
        state=EvidenceState.CONFIRMED,
        application__state=ApplicationState.APPROVED,
    )
    counted = rows.values("application__company").annotate(people=Count("application"))
    ordered = counted.order_by("-people", "application__company")
    return list(ordered.values_list("application__company", "people"))


def list_open_groups(community: Community) -> QuerySet[Group]:
    """Return the groups that one can apply to."""
    return Group.objects.filter(community=community, archived_at__isnull=True)


def list_due_for_erasure(community: Community, before: datetime) -> QuerySet[Application]:
    """Return applications that led to no membership and were over before a time."""
    return Application.objects.filter(
        community=community, state__in=GAVE_BACK, decided_at__lt=before, person__isnull=True
    )

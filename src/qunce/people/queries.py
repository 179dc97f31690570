"""All reads of people."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Q, QuerySet

from qunce.kernel.errors import NotFoundError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.people.domain import MembershipState
from qunce.people.models import Account, Appointment, Community, Group, Identity, Membership, Person

DEMO_CAST = 5  # an owner, three admins, a member: the first accounts that the demo makes
NO_COMMUNITY = N_("There is no such community.")
NO_GROUP = N_("There is no group with the key “%(key)s”.")


def zone_of(community: Community) -> ZoneInfo:
    """Return the time zone that the community's days and weeks are counted in."""
    return ZoneInfo(community.zone)


def is_site_empty() -> bool:
    """Say whether nobody has founded a community yet (then the first-run page is shown)."""
    return not Community.objects.exists()


def roles_of(person: Person) -> frozenset[Role]:
    """Return the roles that a person holds now."""
    held = Appointment.objects.filter(person=person, until__isnull=True)
    return frozenset(Role(role) for role in held.values_list("role", flat=True))


def list_communities(account: Account) -> QuerySet[Community]:
    """Return the communities that an account is somebody in."""
    mine = Person.objects.filter(account=account).values("community")
    return Community.objects.filter(pk__in=mine).order_by("name")


def access_community(account: Account, key: str) -> tuple[Community, Person]:
    """Return the community and who the account is there; NotFoundError for everybody else."""
    found = Person.objects.select_related("community").filter(account=account, community__key=key)
    person = found.first()
    if person is None:
        raise NotFoundError(Words(NO_COMMUNITY))
    return person.community, person


def access_open_community(key: str) -> Community:
    """Return a community for a page that everybody may see, or raise NotFoundError."""
    found = Community.objects.filter(key=key).first()
    if found is None:
        raise NotFoundError(Words(NO_COMMUNITY))
    return found


def list_groups(community: Community, *, archived: bool = False) -> QuerySet[Group]:
    """Return the groups of a community with `members`, the number of people now in each."""
    groups = Group.objects.filter(community=community)
    if not archived:
        groups = groups.filter(archived_at__isnull=True)
    active = Q(memberships__state=MembershipState.ACTIVE)
    return groups.annotate(members=Count("memberships", filter=active))


def access_group(community: Community, key: str) -> Group:
    """Return a group of the community by its key, or raise NotFoundError."""
    group = Group.objects.select_related("community").filter(community=community, key=key).first()
    if group is None:
        raise NotFoundError(Words(NO_GROUP, {"key": key}))
    return group


def find_group_by_key(key: str) -> Group:
    """Return the one group of the whole site with this key: for the command line.

    `key` may be "community/group" where several communities have a group of the same key.
    Raises NotFoundError where there is none, or more than one.
    """
    community, _, group = key.rpartition("/")
    found = Group.objects.select_related("community").filter(key=group)
    if community:
        found = found.filter(community__key=community)
    matches = list(found[:2])
    if not matches:
        raise NotFoundError(Words(NO_GROUP, {"key": key}))
    if len(matches) > 1:
        msgid = N_("Several communities have a group “%(key)s”. Write it as community/%(key)s.")
        raise NotFoundError(Words(msgid, {"key": key}))
    return matches[0]


def list_persons(community: Community, **filters: Any) -> QuerySet[Person]:
    """Return persons of a community; keywords are Django's look-ups."""
    return Person.objects.filter(community=community, **filters)


def access_person(community: Community, pk: int) -> Person:
    """Return a person of the community, or raise NotFoundError."""
    person = Person.objects.select_related("community", "account").filter(
        community=community, pk=pk
    )
    found = person.first()
    if found is None:
        raise NotFoundError(Words(N_("There is no such member.")))
    return found


def staff_of(community_id: int) -> frozenset[int]:
    """Return the keys of all persons of a community that hold a role now."""
    held = Appointment.objects.filter(community_id=community_id, until__isnull=True)
    return frozenset(held.values_list("person_id", flat=True))


def is_staff(account: AbstractBaseUser | AnonymousUser, community_id: int) -> bool:
    """Say whether an account holds a role in a community now."""
    if account.pk is None:
        return False
    held = Appointment.objects.filter(community_id=community_id, until__isnull=True)
    return held.filter(person__account=account.pk).exists()


def list_staff(community: Community) -> QuerySet[Appointment]:
    """Return the open appointments of a community with their persons."""
    held = Appointment.objects.filter(community=community, until__isnull=True)
    return held.select_related("person").order_by("role", "since")


def list_demo_people() -> list[tuple[Person, str]]:
    """Return the cast of a demo that can log in, with their roles ("" for a member).

    Whoever got a log-in later, by an application or a claim, is not of the cast.
    """
    known = Person.objects.filter(community__is_demo=True, account__isnull=False)
    held = Appointment.objects.filter(until__isnull=True, community__is_demo=True)
    roles = dict(held.order_by("-id").values_list("person", "role"))
    people = known.select_related("account").order_by("account_id")[:DEMO_CAST]
    return [(person, roles.get(person.pk, "")) for person in people]


def holders(community: Community, role: Role) -> list[Person]:
    """Return who holds a role now; where nobody does, the owners stand in (一个人管群)."""
    held = Appointment.objects.filter(community=community, until__isnull=True)
    known = Person.objects.select_related("account").order_by("id")
    found = list(known.filter(pk__in=held.filter(role=role).values("person")))
    return found or list(known.filter(pk__in=held.filter(role=Role.OWNER).values("person")))


def list_unclear(group: Group) -> QuerySet[Identity]:
    """Return identities seen in a group of which nobody has said who they are."""
    return Identity.objects.filter(group=group, person__isnull=True).order_by("name")


def list_in_question(group: Group) -> QuerySet[Identity]:
    """Return the names of a group that are unclear, then those that somebody has decided."""
    found = Identity.objects.filter(Q(person__isnull=True) | Q(settled_at__isnull=False))
    found = found.filter(group=group, external="").select_related("person")
    return found.order_by(F("settled_at").desc(nulls_first=True), "name")


def access_identity(community: Community, pk: int) -> Identity:
    """Return an identity of the community, or raise NotFoundError."""
    found = Identity.objects.select_related("group", "person").filter(community=community, pk=pk)
    identity = found.first()
    if identity is None:
        raise NotFoundError(Words(N_("There is no such member.")))
    return identity


def membership_of(group: Group, person: Person) -> Membership | None:
    """Return the membership of a person in a group, whatever its state."""
    return Membership.objects.filter(group=group, person=person).first()


def muted_until(group: Group, person: Person, now: datetime) -> datetime | None:
    """Return until when the person may not speak in the group, or None if they may."""
    membership = membership_of(group, person)
    until = membership.muted_until if membership else None
    return until if until is not None and until > now else None


def names_of(persons: Iterable[int]) -> Mapping[int, str]:
    """Return the names of persons by their keys."""
    return dict(Person.objects.filter(pk__in=set(persons)).values_list("pk", "name"))

"""All reads of the web group."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet

from qunce.chat import news
from qunce.gateway.channels.web.models import Notice
from qunce.kernel.messages import Role
from qunce.people.domain import MembershipState
from qunce.people.models import Appointment, Community, Group, Identity, Membership, Person


def external_of(person: Person) -> str:
    """Return a person's id on this channel."""
    return f"person:{person.pk}"


def identity_key(person: Person) -> int | None:
    """Return the key of the identity by which a person speaks here, None before the first word."""
    rows = Identity.objects.filter(community=person.community_id, channel="web")
    found = rows.filter(external=external_of(person)).first()
    return found.pk if found else None


def topic_of(group: Group) -> str:
    """Return the live topic that everybody in the group hears."""
    return news.topic_of(group.pk)


def private_topic_of(person_id: int) -> str:
    """Return the live topic that one person hears."""
    return f"person:{person_id}"


def list_members(group: Group) -> QuerySet[Membership]:
    """Return who is in the group now; `runs_it` says whether they hold a role."""
    found = Membership.objects.filter(group=group, state=MembershipState.ACTIVE)
    held = Appointment.objects.filter(person=OuterRef("person"), until__isnull=True)
    found = found.annotate(runs_it=Exists(held))
    return found.select_related("person").order_by("person__name")


def roles_in(community: Community, persons: Sequence[int]) -> Mapping[int, list[Role]]:
    """Return the roles that people hold now, by person; none for who holds none."""
    found: dict[int, list[Role]] = defaultdict(list)
    held = Appointment.objects.filter(person__in=persons, until__isnull=True)
    rows = held.filter(community=community).order_by("id").values_list("person", "role")
    for person, role in rows:
        found[person].append(Role(role))
    return found


def find_member(group: Group, person_id: int | None) -> Membership | None:
    """Return the membership of a person who is in the group now."""
    if person_id is None:
        return None
    found = Membership.objects.filter(group=group, person_id=person_id)
    return found.filter(state=MembershipState.ACTIVE).select_related("person").first()


def list_notices(group: Group, person: Person) -> QuerySet[Notice]:
    """Return a member's notices in a group that are not read yet, newest first."""
    return _unread(person).filter(group=group)


def list_left_notices(person: Person) -> QuerySet[Notice]:
    """Return a person's unread notices of groups that they are not in any more, newest first."""
    return _unread(person).exclude(group__in=list_own(person).values("group"))


def find_notice(person: Person, group: Group, pk: int) -> Notice | None:
    """Return a person's unread notice in a group, whether or not they are still in it."""
    return list_notices(group, person).filter(pk=pk).first()


def _unread(person: Person) -> QuerySet[Notice]:
    return Notice.objects.filter(person=person, read_at__isnull=True).select_related("group")


def count_members(group: Group) -> int:
    """Return how many people are in the group now."""
    return Membership.objects.filter(group=group, state=MembershipState.ACTIVE).count()


def list_own(person: Person) -> QuerySet[Membership]:
    """Return the web groups that a person is in now."""
    mine = Membership.objects.filter(person=person, state=MembershipState.ACTIVE)
    mine = mine.filter(group__channel="web", group__archived_at__isnull=True)
    return mine.select_related("group", "person").order_by("group__name")


def is_own_person(account: AbstractBaseUser | AnonymousUser, person_id: int) -> bool:
    """Say whether a person is the account's own."""
    persons = Person.objects.filter(pk=person_id, account__isnull=False)
    return persons.filter(account=account.pk).exists()


def may_hear(account: AbstractBaseUser | AnonymousUser, group_id: int) -> bool:
    """Say whether an account is in a web group now, or holds a role in its community."""
    persons = Person.objects.filter(account__isnull=False, account=account.pk)
    member = Membership.objects.filter(group_id=group_id, person__in=persons)
    if member.filter(state=MembershipState.ACTIVE).exists():
        return True
    community = Group.objects.filter(pk=group_id).values("community")
    held = Appointment.objects.filter(person__in=persons, until__isnull=True)
    return held.filter(community__in=community).exists()

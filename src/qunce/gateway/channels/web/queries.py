"""All reads of the web group."""

from django.db.models import QuerySet

from qunce.gateway.channels.web.models import Notice
from qunce.people.domain import MembershipState
from qunce.people.models import Group, Membership, Person


def external_of(person: Person) -> str:
    """Return a person's id on this channel."""
    return f"person:{person.pk}"


def topic_of(group: Group) -> str:
    """Return the live topic that everybody in the group hears."""
    return f"group:{group.pk}"


def private_topic_of(person_id: int) -> str:
    """Return the live topic that one person hears."""
    return f"person:{person_id}"


def list_members(group: Group) -> QuerySet[Membership]:
    """Return who is in the group now."""
    found = Membership.objects.filter(group=group, state=MembershipState.ACTIVE)
    return found.select_related("person").order_by("person__name")


def find_member(group: Group, person_id: int | None) -> Membership | None:
    """Return the membership of a person who is in the group now."""
    found = Membership.objects.filter(group=group, person_id=person_id)
    return found.filter(state=MembershipState.ACTIVE).select_related("person").first()


def list_notices(group: Group, person: Person) -> QuerySet[Notice]:
    """Return a member's notices in a group that are not read yet, newest first."""
    return Notice.objects.filter(group=group, person=person, read_at__isnull=True)

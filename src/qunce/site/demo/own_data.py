"""The demo's members' data: contacts of some, consents, a look with its reason, a deletion."""

from datetime import datetime, timedelta

from django.db import transaction

from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.messages import Role
from qunce.people import consents, contacts, erasing
from qunce.people.domain import MembershipState
from qunce.people.domain_own import ContactKind, Purpose
from qunce.people.models import Community, Person
from qunce.people.queries import holders, staff_of
from qunce.playbook import actions as playbook
from qunce.playbook.privacy import Privacy, privacy_version

REACHED = 12  # members whose contacts are known
AGREED = 40  # members who have agreed to the notice
LEAVES = 7  # the place of whoever has asked for the deletion
NOTICE = {"responsible": "星河人力资源俱乐部", "contact": "privacy@demo.example.com"}
WHY = "线下活动前核对身份"


@transaction.atomic
def publish_notice(community: Community, now: datetime) -> None:
    """Let the owner have named who is responsible for members' data, before anything else."""
    owner = holders(community, Role.OWNER)[0]
    playbook.change(community, "privacy", NOTICE, by=_as(owner), now=now - timedelta(days=60))


@transaction.atomic
def prepare(community: Community, now: datetime) -> None:
    """Let some members have told how to reach them, and one have asked for the deletion."""
    version = privacy_version(community)
    active = Person.objects.filter(
        community=community, memberships__state=MembershipState.ACTIVE
    ).exclude(pk__in=staff_of(community.pk))
    members = list(active.distinct().order_by("pk")[:AGREED])
    for place, person in enumerate(members):
        at = now - timedelta(days=50 - place)
        consents.give(person, Purpose.PRIVACY, version, by=_as(person), now=at)
        if place < REACHED:
            _reach(person, place, version, at)
    _look(members[0], holders(community, Role.OPS)[0], now - timedelta(days=3))
    if len(members) > LEAVES:
        _leave(members[LEAVES], now - timedelta(days=2))


def _reach(person: Person, place: int, version: int, at: datetime) -> None:
    by = _as(person)
    consents.give(person, Purpose.CONTACTS, version, by=by, now=at)
    contacts.note(person, ContactKind.WECHAT, f"hr_demo_{place + 1:03}", by=by, now=at)
    if place % 2:
        contacts.note(person, ContactKind.PHONE, f"1380000{place:04}", by=by, now=at)
    if not place % 3:
        mail = f"hr{place + 1}@company{place + 1}.example.com"
        contacts.note(person, ContactKind.WORK_MAIL, mail, by=by, now=at, confirmed_at=at)


def _look(person: Person, admin: Person, at: datetime) -> None:
    wechat = contacts.list_contacts(person).get(kind=ContactKind.WECHAT)
    contacts.reveal(wechat, by=_as(admin), why=WHY, now=at)


def _leave(person: Person, at: datetime) -> None:
    wait = timedelta(days=Privacy().wait_days)
    erasing.ask(person, by=_as(person), now=at, wait=wait)


def _as(person: Person) -> Actor:
    return Actor(ActorKind.PERSON, person.pk, person.name)

"""Every address of the console is walked by everybody, and lets in whom the table says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from cast import NOON, as_actor, enter, found, join, open_group
from qunce.chat.intake import ingest
from qunce.console import permissions
from qunce.kernel.actors import SHELL
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import Role, Source
from qunce.kernel.protected import Leave
from qunce.kernel.text import Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.models import Entry, TaskTarget
from qunce.people import records, roles, tiers
from qunce.people.domain import GroupKind, Tier
from qunce.people.domain_records import Row
from qunce.people.models import Appointment, Group, Identity, Person
from qunce.people.tier_rule import Settings as TierRule
from qunce.playbook import actions as playbook
from qunce.rooms.admission import claims
from qunce.rooms.library import actions as library
from qunce.rooms.library.models import Category
from qunce.rooms.library.writing import About, Text
from qunce.rooms.moderation import registry
from qunce.rooms.moderation.registry import Registration
from qunce.rooms.replies import actions as replies
from qunce.rooms.replies.actions import Written
from qunce.rooms.replies.domain import Match
from test_house_permissions import ANY, TABLE

pytestmark = pytest.mark.one

MISSING = 987654321


@dataclass(frozen=True)
class Scene:
    """One thing of each kind in the first community, and the sessions of who comes along."""

    group: Group
    keys: Mapping[str, int]
    staff: Mapping[Role, str]
    member: str
    stranger: str


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """Yield the scene; each test rolls back what it did in it, and all of it goes in the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield set_up()
        transaction.set_rollback(True)


def set_up() -> Scene:
    """Store the communities, their people and things; log everybody in."""
    community, other = found("hr", "HR Exchange"), found("other", "Another House")
    group = open_group(community, "general", GroupKind.GENERAL, "web")
    open_group(other, "other", GroupKind.GENERAL, "web")
    ben, ana = enter(community, "Ben"), enter(community, "Ana")
    names = {Role.OWNER: "Wang", Role.CONTENT: "Lin", Role.OPS: "Mia", Role.EVENTS: "Hal"}
    staff = {role: enter(community, name, role) for role, name in names.items()}
    for person in (ben, *staff.values()):
        join(person, group)
    return Scene(
        group,
        things_in(group, ben, ana, staff[Role.OWNER], NOON),
        {role: session_of(person) for role, person in staff.items()},
        session_of(ben),
        session_of(enter(other, "Olga", Role.OWNER)),
    )


def session_of(person: Person) -> str:
    """Return the key of a session in which a person is logged in."""
    assert person.account, f"{person} has no account"
    client = Client()
    client.force_login(person.account, "django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def visitor(session: str) -> Client:
    """Return a browser-like client that nobody has used before, with a session."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


def things_in(
    group: Group, ben: Person, ana: Person, wang: Person, now: datetime
) -> Mapping[str, int]:
    """Return the keys of one thing of each kind, all of the first community."""
    community = group.community
    draft = TaskDraft(
        community=community.pk,
        kind="post",
        title=Words("Post it"),
        role=Role.CONTENT,
        key="walked",
        groups=(group.pk,),
    )
    task = ledger.open_task(draft, now=now)
    offer = roles.offer(ana, Role.CONTENT, by=as_actor(wang), now=now, days=3000)
    asked = tiers.ask(ben, Tier.SENIOR, "Five years", by=as_actor(ben), now=now)
    said = Incoming(Speaker(name="Zoe", external="zoe"), "Hello", now, platform_id="hello")
    message = ingest(group, [said], source=Source.HISTORY, now=now).ids[0]
    unclear = Identity.objects.create(
        community=community, channel="web", group=group, name="Who", created_at=now
    )
    values = {"single_handed": False}
    playbook.change(community, "community", values, by=SHELL, now=now)
    return {
        "task": task.pk,
        "target": TaskTarget.objects.get(task=task).pk,
        "person": ben.pk,
        "identity": unclear.pk,
        "appointment": Appointment.objects.get(person=wang).pk,
        "offer": offer.pk,
        "tier_request": asked.pk,
        "entry": Entry.objects.latest("id").pk,
        "message": message or MISSING,
        **_of_newcomers(group, now),
    }


def _of_newcomers(group: Group, now: datetime) -> Mapping[str, int]:
    """Return the keys of a sheet with records, a claim, a keyword reply, an item of the library."""
    rows = [Row(2, {"name": "Zoe"})]
    sheet = records.show(group.community, rows, "sheet.xlsx", rule=TierRule(), by=SHELL, now=now)
    told = claims.Told(address="zoe@example.org", nickname="Zoe", name="Zoe")
    written = Written("Menu", Match.EXACT, ["menu"], "Here it is")
    reply = replies.write(group.community, written, by=SHELL, now=now)
    lasting = Registration("Course", "Ana", Leave.ASK, "Only who paid for it may read on. " * 5)
    protected = registry.register(group.community, lasting, by=SHELL, now=now)
    item = library.write(group.community, Text(title="Item"), About(), by=SHELL, now=now)
    shelf = Category.objects.create(community=group.community, name="Shelf")
    of_library = {"item": item.pk, "category": shelf.pk}
    return of_library | {
        "reply": reply.pk,
        "protected": protected.pk,
        "sheet": sheet.pk,
        "claim": claims.begin(group, told, now=now).pk,
    }


def address_of(name: str, keys: Mapping[str, int], group: Group) -> str:
    """Return an address of the console in the first community."""
    row = TABLE[name]
    values: dict[str, Any] = {
        "key": group.community.key,
        "group": group.key,
        "pk": keys.get(row.pk, MISSING),
        "message": keys["message"],
        "evidence": MISSING,
        "number": 1,
        "section": "community",
        "kind": "phone",
        "verb": "submit",
        "file": MISSING,
        "picture": MISSING,
        "pool": "tip",
        "first": date(2026, 11, 23).isoformat(),
    }
    pattern = next(each for each in permissions.pages() if each.name == name)
    wanted = pattern.pattern.regex.groupindex
    return reverse(name, kwargs={each: values[each] for each in wanted})


def answers(client: Client, address: str) -> set[int]:
    """Return how an address answers to a visit and to a form; nothing that it does stays.

    405 says only that the address is not for that.
    """
    told = set()
    for send in (client.get, client.post):
        with transaction.atomic():
            told.add(send(address).status_code)
            transaction.set_rollback(True)
    return told - {405}


@pytest.mark.django_db
@pytest.mark.parametrize("name", TABLE)
def test_an_address_lets_in_whom_the_table_says(name: str, scene: Scene) -> None:
    row, address = TABLE[name], address_of(name, scene.keys, scene.group)
    for role, session in scene.staff.items():
        told = answers(visitor(session), address)
        if role is Role.OWNER or row.role in {ANY, role}:
            assert 403 not in told, f"{role} is refused"
            assert told <= {200, 204, 302, 400, 404, 409}
            assert 404 not in told or str(MISSING) in address or "versions" in address
        else:
            assert told == {403}, f"{role} gets in"
    assert answers(visitor(scene.member), address) == {403}, "a member without a role"
    assert answers(visitor(scene.stranger), address) == {404}, "the owner of another community"
    assert answers(Client(), address) == {302}, "somebody who has not logged in"
    assert (
        Client()
        .post(address)
        .headers.get("Location", "/account/login/")
        .startswith("/account/login/")
    )

"""Every address of the console is walked by everybody, and lets in whom the table says."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cast import as_actor
from qunce.chat.intake import ingest
from qunce.console import permissions
from qunce.kernel.actors import SHELL
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import Role, Source
from qunce.kernel.text import Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.models import Entry, TaskTarget
from qunce.people import records, roles, tiers
from qunce.people.domain import Tier
from qunce.people.domain_records import Row
from qunce.people.models import Appointment, Group, Identity, Person
from qunce.people.tier_rule import Settings as TierRule
from qunce.playbook import actions as playbook
from qunce.rooms.admission import claims
from qunce.rooms.library import actions as library
from qunce.rooms.library.models import Category
from qunce.rooms.library.writing import About, Text
from qunce.rooms.replies import actions as replies
from qunce.rooms.replies.actions import Written
from qunce.rooms.replies.domain import Match
from test_house_permissions import ANY, TABLE

LogIn = Callable[[Person], Client]

MISSING = 987654321


@pytest.fixture
def keys(
    web_group: Group, ben: Person, ana: Person, wang: Person, mia: Person, noon: datetime
) -> Mapping[str, int]:
    """Return the keys of one thing of each kind, all of the first community."""
    community = web_group.community
    draft = TaskDraft(
        community=community.pk,
        kind="post",
        title=Words("Post it"),
        role=Role.CONTENT,
        key="walked",
        groups=(web_group.pk,),
    )
    task = ledger.open_task(draft, now=noon)
    offer = roles.offer(ana, Role.CONTENT, by=as_actor(wang), now=noon, days=3000)
    asked = tiers.ask(ben, Tier.SENIOR, "Five years", by=as_actor(ben), now=noon)
    said = Incoming(Speaker(name="Zoe", external="zoe"), "Hello", noon, platform_id="hello")
    message = ingest(web_group, [said], source=Source.HISTORY, now=noon).ids[0]
    unclear = Identity.objects.create(
        community=community, channel="web", group=web_group, name="Who", created_at=noon
    )
    values = {"single_handed": False}
    playbook.change(community, "community", values, by=SHELL, now=noon)
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
        **_of_newcomers(web_group, noon),
    }


def _of_newcomers(group: Group, now: datetime) -> Mapping[str, int]:
    """Return the keys of a sheet with records, a claim, a keyword reply, an item of the library."""
    rows = [Row(2, {"name": "Zoe"})]
    sheet = records.show(group.community, rows, "sheet.xlsx", rule=TierRule(), by=SHELL, now=now)
    told = claims.Told(address="zoe@example.org", nickname="Zoe", name="Zoe")
    written = Written("Menu", Match.EXACT, ["menu"], "Here it is")
    reply = replies.write(group.community, written, by=SHELL, now=now)
    item = library.write(group.community, Text(title="Item"), About(), by=SHELL, now=now)
    shelf = Category.objects.create(community=group.community, name="Shelf")
    of_library = {"item": item.pk, "category": shelf.pk}
    return of_library | {
        "reply": reply.pk,
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
        "first": date(2026, 11, 23).isoformat(),
    }
    pattern = next(each for each in permissions.pages() if each.name == name)
    wanted = pattern.pattern.regex.groupindex
    return reverse(name, kwargs={each: values[each] for each in wanted})


def answers(client: Client, address: str) -> set[int]:
    """Return how an address answers to a visit and to a form; nothing that it does stays.

    405 says only that the address is not for that.
    """
    found = set()
    for send in (client.get, client.post):
        with transaction.atomic():
            found.add(send(address).status_code)
            transaction.set_rollback(True)
    return found - {405}


@pytest.mark.django_db
@pytest.mark.parametrize("name", TABLE)
def test_an_address_lets_in_whom_the_table_says(
    name: str,
    keys: Mapping[str, int],
    web_group: Group,
    log_in: LogIn,
    wang: Person,
    lin: Person,
    mia: Person,
    hal: Person,
    ben: Person,
    olga: Person,
) -> None:
    row, address = TABLE[name], address_of(name, keys, web_group)
    visitors = {Role.OWNER: wang, Role.CONTENT: lin, Role.OPS: mia, Role.EVENTS: hal}
    for role, person in visitors.items():
        found = answers(log_in(person), address)
        if role is Role.OWNER or row.role in {ANY, role}:
            assert 403 not in found, f"{role} is refused"
            assert found <= {200, 204, 302, 400, 404, 409}
            assert 404 not in found or str(MISSING) in address or "versions" in address
        else:
            assert found == {403}, f"{role} gets in"
    assert answers(log_in(ben), address) == {403}, "a member without a role"
    assert answers(log_in(olga), address) == {404}, "the owner of another community"
    assert answers(Client(), address) == {302}, "somebody who has not logged in"
    assert (
        Client()
        .post(address)
        .headers.get("Location", "/account/login/")
        .startswith("/account/login/")
    )

"""Who is welcomed when somebody appears in a group."""

from datetime import UTC, datetime

from qunce.facts.people import MemberJoined
from qunce.kernel.actors import MACHINE
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Cause
from qunce.ledger.models import Entry
from qunce.people.models import Group, Person
from qunce.rooms.admission import actions as admission

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def is_welcomed(group: Group, person: Person) -> bool:
    joined = MemberJoined(person=person.pk, group=group.pk, name=person.name)
    entry = ledger.record(joined, by=MACHINE, now=NOW, community=group.community_id)
    admission.welcome(joined, Cause(entry.pk, group.community_id, NOW), now=NOW)
    return Entry.objects.filter(fact__contains="NewcomerWelcomed", cause=entry).exists()


def test_a_newcomer_is_welcomed_but_not_who_holds_a_role(
    db: None, manual_group: Group, ben: Person, mia: Person, wang: Person
) -> None:
    assert is_welcomed(manual_group, ben)
    assert not is_welcomed(manual_group, mia)
    assert not is_welcomed(manual_group, wang)

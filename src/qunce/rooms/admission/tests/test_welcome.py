"""Who is welcomed when somebody appears in a group."""

from datetime import UTC, datetime

from qunce.facts.people import MemberJoined
from qunce.kernel.actors import MACHINE
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Cause
from qunce.ledger.models import Entry, Errand
from qunce.people import actions as people
from qunce.people.models import Group, Membership, Person
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


def test_a_newcomer_with_another_nickname_is_told_the_right_one(
    db: None, manual_group: Group, ben: Person
) -> None:
    people.correct(ben, by=MACHINE, now=NOW, company="宏图集团", position="HRBP")
    member = Membership.objects.get(group=manual_group, person=ben)
    for nickname, is_told in (("小本", True), ("Ben-宏图-HRBP", False), ("", False)):
        member.nickname = nickname
        member.save()
        assert is_welcomed(manual_group, ben)
        said = str(Errand.objects.latest("id").payload)
        assert ("Ben-宏图-HRBP" in said) is is_told

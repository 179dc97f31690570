"""The periods of the privacy notice are kept by a job."""

from datetime import datetime, timedelta

from cast import as_actor
from qunce.console import retention
from qunce.ledger.models import Entry
from qunce.people import actions as people
from qunce.people import confirming, contacts
from qunce.people.domain_own import ContactKind
from qunce.people.models import Contact, ContactChange, ContactLook, Person
from qunce.playbook import actions as playbook


def leave_all(person: Person, at: datetime) -> None:
    for membership in person.memberships.all():
        people.leave(membership, by=as_actor(person), now=at)


def test_contacts_go_some_time_after_the_last_group(
    ben: Person, mia: Person, ana: Person, olga: Person, noon: datetime
) -> None:
    for each in (ben, mia, ana, olga):
        contacts.note(each, ContactKind.PHONE, "13800131234", by=as_actor(each), now=noon)
    leave_all(ben, noon)
    leave_all(mia, noon)
    retention.tick(noon + timedelta(days=89))
    assert Contact.objects.count() == 4
    retention.tick(noon + timedelta(days=91))
    kept = set(Contact.objects.values_list("person", flat=True))
    assert kept == {mia.pk, ana.pk, olga.pk}, "a role, no group yet, still in a group"
    entry = Entry.objects.get(fact__endswith="ContactsExpired")
    assert entry.payload["count"] == 1
    retention.tick(noon + timedelta(days=92))
    assert Entry.objects.filter(fact__endswith="ContactsExpired").count() == 1


def test_the_period_is_the_community_s_own(ben: Person, wang: Person, noon: datetime) -> None:
    contacts.note(ben, ContactKind.PHONE, "13800131234", by=as_actor(ben), now=noon)
    leave_all(ben, noon)
    values = {"contacts_days": 3}
    playbook.change(ben.community, "privacy", values, by=as_actor(wang), now=noon)
    retention.tick(noon + timedelta(days=4))
    assert not Contact.objects.exists()


def test_looks_and_unconfirmed_mailboxes_are_forgotten(
    ben: Person, mia: Person, noon: datetime
) -> None:
    phone = contacts.note(ben, ContactKind.PHONE, "13800131234", by=as_actor(ben), now=noon)
    contacts.reveal(phone, by=as_actor(mia), why="拉群", now=noon)
    confirming.begin(ben, "ben@firm.com", now=noon)
    retention.tick(noon + timedelta(hours=23))
    assert ContactChange.objects.exists()
    retention.tick(noon + timedelta(days=1094))
    assert not ContactChange.objects.exists()
    assert ContactLook.objects.exists()
    retention.tick(noon + timedelta(days=1096))
    assert not ContactLook.objects.exists()

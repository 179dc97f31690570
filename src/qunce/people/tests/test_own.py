"""Contacts are sealed, compared, masked and looked at with a reason; consents are proof."""

from datetime import datetime, timedelta

import pytest

from cast import as_actor
from qunce.kernel.errors import RefusedError
from qunce.ledger.models import Entry
from qunce.people import actions, consents, contacts, erasing, personal
from qunce.people.domain_own import ContactKind, Purpose, mask, normal
from qunce.people.models import Consent, Contact, ContactLook, Person
from qunce.store import secrets

PHONE, WECHAT, MAIL = ContactKind.PHONE, ContactKind.WECHAT, ContactKind.WORK_MAIL


@pytest.mark.parametrize(
    ("kind", "typed", "compared"),
    [
        (PHONE, "138 0013 8000", "13800138000"),
        (PHONE, "+86 138-0013-8000", "13800138000"),
        (PHONE, "008613800138000", "13800138000"),
        (PHONE, "１３８００１３８０００", "13800138000"),
        (PHONE, "010-6552 9988", "01065529988"),
        (PHONE, "0044 20 7946 0958", "+442079460958"),
        (PHONE, "12345", ""),
        (PHONE, "138001380001", ""),
        (PHONE, "=1+1", ""),
        (PHONE, "", ""),
        (WECHAT, " LiLei_HR ", "lilei_hr"),
        (WECHAT, "ＬｉＬｅｉ＿ＨＲ", "lilei_hr"),
        (WECHAT, "13800138000", "13800138000"),
        (WECHAT, "李雷", ""),
        (WECHAT, "ab", ""),
        (WECHAT, "<b>lilei</b>", ""),
        (WECHAT, "lilei\u202ehr1", "lileihr1"),
        (MAIL, "Wang.Li@Firm.COM ", "wang.li@firm.com"),
        (MAIL, "ｗａｎｇ＠ｆｉｒｍ．ｃｏｍ", "wang@firm.com"),
        (MAIL, "hr@公司.com", "hr@xn--55qx5d.com"),
        (MAIL, "wang@firm", ""),
        (MAIL, "wang..li@firm.com", ""),
        (MAIL, "wang@firm.com\nbcc: a@b.cn", ""),
        (MAIL, "a" * 250 + "@firm.com", ""),
    ],
)
def test_a_contact_is_compared_by_what_it_means(
    kind: ContactKind, typed: str, compared: str
) -> None:
    assert normal(kind, typed) == compared


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (PHONE, "13800131234", "138****1234"),
        (PHONE, "+442079460958", "+4420****0958"),
        (PHONE, "1234567", "12***7"),
        (MAIL, "wang@firm.com", "w***@firm.com"),
        (WECHAT, "lilei_hr", "li***r"),
        (WECHAT, "12345", "1***"),
        (WECHAT, "", ""),
    ],
)
def test_a_masked_contact_is_known_by_its_owner_only(
    kind: ContactKind, value: str, shown: str
) -> None:
    assert mask(kind, value) == shown


def test_a_contact_lies_sealed_and_is_found_by_its_value(
    mia: Person, ben: Person, olga: Person, noon: datetime
) -> None:
    contacts.note(ben, PHONE, "+86 138 0013 1234", by=as_actor(ben), now=noon)
    contacts.note(olga, PHONE, "13800131234", by=as_actor(olga), now=noon)
    stored = Contact.objects.get(person=ben)
    assert "13800131234" not in stored.sealed + stored.hash
    assert contacts.masked(stored) == "138****1234"
    assert list(contacts.find_same(ben.community, PHONE, "13800131234")) == [ben]
    assert not contacts.find_same(ben.community, WECHAT, "13800131234")
    assert not contacts.find_same(ben.community, PHONE, "nonsense")


def test_a_new_value_takes_the_place_and_has_to_be_confirmed_again(
    ben: Person, noon: datetime
) -> None:
    by = as_actor(ben)
    contacts.note(ben, MAIL, "ben@firm.com", by=by, now=noon, confirmed_at=noon)
    later = noon + timedelta(days=1)
    assert contacts.note(ben, MAIL, "Ben@Firm.com", by=by, now=later).confirmed_at == noon
    assert Entry.objects.count() == 1
    contacts.note(ben, MAIL, "ben@other.com", by=by, now=later)
    stored = Contact.objects.get(person=ben)
    assert stored.confirmed_at is None
    assert contacts.masked(stored) == "b***@other.com"
    with pytest.raises(RefusedError):
        contacts.note(ben, MAIL, "nonsense", by=by, now=later)


def test_each_look_has_a_reason_and_is_recorded(mia: Person, ben: Person, noon: datetime) -> None:
    stored = contacts.note(ben, WECHAT, "ben_hr_2020", by=as_actor(ben), now=noon)
    with pytest.raises(RefusedError):
        contacts.reveal(stored, by=as_actor(mia), why="  ", now=noon)
    assert not ContactLook.objects.exists()
    assert contacts.reveal(stored, by=as_actor(mia), why="拉群", now=noon) == "ben_hr_2020"
    look = contacts.list_looks(ben).get()
    assert (look.by, look.by_name, look.why, look.at) == (mia, "Mia", "拉群", noon)
    entry = Entry.objects.get(fact__endswith="ContactLookedAt")
    assert entry.subjects.get().key == ben.pk
    assert "ben_hr_2020" not in str(entry.payload)
    later = noon + timedelta(days=400)
    assert contacts.forget_looks(ben.community, before=later) == 1


def test_a_newer_consent_ends_the_older_one_and_both_stay(ben: Person, noon: datetime) -> None:
    by, later = as_actor(ben), noon + timedelta(days=9)
    first = consents.give(ben, Purpose.PRIVACY, 1, by=by, now=noon)
    assert consents.give(ben, Purpose.PRIVACY, 1, by=by, now=later) == first
    consents.give(ben, Purpose.PRIVACY, 3, by=by, now=later)
    rows = Consent.objects.filter(person=ben).values_list("version", "withdrawn_at")
    assert set(rows) == {(1, later), (3, None)}
    found = consents.find(ben, Purpose.PRIVACY)
    assert found is not None
    assert found.version == 3


def test_contacts_go_with_the_consent_to_keep_them(ben: Person, noon: datetime) -> None:
    by = as_actor(ben)
    contacts.note(ben, PHONE, "13800131234", by=by, now=noon)
    with pytest.raises(RefusedError):
        consents.withdraw(ben, Purpose.CONTACTS, by=by, now=noon)
    assert Contact.objects.filter(person=ben).exists()
    consents.give(ben, Purpose.CONTACTS, 1, by=by, now=noon)
    consents.withdraw(ben, Purpose.CONTACTS, by=by, now=noon)
    assert not Contact.objects.filter(person=ben).exists()
    assert consents.find(ben, Purpose.CONTACTS) is None
    assert consents.list_consents(ben).count() == 1


def test_own_data_is_exported_in_full_and_erased_up_to_the_proofs(
    mia: Person, ben: Person, noon: datetime
) -> None:
    stored = contacts.note(ben, WECHAT, "ben_hr_2020", by=as_actor(ben), now=noon)
    contacts.reveal(stored, by=as_actor(mia), why="拉群", now=noon)
    consents.give(ben, Purpose.PRIVACY, 1, by=as_actor(ben), now=noon)
    told = [value for row in personal.export_person(ben) for value in row.values()]
    assert {"ben_hr_2020", "拉群", "Mia", "privacy"} <= set(map(str, told))
    personal.erase_person(ben)
    assert not Contact.objects.exists()
    assert not ContactLook.objects.exists()
    assert Consent.objects.filter(person=ben).count() == 1


def test_two_records_made_one_keep_what_both_told(ana: Person, ben: Person, noon: datetime) -> None:
    by = as_actor(ben)
    contacts.note(ana, PHONE, "13800131234", by=by, now=noon)
    contacts.note(ana, WECHAT, "ana_hr_2020", by=by, now=noon)
    contacts.note(ben, WECHAT, "ben_hr_2020", by=by, now=noon)
    consents.give(ana, Purpose.PRIVACY, 1, by=by, now=noon)
    erasing.ask(ana, by=as_actor(ana), now=noon, wait=timedelta(days=7))
    Person.objects.filter(pk=ana.pk).update(account=None)
    actions.merge(Person.objects.get(pk=ana.pk), ben, by=by, now=noon)
    values = {str(row["value"]) for row in contacts.in_full(contacts.list_contacts(ben))}
    assert values == {"13800131234", "ben_hr_2020"}
    assert consents.find(ben, Purpose.PRIVACY) is not None
    assert erasing.find_waiting(ben) is not None


def test_a_change_of_the_key_reaches_contacts(ben: Person, noon: datetime) -> None:
    contacts.note(ben, WECHAT, "ben_hr_2020", by=as_actor(ben), now=noon)
    columns = {(rows.model, name) for rows, name, _, _ in secrets.sealed_rows()}
    assert (Contact, "sealed") in columns

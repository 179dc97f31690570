from qunce.people import personal
from qunce.people.models import Account, Appointment, Identity, Membership, Nickname, Person


def test_all_that_is_known_of_a_person_is_exported(mia: Person) -> None:
    rows = personal.export_person(mia)
    assert rows[0]["email"] == "mia@example.org"
    assert rows[0]["name"] == "Mia"
    told = [value for row in rows for value in row.values()]
    assert {"general", "industry", "ops", "general:mia"} <= set(map(str, told))


def test_an_erased_person_has_no_name_anywhere(mia: Person, ben: Person) -> None:
    personal.erase_person(mia)
    erased = Person.objects.get(pk=mia.pk)
    assert erased.name == erased.company == erased.note == ""
    assert Membership.objects.filter(person=mia, nickname="").count() == 2
    assert not Identity.objects.filter(name="Mia").exists()
    assert not Appointment.objects.filter(person=mia).exists()
    assert not Nickname.objects.filter(name="Mia").exists()
    assert not Account.objects.filter(email="mia@example.org").exists()
    assert Account.objects.filter(email="ben@example.org").exists()


def test_the_log_in_stays_where_another_community_knows_the_person(
    mia: Person, olga: Person
) -> None:
    Person.objects.filter(pk=mia.pk).update(account=olga.account)
    mia.refresh_from_db()
    personal.erase_person(mia)
    assert Person.objects.get(pk=olga.pk).account_id == olga.account_id

"""What does not stay: certificates after the decision, and applications that led to nothing."""

from datetime import datetime, timedelta

import pytest

from cast import as_actor
from qunce.ledger.models import Entry, Errand, Task
from qunce.ledger.worker import run_due
from qunce.people.models import Community, Person
from qunce.rooms.admission import applying, certificates, evidence, keeping
from qunce.rooms.admission.domain import ApplicationState
from qunce.rooms.admission.models import Application, Evidence
from qunce.rooms.admission.personal import erase, export
from qunce.rooms.admission.tests.applicants import apply, invite, photo
from qunce.store import sheets

SOON = certificates.THINK_AGAIN


@pytest.fixture
def made(transactional_db: None, community: Community, noon: datetime) -> Application:
    return apply(community, noon)


def hand_in(made: Application, now: datetime) -> Evidence:
    return evidence.hand_in(made, sheets.examine(photo()), "证书.jpg", now=now)


def test_a_certificate_is_deleted_after_the_decision(made: Application, noon: datetime) -> None:
    found = hand_in(made, noon)
    file = certificates.path_of(found)
    assert file
    run_due(noon)
    assert file.exists()
    applying.withdraw(made, now=noon)
    run_due(noon)
    assert file.exists()  # for a moment, so that a decision can be taken back
    run_due(noon + SOON)
    assert not file.exists()
    found.refresh_from_db()
    assert (found.file, found.file_name, found.size) == ("", "", 0)
    assert Entry.objects.filter(fact="admission.CertificateDeleted").count() == 1


def test_a_decision_that_was_taken_back_keeps_the_certificate(
    made: Application, noon: datetime
) -> None:
    found = hand_in(made, noon)
    evidence.close(made, now=noon)
    run_due(noon + SOON)
    assert certificates.path_of(found)
    Application.objects.update(state=ApplicationState.DECLINED)
    made.refresh_from_db()
    evidence.close(made, now=noon + SOON)
    run_due(noon + 2 * SOON)
    assert certificates.path_of(found) is None


def test_a_second_certificate_replaces_the_first_at_once(made: Application, noon: datetime) -> None:
    first, second = hand_in(made, noon), hand_in(made, noon)
    run_due(noon)
    assert certificates.path_of(first) is None
    assert certificates.path_of(second)


def test_files_that_belong_to_nobody_are_swept(made: Application, noon: datetime) -> None:
    found = hand_in(made, noon)
    lost = certificates.folder() / "lost.jpg"
    lost.write_bytes(b"x")
    certificates.sweep(noon - timedelta(days=36500))  # just written: may be on its way into a row
    assert lost.exists()
    certificates.sweep(datetime.fromtimestamp(lost.stat().st_mtime + 4000, tz=noon.tzinfo))
    assert not lost.exists()
    assert certificates.path_of(found)


def test_without_evidence_an_application_lapses(made: Application, noon: datetime) -> None:
    keeping.tick(noon + timedelta(days=14))
    made.refresh_from_db()
    assert made.state == ApplicationState.PROVING
    keeping.tick(noon + timedelta(days=14, seconds=1))
    made.refresh_from_db()
    assert made.state == ApplicationState.LAPSED


def test_what_led_to_nothing_is_erased_with_its_name(
    made: Application, ben: Person, noon: datetime
) -> None:
    Person.objects.filter(pk=ben.pk).update(account=None)
    evidence.name_voucher(made, "Ben", now=noon)
    file = certificates.path_of(hand_in(made, noon))
    assert file
    applying.withdraw(made, now=noon)
    run_due(noon)
    keeping.tick(noon + timedelta(days=90))
    assert Application.objects.exists()
    later = noon + timedelta(days=90, seconds=1)
    keeping.tick(later)
    run_due(later)
    assert not Application.objects.exists()
    assert not Evidence.objects.exists()
    assert not file.exists()
    assert Entry.objects.filter(fact="admission.ApplicationErased").exists()
    kept = [*Entry.objects.values(), *Errand.objects.values(), *Task.objects.values()]
    assert "安娜" not in str(kept)


def test_who_became_a_member_is_not_erased_by_the_clock(made: Application, noon: datetime) -> None:
    Application.objects.update(state=ApplicationState.APPROVED, decided_at=noon)
    keeping.tick(noon + timedelta(days=3000))
    assert Application.objects.exists()


def test_a_member_gets_and_takes_along_what_is_stored(ben: Person, noon: datetime) -> None:
    invitation = invite(ben, as_actor(ben), noon, note="for a friend")
    made = apply(ben.community, noon, invitation=invitation)
    Application.objects.filter(pk=made.pk).update(person=ben)
    other = apply(ben.community, noon)
    asked = evidence.name_voucher(other, "Ben", now=noon)
    told = str(export(ben))
    assert "招聘经理" in told
    assert "for a friend" in told
    assert "vouch" in told
    erase(ben)
    asked.refresh_from_db()
    assert (asked.voucher, asked.voucher_name, asked.token) == (None, "", "")
    assert not Application.objects.filter(pk=made.pk).exists()
    assert "for a friend" not in str(export(ben))

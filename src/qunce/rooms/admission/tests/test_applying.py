"""The applicant's way through the tables: form, invitation, evidence, end."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection

from cast import as_actor
from qunce.kernel.errors import BusyError, NotAllowedError, RefusedError, StaleError
from qunce.ledger.models import Entry, Errand, Task
from qunce.people.models import Community, Group, Person
from qunce.playbook import actions as playbook
from qunce.rooms.admission import applying, code_words, evidence, finding, invitations, mails
from qunce.rooms.admission.domain import ApplicationState, EvidenceState
from qunce.rooms.admission.invitations import Validity
from qunce.rooms.admission.models import Application, Evidence
from qunce.rooms.admission.tests.applicants import ANA, apply, invite
from qunce.store import mailed_codes
from qunce.store.secrets import decrypt

MAILBOX = "chen.jing@acme.com.cn"


def setting(community: Community, by: Person, now: datetime, **values: object) -> None:
    """Change what the community asks of applicants."""
    playbook.change(community, "applying", values, by=as_actor(by), now=now)


# --- the form -----------------------------------------------------------------------------------


def test_what_is_private_is_stored_sealed(manual_group: Group, noon: datetime) -> None:
    made = apply(manual_group.community, noon, group=manual_group, privacy_version=2)
    stored = Application.objects.values().get(pk=made.pk)
    assert ANA.wechat not in stored["wechat"]
    assert decrypt(stored["wechat"]) == ANA.wechat
    assert stored["wechat_hash"] == applying.hash_of("wechat", "ANA_hr_2026")
    assert made.state == ApplicationState.PROVING
    assert (made.privacy_version, made.consented_at) == (2, noon)
    assert (made.charter_version, made.charter_accepted_at) == (0, None)
    assert set(made.code_word) <= set(code_words.SIGNS)


def test_one_form_sent_twice_is_one_application(community: Community, noon: datetime) -> None:
    first = apply(community, noon, form="the-same-form-of-one-browser")
    again = apply(community, noon, form="the-same-form-of-one-browser")
    assert first == again
    assert Entry.objects.filter(fact="admission.ApplicationSent").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_of_one_form_are_one_application(community: Community, noon: datetime) -> None:
    def send() -> None:
        apply(community, noon, form="the-same-form-of-one-browser")

    at_once(send, send, send)
    assert Application.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_place_of_an_invitation_is_given_once(mia: Person, noon: datetime) -> None:
    invitation = invite(mia, as_actor(mia), noon, quota=1)
    refused: list[str] = []

    def send() -> None:
        try:
            apply(mia.community, noon, invitation=invitation)
        except RefusedError as error:
            refused.append(str(error))

    at_once(send, send, send, send)
    assert Application.objects.count() == 1
    assert refused == ["All places of this invitation are taken. Ask whoever invited you."] * 3


def at_once(*calls: Callable[[], None]) -> None:
    """Run calls in threads of their own, with connections of their own."""
    ready = threading.Barrier(len(calls))

    def run(call: Callable[[], None]) -> None:
        ready.wait()
        try:
            call()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=30)


def test_without_asking_for_evidence_it_is_complete_at_once(
    community: Community, wang: Person, noon: datetime
) -> None:
    setting(community, wang, noon, evidence=[], promise="12 h")
    made = apply(community, noon)
    assert made.state == ApplicationState.WAITING
    assert made.due_at == noon + timedelta(hours=12)
    assert Entry.objects.filter(fact="admission.ApplicationProved").count() == 1


def test_what_an_admin_enters_waits_at_once(
    community: Community, mia: Person, noon: datetime
) -> None:
    sheet = replace(ANA, email="", wechat="")
    made = applying.enter_by_hand(community, sheet, None, by=as_actor(mia), now=noon)
    assert (made.state, made.entered_by) == (ApplicationState.WAITING, mia)
    assert made.consented_at is None


def test_an_application_is_taken_back_once(community: Community, noon: datetime) -> None:
    made = apply(community, noon)
    applying.withdraw(made, now=noon)
    assert made.state == ApplicationState.WITHDRAWN
    with pytest.raises(RefusedError):
        applying.withdraw(made, now=noon)
    with pytest.raises(RefusedError, match="decided already"):
        evidence.ask_code(made, MAILBOX, now=noon)


# --- invitations --------------------------------------------------------------------------------


def test_an_invitation_holds_until_it_does_not(mia: Person, noon: datetime) -> None:
    made = invite(mia, as_actor(mia), noon, quota=1, days=7)
    week = timedelta(days=7)
    assert invitations.validity(made, noon + week - timedelta(seconds=1)) is Validity.HOLDS
    assert invitations.validity(made, noon + week) is Validity.EXPIRED
    used = apply(mia.community, noon, invitation=made)
    assert invitations.validity(made, noon) is Validity.USED_UP
    applying.withdraw(used, now=noon)
    assert invitations.validity(made, noon) is Validity.HOLDS  # the place is free again
    invitations.revoke(made, by=as_actor(mia), now=noon)
    invitations.revoke(made, by=as_actor(mia), now=noon + week)
    assert made.revoked_at == noon
    assert invitations.validity(made, noon) is Validity.REVOKED
    assert Entry.objects.filter(fact="admission.InvitationRevoked").count() == 1
    with pytest.raises(RefusedError, match="taken back"):
        apply(mia.community, noon, invitation=made)


def test_a_member_invites_within_the_limits(ben: Person, wang: Person, noon: datetime) -> None:
    by = as_actor(ben)
    assert invitations.may_invite(ben)
    invite(ben, by, noon, quota=5, days=30)
    for quota, days in ((6, 30), (None, 30), (5, 31), (5, None)):
        with pytest.raises(RefusedError, match="at most"):
            invite(ben, by, noon, quota=quota, days=days)
    setting(ben.community, wang, noon, members_invite=False)
    assert not invitations.may_invite(ben)
    with pytest.raises(NotAllowedError):
        invite(ben, by, noon)
    assert invite(wang, as_actor(wang), noon, quota=None, days=None).expires_at is None


def test_who_is_in_no_group_cannot_invite(ana: Person, noon: datetime) -> None:
    assert not invitations.may_invite(ana)
    with pytest.raises(NotAllowedError, match="Only members"):
        invite(ana, as_actor(ana), noon)


def test_who_brought_whom_stays_visible(ben: Person, noon: datetime) -> None:
    made = apply(ben.community, noon, invitation=invite(ben, as_actor(ben), noon))
    assert list(finding.list_brought(ben)) == [made]
    (line,) = finding.list_invitations(ben.community, ben)
    assert vars(line)["used"] == 1
    Application.objects.filter(pk=made.pk).update(person=ben)
    assert finding.find_inviter(ben) == made


# --- a code to the company mailbox --------------------------------------------------------------


def code_sent(made: Application) -> str:
    found = evidence.find_mailbox(made)
    assert found
    return mailed_codes.code_of(found)


def test_the_code_of_the_mailbox_makes_it_complete(community: Community, noon: datetime) -> None:
    made = apply(community, noon)
    found = evidence.ask_code(made, " Chen.Jing@Mail.ACME.com.cn ", now=noon)
    assert (found.domain, found.sends) == ("acme.com.cn", 1)
    assert "chen.jing" not in found.address
    assert Errand.objects.get(kind=mails.MAIL, payload__mail="code").payload["key"] == found.pk
    assert code_sent(made) not in str(Evidence.objects.values().get(pk=found.pk))
    evidence.try_code(made, code_sent(made), now=noon + timedelta(minutes=14))
    made.refresh_from_db()
    assert made.state == ApplicationState.WAITING
    assert made.due_at == noon + timedelta(minutes=14, hours=24)


@pytest.mark.parametrize("address", ["ana@qq.com", "ana@mailinator.com", "ana", ""])
def test_a_mailbox_that_shows_nothing_is_refused(
    community: Community, noon: datetime, address: str
) -> None:
    with pytest.raises(RefusedError):
        evidence.ask_code(apply(community, noon), address, now=noon)
    assert not Evidence.objects.exists()


def test_a_code_has_few_tries_and_little_time(community: Community, noon: datetime) -> None:
    made = apply(community, noon)
    evidence.ask_code(made, MAILBOX, now=noon)
    right = code_sent(made)
    wrong = "000000" if right != "000000" else "000001"
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(RefusedError, match=f"{left} tries"):
            evidence.try_code(made, wrong, now=noon)
    with pytest.raises(RefusedError, match="does not hold any more"):
        evidence.try_code(made, right, now=noon)  # too late: it was guessed at too often
    later = noon + mailed_codes.PAUSE
    evidence.ask_code(made, MAILBOX, now=later)
    fresh = code_sent(made)
    with pytest.raises(RefusedError, match="does not hold any more"):
        evidence.try_code(made, fresh, now=later + mailed_codes.HOLDS)
    evidence.try_code(made, fresh, now=later)
    with pytest.raises(RefusedError):
        evidence.try_code(made, fresh, now=later)  # replayed


def test_codes_are_sent_with_pauses_and_not_for_ever(community: Community, noon: datetime) -> None:
    made = apply(community, noon)
    now = noon
    for _ in range(mailed_codes.MOST_SENDS):
        evidence.ask_code(made, MAILBOX, now=now)
        with pytest.raises(BusyError, match="wait 31 seconds"):
            evidence.ask_code(made, MAILBOX, now=now + timedelta(seconds=30))
        now += mailed_codes.PAUSE
    with pytest.raises(RefusedError, match="several codes"):
        evidence.ask_code(made, MAILBOX, now=now)
    evidence.ask_code(made, "other@acme.com.cn", now=now)
    states = Evidence.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == [EvidenceState.WITHDRAWN, EvidenceState.OPEN]


def test_a_domain_suggests_the_company_learned_here_only(
    community: Community, other_community: Community, noon: datetime
) -> None:
    for place, company in ((community, "宏图集团"), (other_community, "别家公司")):
        made = apply(place, noon, sheet=replace(ANA, company=company))
        evidence.ask_code(made, MAILBOX, now=noon)
        evidence.try_code(made, code_sent(made), now=noon)
        Application.objects.filter(pk=made.pk).update(state=ApplicationState.APPROVED)
    assert list(finding.companies_at(community.pk, "acme.com.cn")) == [("宏图集团", 1)]
    assert not finding.companies_at(community.pk, "other.com.cn")


# --- a member's word ----------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["Ben", "ben", "ＢＥＮ ", "Ben-宏图-HR"])
def test_a_member_is_found_by_name_or_nickname(ben: Person, noon: datetime, named: str) -> None:
    ben.memberships.filter(group__key="industry").update(nickname="Ben-宏图-HR")
    made = apply(ben.community, noon)
    asked = evidence.name_voucher(made, named, now=noon)
    assert asked.voucher == ben
    assert list(finding.list_asked(ben)) == [asked]
    evidence.answer_vouch(asked, knows=True, now=noon)
    made.refresh_from_db()
    assert made.state == ApplicationState.WAITING
    assert Entry.objects.get(fact="admission.ApplicantVouchedFor").actor_person == ben.pk
    with pytest.raises(StaleError, match="answered already"):
        evidence.answer_vouch(asked, knows=False, now=noon)


def test_who_does_not_know_them_leaves_it_open(ben: Person, noon: datetime) -> None:
    made = apply(ben.community, noon)
    asked = evidence.name_voucher(made, "Ben", now=noon)
    evidence.answer_vouch(asked, knows=False, now=noon)
    made.refresh_from_db()
    assert made.state == ApplicationState.PROVING
    assert asked.state == EvidenceState.REFUSED


def test_nobody_learns_who_is_a_member(
    ben: Person, ana: Person, olga: Person, noon: datetime
) -> None:
    made = apply(ben.community, noon)
    for named in ("Nobody", "Ana", "Olga", "", "%", "Be"):  # unknown, no member, elsewhere, parts
        assert evidence.name_voucher(made, named, now=noon).voucher is None
    other = Person.objects.create(community=ben.community, name="Ben", created_at=noon)
    other.memberships.create(
        community=ben.community, group=ben.memberships.all()[0].group, joined_at=noon
    )
    assert evidence.name_voucher(made, "Ben", now=noon).voucher is None  # two of that name
    assert Evidence.objects.filter(state=EvidenceState.OPEN).count() == 1


def test_a_member_without_an_account_is_asked_by_a_line_on_the_desk(
    ben: Person, noon: datetime
) -> None:
    Person.objects.filter(pk=ben.pk).update(account=None)
    made = apply(ben.community, noon)
    asked = evidence.name_voucher(made, "Ben", now=noon)
    assert evidence.name_voucher(made, "Ben", now=noon) == asked
    task = Task.objects.get(kind="vouch")
    assert f"/v/{asked.token}/" in str(task.words)
    evidence.answer_vouch(asked, knows=True, now=noon)
    task.refresh_from_db()
    assert task.state == "done"


def test_whoever_invited_vouches_in_one_tap(ben: Person, noon: datetime) -> None:
    made = apply(ben.community, noon, invitation=invite(ben, as_actor(ben), noon))
    asked = evidence.name_inviter(made, now=noon)
    assert asked.voucher == ben
    ben.memberships.update(state="left")
    with pytest.raises(RefusedError, match="one of our groups"):
        evidence.answer_vouch(asked, knows=True, now=noon)


def test_all_kinds_of_evidence_can_be_asked_for(ben: Person, wang: Person, noon: datetime) -> None:
    setting(ben.community, wang, noon, all_evidence=True, evidence=["work_mail", "vouch"])
    made = apply(ben.community, noon)
    evidence.ask_code(made, MAILBOX, now=noon)
    evidence.try_code(made, code_sent(made), now=noon)
    made.refresh_from_db()
    assert made.state == ApplicationState.PROVING
    evidence.answer_vouch(evidence.name_voucher(made, "Ben", now=noon), knows=True, now=noon)
    made.refresh_from_db()
    assert made.state == ApplicationState.WAITING

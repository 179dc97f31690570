"""The applicant's evidence (M05): a code to the company mailbox, a certificate, a member's word."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from qunce.facts import admission as facts
from qunce.kernel.actors import MACHINE, Actor, ActorKind
from qunce.kernel.errors import RefusedError, StaleError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task
from qunce.people.models import Person
from qunce.rooms.admission import applying, certificates, finding, mails
from qunce.rooms.admission.domain import (
    EVIDENCE,
    OPEN,
    ApplicationState,
    EvidenceKind,
    EvidenceState,
    EvidenceVerb,
)
from qunce.rooms.admission.mailboxes import Mailbox, company_domain, domain_of, judge
from qunce.rooms.admission.mailboxes import normal_address as normal
from qunce.rooms.admission.models import Application, Evidence
from qunce.store import mailed_codes
from qunce.store.moves import move
from qunce.store.secrets import encrypt
from qunce.store.sheets import Sheet

OVER = N_("This application has been decided already.")
ANSWERED = N_("This was answered already. Thank you!")
NO_MEMBER = N_("Your word counts as long as you are in one of our groups.")
KNOWS = N_("knows them")
KNOWS_NOT = N_("does not know them")
VOUCH = "vouch"
ASK = N_("Ask %(voucher)s whether they know %(name)s")
ASK_WORDS = N_(
    "Hello %(voucher)s, %(name)s (%(company)s, %(position)s) would like to join %(where)s and says "
    "that you know each other. Is that so? One tap: %(link)s"
)
ASK_HINT = N_("Send it to them in private. The line goes as soon as they have answered.")


def check_open(application: Application) -> None:
    """Raise RefusedError for an application that is over: nothing can be added any more."""
    if application.state not in OPEN:
        raise RefusedError(Words(OVER))


# --- the company mailbox ------------------------------------------------------------------------


@transaction.atomic
def ask_code(application: Application, address: str, *, now: datetime) -> Evidence:
    """Have a code sent to a company mailbox; another mailbox takes the place of the one before.

    Raises RefusedError for a mailbox that shows nothing, BusyError for a second code too soon.
    """
    check_open(application)
    kind = judge(address)
    if kind is not Mailbox.COMPANY:
        raise RefusedError(Words(kind.said))
    plain = normal(address)
    key = applying.hash_of("mail", plain)
    rows = Evidence.objects.select_for_update().filter(
        application=application, kind=EvidenceKind.WORK_MAIL, state=EvidenceState.OPEN
    )
    found = None
    for each in rows:
        if each.address_hash == key:
            found = each
        else:
            _take_back(each, now)
    if found is None:
        found = _new_mailbox(application, plain, now)
    _send_code(found, now)
    return found


def _new_mailbox(application: Application, plain: str, now: datetime) -> Evidence:
    evidence: Evidence = Evidence.objects.create(
        community_id=application.community_id,
        application=application,
        kind=EvidenceKind.WORK_MAIL,
        state=EvidenceState.OPEN,
        address=encrypt(plain),
        address_hash=applying.hash_of("mail", plain),
        domain=company_domain(domain_of(plain)),
        created_at=now,
    )
    return evidence


def _send_code(evidence: Evidence, now: datetime) -> None:
    mailed_codes.draw(evidence, now=now)
    evidence.save(update_fields=["seed", "code_sent_at", "tries", "sends"])
    mails.lay(mails.Mail.CODE, evidence.application, evidence.pk, now=now, again=evidence.sends)


def find_mailbox(application: Application) -> Evidence | None:
    """Return the newest mailbox of an application, whatever came of it, or None."""
    rows = Evidence.objects.filter(application=application, kind=EvidenceKind.WORK_MAIL)
    return rows.exclude(state=EvidenceState.WITHDRAWN).order_by("-id").first()


def try_code(application: Application, typed: str, *, now: datetime) -> None:
    """Confirm the mailbox by the code that was sent to it.

    Raises RefusedError where it is wrong, too old, or was tried too often. A wrong try counts
    also where the page is left at once: it is stored before the code is looked at.
    """
    check_open(application)
    evidence = find_mailbox(application)
    if evidence is None or evidence.state != EvidenceState.OPEN:
        raise RefusedError(Words(mailed_codes.TAKE_NEW))
    mailed_codes.enter(evidence, typed, now=now)
    _confirm_mailbox(application, evidence, now)


@transaction.atomic
def _confirm_mailbox(application: Application, evidence: Evidence, now: datetime) -> None:
    after = EVIDENCE.after(EvidenceState(evidence.state), EvidenceVerb.CONFIRM)
    move(evidence, to=after, decided_at=now, seed="")
    applying.note_evidence(application, EvidenceKind.WORK_MAIL, now=now)


def _take_back(evidence: Evidence, now: datetime) -> None:
    after = EVIDENCE.after(EvidenceState(evidence.state), EvidenceVerb.WITHDRAW)
    move(evidence, to=after, decided_at=now, seed="", token="")
    _end_task(evidence, now)


# --- the certificate ----------------------------------------------------------------------------


@transaction.atomic
def hand_in(application: Application, sheet: Sheet, name: str, *, now: datetime) -> Evidence:
    """Keep a certificate that was examined; it takes the place of an earlier one."""
    check_open(application)
    earlier = Evidence.objects.filter(
        application=application, kind=EvidenceKind.CERTIFICATE, state=EvidenceState.OPEN
    )
    for each in earlier:
        _take_back(each, now)
        certificates.lay_deletion(each, now=now)
    evidence: Evidence = Evidence.objects.create(
        community_id=application.community_id,
        application=application,
        kind=EvidenceKind.CERTIFICATE,
        state=EvidenceState.OPEN,
        file=certificates.keep(sheet),
        file_name=name,
        size=len(sheet.data),
        mime=sheet.mime,
        created_at=now,
    )
    applying.note_evidence(application, EvidenceKind.CERTIFICATE, now=now)
    return evidence


# --- a member's word ----------------------------------------------------------------------------


@transaction.atomic
def name_voucher(application: Application, named: str, *, now: datetime) -> Evidence:
    """Note whom an applicant names; who is found is asked.

    The applicant learns nothing of who is a member: whether somebody was found is for reviewers.
    Naming the same member again changes nothing.
    """
    check_open(application)
    return _ask(application, finding.find_member(application.community, named), named, now)


@transaction.atomic
def name_inviter(application: Application, *, now: datetime) -> Evidence:
    """Ask whoever invited an applicant to vouch for them."""
    check_open(application)
    inviter = application.invitation.inviter if application.invitation else None
    if inviter is None or not finding.is_member(inviter):
        raise RefusedError(Words(NO_MEMBER))
    return _ask(application, inviter, inviter.name, now)


def _ask(application: Application, voucher: Person | None, named: str, now: datetime) -> Evidence:
    open_ones = Evidence.objects.filter(
        application=application, kind=EvidenceKind.VOUCH, state=EvidenceState.OPEN
    )
    for each in open_ones:
        if each.voucher == voucher and (voucher is not None or each.voucher_name == named):
            return each
        _take_back(each, now)
    evidence: Evidence = Evidence.objects.create(
        community_id=application.community_id,
        application=application,
        kind=EvidenceKind.VOUCH,
        state=EvidenceState.OPEN,
        voucher=voucher,
        voucher_name=named,
        token=secrets.token_urlsafe(16) if voucher else "",
        created_at=now,
    )
    if voucher is None:
        return evidence
    if voucher.account_id is not None:
        mails.lay(mails.Mail.VOUCH, application, evidence.pk, now=now)
    else:
        _open_task(evidence, now)
    return evidence


def _open_task(evidence: Evidence, now: datetime) -> None:
    """Put the question on the desk: a member without an account is asked in the chat."""
    application, voucher = evidence.application, evidence.voucher
    about: dict[str, str | int | float | Words] = {
        "voucher": voucher.name if voucher else "",
        "name": application.name,
        "company": application.company,
        "position": application.position,
        "where": mails.place_of(application),
        "link": mails.vouch_link(evidence),
    }
    draft = TaskDraft(
        community=application.community_id,
        kind=VOUCH,
        title=Words(ASK, about),
        words=Words(ASK_WORDS, about),
        hint=Words(ASK_HINT),
        role=Role.OPS,
        key=f"{VOUCH}:{evidence.pk}",
        due=now + timedelta(hours=24),
        subjects=(("application", application.pk),),
    )
    ledger.open_task(draft, now=now)


def _end_task(evidence: Evidence, now: datetime, by: Actor = MACHINE) -> None:
    key = f"{VOUCH}:{evidence.pk}"
    for task in Task.objects.filter(key=key, state=TaskState.OPEN):
        ledger.finish_task(task, by=by, now=now)


@transaction.atomic
def answer_vouch(evidence: Evidence, *, knows: bool, now: datetime) -> None:
    """Note whether a member knows an applicant; their word may make the application complete.

    Raises StaleError where it was answered, RefusedError where it counts no more.
    """
    application, voucher = evidence.application, evidence.voucher
    if evidence.state != EvidenceState.OPEN:
        raise StaleError(Words(ANSWERED))
    check_open(application)
    if voucher is None or not finding.is_member(voucher):
        raise RefusedError(Words(NO_MEMBER))
    verb = EvidenceVerb.CONFIRM if knows else EvidenceVerb.REFUSE
    after = EVIDENCE.after(EvidenceState(evidence.state), verb)
    move(evidence, to=after, decided_at=now, decided_by=voucher)
    by = Actor(ActorKind.PERSON, voucher.pk, voucher.name)
    fact = facts.ApplicantVouchedFor(
        application=application.pk,
        person=voucher.pk,
        name=application.name,
        knows=knows,
        answer=Words(KNOWS if knows else KNOWS_NOT),
    )
    ledger.record(fact, by=by, now=now, community=application.community_id)
    _end_task(evidence, now, by)
    if knows:
        applying.complete(application, now=now)


@transaction.atomic
def close(application: Application, *, now: datetime) -> None:
    """End what is open once an application is over: questions to members, codes, files."""
    for each in Evidence.objects.filter(application=application).select_related("voucher"):
        if each.state == EvidenceState.OPEN and each.kind != EvidenceKind.CERTIFICATE:
            _take_back(each, now)
        certificates.lay_deletion(each, now=now, after=certificates.THINK_AGAIN)


def is_over(application: Application) -> bool:
    """Say whether an application was decided or taken back."""
    return ApplicationState(application.state) not in OPEN

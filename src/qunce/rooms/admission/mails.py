"""Mails to applicants and vouchers: laid by an action, sent by the worker with no lock held."""

import smtplib
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum

from django.conf import settings as site
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation

from qunce.kernel.effects import Outcome, Status
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Assignment
from qunce.rooms.admission.domain import EVIDENCE, EvidenceKind, EvidenceState, EvidenceVerb
from qunce.rooms.admission.models import Application, Evidence
from qunce.shell.words import render
from qunce.store import mailed_codes
from qunce.store.moves import move
from qunce.store.secrets import decrypt

MAIL = "admission.mail"
PERMANENT = 500  # from here on an answer of a mail server will not change

GONE = N_("It was not needed any more.")
NO_MAILBOX = N_("The mail server does not take mails for this address: %(fault)s")
BUSY = N_("The mail server could not be reached: %(fault)s")

Letter = tuple[str, str, Words, Words]  # address, language, subject, body

LINK_SUBJECT = N_("Your application to %(where)s")
LINK_BODY = N_(
    "Hello %(name)s,\n\nyour application to %(where)s is in. Here you see where it stands, add "
    "evidence, or take it back:\n\n%(link)s\n\nThe link is only for you: please do not pass it on."
)
CODE_SUBJECT = N_("Your code for %(where)s is %(code)s")
CODE_BODY = N_(
    "Hello %(name)s,\n\nwith this code you show that this mailbox is yours:\n\n%(code)s\n\n"
    "It holds for %(minutes)s minutes. If you did not apply to %(where)s, forget this mail: "
    "somebody has mistyped an address."
)
VOUCH_SUBJECT = N_("Do you know %(name)s?")
VOUCH_BODY = N_(
    "Hello %(voucher)s,\n\n%(name)s (%(company)s, %(position)s) would like to join %(where)s and "
    "says that you know each other. Please answer with one tap:\n\n%(link)s\n\nVouching means: you "
    "know who this is and where they work. If you do not, say so; only the admins see your answer."
)


class Mail(StrEnum):
    """What a mail is about. `key` of an errand is an application's, or an evidence's."""

    LINK = "link"
    CODE = "code"
    VOUCH = "vouch"


def lay(mail: Mail, about: Application, key: int, *, now: datetime, again: int = 0) -> None:
    """Have a mail sent after the commit; `again` tells apart those meant to be repeated."""
    payload = {"mail": mail, "key": key}
    name = f"{MAIL}:{mail}:{key}:{again}"
    ledger.enqueue(MAIL, payload, community=about.community_id, now=now, key=name, priority=50)


def link_of(application: Application) -> str:
    """Return the address of an applicant's own page."""
    return site.SITE_URL + reverse("admission_status", kwargs={"token": application.token})


def vouch_link(evidence: Evidence) -> str:
    """Return the address at which a member says whether they know an applicant."""
    return site.SITE_URL + reverse("admission_vouch", kwargs={"token": evidence.token})


def place_of(application: Application) -> str:
    """Return what one applies to, in words: the group, else the community."""
    return application.group.name if application.group else application.community.name


def execute(assignment: Assignment) -> Outcome:
    """Send one mail, unless it is not needed any more (the errand's executor)."""
    write = WRITERS[Mail(assignment.payload["mail"])]
    letter = write(int(assignment.payload["key"]))
    if letter is None:
        return Outcome(Status.DONE, Words(GONE))
    return deliver(letter, lambda: _note_refused(assignment))


def deliver(letter: Letter, if_refused: Callable[[], None] = lambda: None) -> Outcome:
    """Send a letter now; try again later where the mail server is busy.

    `if_refused` is called where the server says for good that there is no such mailbox.
    """
    address, language, subject, body = letter
    with translation.override(language or site.LANGUAGE_CODE):
        said, told = render(subject), render(body)
    try:
        send_mail(said, told, None, [address])
    except smtplib.SMTPRecipientsRefused as error:
        code, fault = next(iter(error.recipients.values()))
        return _refused(code, fault, if_refused)
    except smtplib.SMTPResponseException as error:
        return _refused(error.smtp_code, error.smtp_error, if_refused)
    except OSError as error:
        return Outcome(Status.RETRY, Words(BUSY, {"fault": str(error)[:200]}))
    return Outcome(Status.DONE)


def _refused(code: int, fault: bytes | str, if_refused: Callable[[], None]) -> Outcome:
    text = fault.decode(errors="replace") if isinstance(fault, bytes) else fault
    said = {"fault": f"{code} {text}"[:200]}
    if code < PERMANENT:
        return Outcome(Status.RETRY, Words(BUSY, said))
    if_refused()
    return Outcome(Status.DONE, Words(NO_MAILBOX, said))


def _note_refused(assignment: Assignment) -> None:
    """Note on the evidence that the mailbox does not exist."""
    if assignment.payload["mail"] == Mail.CODE:
        rows = Evidence.objects.filter(pk=assignment.payload["key"], state=EvidenceState.OPEN)
        for evidence in rows:
            after = EVIDENCE.after(EvidenceState(evidence.state), EvidenceVerb.REFUSE)
            move(evidence, to=after, decided_at=assignment.now)


# --- what stands in them ------------------------------------------------------------------------


def _link(key: int) -> Letter | None:
    application = _application(key)
    address = decrypt(application.email) if application else ""
    if application is None or not address:
        return None
    known = {**_about(application), "link": link_of(application)}
    return address, application.language, Words(LINK_SUBJECT, known), Words(LINK_BODY, known)


def _code(key: int) -> Letter | None:
    evidence = _evidence(key, EvidenceKind.WORK_MAIL)
    address = decrypt(evidence.address) if evidence else ""
    if evidence is None or not address:
        return None
    about = _about(evidence.application)
    known = {**about, "code": mailed_codes.code_of(evidence), "minutes": mailed_codes.MINUTES}
    language = evidence.application.language
    return address, language, Words(CODE_SUBJECT, known), Words(CODE_BODY, known)


def _vouch(key: int) -> Letter | None:
    evidence = _evidence(key, EvidenceKind.VOUCH)
    account = evidence.voucher.account if evidence and evidence.voucher else None
    if evidence is None or account is None:
        return None
    about = {**_about(evidence.application), "link": vouch_link(evidence)}
    known = {**about, "voucher": evidence.voucher.name if evidence.voucher else ""}
    return account.email, account.language, Words(VOUCH_SUBJECT, known), Words(VOUCH_BODY, known)


WRITERS: Mapping[Mail, Callable[[int], Letter | None]] = {
    Mail.LINK: _link,
    Mail.CODE: _code,
    Mail.VOUCH: _vouch,
}


def _application(key: int) -> Application | None:
    rows = Application.objects.select_related("community", "group")
    return rows.filter(pk=key).first()


def _evidence(key: int, kind: EvidenceKind) -> Evidence | None:
    rows = Evidence.objects.filter(pk=key, kind=kind, state=EvidenceState.OPEN)
    rows = rows.select_related("application__community", "application__group", "voucher__account")
    return rows.first()


def _about(application: Application) -> dict[str, str | int | float | Words]:
    return {
        "name": application.name,
        "company": application.company,
        "position": application.position,
        "where": place_of(application),
    }

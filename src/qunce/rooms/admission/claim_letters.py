"""Mails to who claims a name: the code, the way in, a refusal. Sent by the worker."""

from datetime import datetime
from enum import StrEnum

from django.conf import settings as site
from django.urls import reverse

from qunce.kernel.actors import MACHINE
from qunce.kernel.effects import Outcome, Status
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Assignment
from qunce.rooms.admission import mails
from qunce.rooms.admission.claiming import ClaimState
from qunce.rooms.admission.models import Claim
from qunce.shell import links
from qunce.store import mailed_codes
from qunce.store.secrets import decrypt

LETTER = "admission.claim_letter"

CODE_SUBJECT = N_("Your code for %(where)s is %(code)s")
CODE_BODY = N_(
    "Hello %(name)s,\n\nwith this code you show that this mailbox is yours:\n\n%(code)s\n\n"
    "It holds for %(minutes)s minutes. If you did not claim a name in %(where)s, forget this mail: "
    "somebody has mistyped an address."
)
DONE_SUBJECT = N_("You are known in %(where)s now")
DONE_BODY = N_(
    "Hello %(name)s,\n\nthat you are a member of %(where)s is confirmed. This link lets you in on "
    "the phone on which you open it first:\n\n%(link)s\n\nOn any other device, log in with this "
    "e-mail address: a code is sent to you."
)
REFUSED_SUBJECT = N_("We could not find your name in %(where)s")
REFUSED_BODY = N_(
    "Hello %(name)s,\n\nyour claim in %(where)s could not be confirmed. %(words)s\n\nPlease write "
    "to an admin of the group; a new try is welcome at any time."
)


class Letter(StrEnum):
    """What a letter is about."""

    CODE = "code"
    DONE = "done"
    REFUSED = "refused"


STATES = {
    Letter.CODE: ClaimState.PROVING,
    Letter.DONE: ClaimState.DONE,
    Letter.REFUSED: ClaimState.REFUSED,
}


def lay(claim: Claim, letter: Letter, *, now: datetime) -> None:
    """Have a claimant told after the commit."""
    ledger.enqueue(
        LETTER,
        {"claim": claim.pk, "letter": letter.value},
        community=claim.community_id,
        now=now,
        key=f"{LETTER}:{claim.pk}:{letter.value}:{claim.sends}:{now.isoformat()}",
        priority=50,
    )


def address_of(claim: Claim) -> str:
    """Return the mailbox of a claimant."""
    return decrypt(claim.address)


def link_of(claim: Claim) -> str:
    """Return the whole address of a claimant's own page."""
    return site.SITE_URL + reverse("admission_claim", kwargs={"token": claim.token})


def place_of(claim: Claim) -> str:
    """Return the name of the group, else of the community."""
    return claim.group.name if claim.group else claim.community.name


def execute(assignment: Assignment) -> Outcome:
    """Send one letter, unless what it tells is not true any more (the errand's executor)."""
    letter = Letter(assignment.payload["letter"])
    found = Claim.objects.select_related("community", "group", "person__account")
    claim = found.filter(pk=assignment.payload["claim"]).first()
    address = address_of(claim) if claim else ""
    if claim is None or claim.state != STATES[letter] or not address:
        return Outcome(Status.DONE, Words(mails.GONE))
    subject, body = _words(claim, letter, assignment.now)
    return mails.deliver((address, claim.language, subject, body))


def _words(claim: Claim, letter: Letter, now: datetime) -> tuple[Words, Words]:
    name = claim.person.name if claim.person else claim.name
    about: dict[str, str | int | float | Words] = {"name": name, "where": place_of(claim)}
    match letter:
        case Letter.CODE:
            known = {**about, "code": mailed_codes.code_of(claim), "minutes": mailed_codes.MINUTES}
            return Words(CODE_SUBJECT, known), Words(CODE_BODY, known)
        case Letter.DONE:
            link = links.issue(claim.person, by=MACHINE, now=now) if claim.person else ""
            known = {**about, "link": f"{site.SITE_URL}{link}"}
            return Words(DONE_SUBJECT, known), Words(DONE_BODY, known)
        case Letter.REFUSED:
            known = {**about, "words": claim.words}
            return Words(REFUSED_SUBJECT, known), Words(REFUSED_BODY, known)

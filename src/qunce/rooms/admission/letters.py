"""What an applicant is told by e-mail, sent by the worker a little later, so that it can be undone.

Where no address is known the same words stand ready to be copied on the reviewer's page.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings as site
from django.core.mail import send_mail

from qunce.kernel.actors import MACHINE
from qunce.kernel.calendar import local_day
from qunce.kernel.effects import Outcome, Status
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Assignment
from qunce.people.queries import zone_of
from qunce.rooms.admission import deciding
from qunce.rooms.admission.domain import ApplicationState, ArrivalState
from qunce.rooms.admission.models import Application, Arrival
from qunce.rooms.admission.naming import Record, propose
from qunce.rooms.admission.reach import address_of, place_of, status_link
from qunce.shell import links
from qunce.shell.words import render

LETTER = "admission.letter"
PAUSE = timedelta(minutes=2)  # the time in which a reviewer can think again

SUBJECT = N_("Your application to %(where)s")
NOT_ANY_MORE = N_("The decision was changed before anybody was told.")
NO_ADDRESS = N_("The applicant has given no e-mail address.")


class Letter(StrEnum):
    """What a letter is about."""

    ASKED = "asked"
    ASKED_AGAIN = "asked_again"
    APPROVED = "approved"
    DECLINED = "declined"
    LAPSED = "lapsed"


STATES = {
    Letter.ASKED: ApplicationState.ASKED,
    Letter.ASKED_AGAIN: ApplicationState.ASKED,
    Letter.APPROVED: ApplicationState.APPROVED,
    Letter.DECLINED: ApplicationState.DECLINED,
    Letter.LAPSED: ApplicationState.LAPSED,
}


def post(
    application: Application, letter: Letter, *, now: datetime, text: str = "", number: int = 0
) -> None:
    """Have an applicant told; a letter of the same kind and `number` goes out once."""
    ledger.enqueue(
        LETTER,
        {"application": application.pk, "letter": letter.value, "text": text},
        community=application.community_id,
        now=now,
        not_before=now + PAUSE,
        key=f"{LETTER}:{application.pk}:{letter.value}:{number}",
        lane=f"{LETTER}:{application.pk}",
    )


def execute(assignment: Assignment) -> Outcome:
    """Send one letter, unless what it tells of is not true any more."""
    letter = Letter(assignment.payload["letter"])
    found = Application.objects.select_related("community", "group", "person__account")
    application = found.filter(pk=assignment.payload["application"]).first()
    if application is None or application.state != STATES[letter]:
        return Outcome(Status.DONE, Words(NOT_ANY_MORE))
    address = address_of(application)
    if not address:
        return Outcome(Status.DONE, Words(NO_ADDRESS))
    language = application.language or None
    where = {"where": place_of(application)}
    words = words_of(application, letter, assignment.payload["text"], now=assignment.now)
    if letter is Letter.APPROVED:
        words = _with_way_in(application, words, now=assignment.now)
    elif letter in {Letter.ASKED, Letter.ASKED_AGAIN}:
        link = status_link(application)
        words = Words(deciding.ANSWER_HERE, {"words": words, "link": link})
    send_mail(render(Words(SUBJECT, where), language), render(words, language), None, [address])
    return Outcome(Status.DONE)


def words_of(application: Application, letter: Letter, text: str = "", *, now: datetime) -> Words:
    """Return what the applicant reads: for a mail, and to be copied where there is none."""
    name, where = application.name, place_of(application)
    match letter:
        case Letter.ASKED | Letter.ASKED_AGAIN:
            return deciding.asked(name, where, text, again=letter is Letter.ASKED_AGAIN)
        case Letter.APPROVED:
            return _approved(application)
        case Letter.DECLINED:
            until = application.reapply_at
            zone = zone_of(application.community)
            day = f"{local_day(until, zone)}" if until and until > now else ""
            return deciding.declined(name, where, application.reason_words, day)
        case Letter.LAPSED:
            return Words(deciding.LAPSED, {"name": name, "where": where})


def _approved(application: Application) -> Words:
    """Return the welcome, and what comes next: a friend request, or a place in the line."""
    about: dict[str, str] = {"name": application.name, "where": place_of(application)}
    words = Words(deciding.APPROVED, about)
    states = set(Arrival.objects.filter(application=application).values_list("state", flat=True))
    if states & {ArrivalState.ADDING, ArrivalState.INVITING}:
        record = Record(application.name, application.company, application.position)
        more = {"code": application.code_word, "nickname": propose(record)}
        return Words(deciding.GET_READY, {"words": words, **more})
    if ArrivalState.WAITLISTED in states:
        return Words(deciding.FULL, {"words": words})
    return words


def _with_way_in(application: Application, words: Words, *, now: datetime) -> Words:
    """Add the personal link to a welcome where the person can log in, else the own page's."""
    person = application.person
    if person is None or person.account is None:
        return Words(deciding.SEE_HERE, {"words": words, "link": status_link(application)})
    path = links.issue(person, by=MACHINE, now=now)
    return Words(deciding.COME_IN, {"words": words, "link": f"{site.SITE_URL}{path}"})

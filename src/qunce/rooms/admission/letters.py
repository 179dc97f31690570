"""What an applicant is told by e-mail, sent by the worker a little later, so that it can be undone.

Where no address is known the same words stand ready to be copied on the reviewer's page.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings as site

from qunce.kernel.actors import MACHINE
from qunce.kernel.calendar import local_day
from qunce.kernel.effects import Outcome, Status
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Assignment
from qunce.ledger.domain import ErrandState
from qunce.ledger.models import Entry, Errand
from qunce.people.queries import zone_of
from qunce.rooms.admission import deciding, mails
from qunce.rooms.admission.domain import ApplicationState, ArrivalState
from qunce.rooms.admission.models import Application, Arrival
from qunce.rooms.admission.naming import Record, propose
from qunce.rooms.admission.reach import address_of, place_of, status_link
from qunce.shell import links

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
    application: Application,
    letter: Letter,
    *,
    now: datetime,
    text: str = "",
    number: int = 0,
    entry: Entry | None = None,
) -> None:
    """Have an applicant told; a letter of the same kind and `number` goes out once.

    `entry` is the decision of which it tells.
    """
    ledger.enqueue(
        LETTER,
        {"application": application.pk, "letter": letter.value, "text": text},
        community=application.community_id,
        now=now,
        not_before=now + PAUSE,
        entry=entry,
        key=f"{LETTER}:{application.pk}:{letter.value}:{number}",
        lane=lane_of(application),
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
    where = {"where": place_of(application)}
    words = words_of(application, letter, assignment.payload["text"], now=assignment.now)
    if letter is Letter.APPROVED:
        words = _with_way_in(application, words, now=assignment.now)
    elif letter in {Letter.ASKED, Letter.ASKED_AGAIN}:
        link = status_link(application)
        words = Words(deciding.ANSWER_HERE, {"words": words, "link": link})
    return _deliver((address, application.language, Words(SUBJECT, where), words))


def _deliver(letter: mails.Letter) -> Outcome:
    """Send a letter; a mailbox that does not exist is a matter for the reviewer."""
    refused: list[bool] = []
    outcome = mails.deliver(letter, lambda: refused.append(True))
    return replace(outcome, status=Status.DENIED) if refused else outcome


def list_failed(application: Application) -> list[Errand]:
    """Return the letters to an applicant that could not be sent, oldest first."""
    letters = Errand.objects.filter(
        community=application.community_id,
        kind=LETTER,
        lane=lane_of(application),
        state=ErrandState.REFUSED,
    )
    return list(letters.select_related("entry").order_by("id"))


def lane_of(application: Application) -> str:
    """Return the lane of the letters to one applicant: they arrive in their order."""
    return f"{LETTER}:{application.pk}"


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
    ways = Arrival.objects.filter(application=application)
    is_in = ways.filter(state=ArrivalState.ARRIVED).exists()
    said = deciding.COME_IN if is_in else deciding.OWN_PAGE
    return Words(said, {"words": words, "link": f"{site.SITE_URL}{path}"})

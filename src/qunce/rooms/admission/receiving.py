"""Words for the steps by hand, and who is at which step: for the desk and the group's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from qunce.facts.arrivals import ApplicantContactSeen
from qunce.kernel.actors import Actor
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people import contacts
from qunce.people.domain_own import ContactKind
from qunce.people.models import Contact, Group, Person
from qunce.playbook.queries import effective
from qunce.rooms.admission import lines
from qunce.rooms.admission.arrivals import steps_of
from qunce.rooms.admission.arriving import SEATED, Step, can_go_back
from qunce.rooms.admission.domain import ArrivalState, Settings, welcome_words
from qunce.rooms.admission.models import Application, Arrival
from qunce.rooms.admission.naming import propose
from qunce.rooms.admission.nicknames import asked_to_mend, record_of
from qunce.shell.words import render
from qunce.store import secrets

JUST_NOW = timedelta(hours=12)  # so long who arrived is still shown, with the undo
AND = "、"

ADD = N_("Hello %(name)s, this is %(where)s: your application is approved. Code word %(code)s.")
INVITE = N_(
    "Here is the invitation to %(where)s. In the group please use the nickname %(nickname)s."
)
NO_WECHAT = N_("The applicant gave no WeChat ID.")
WECHAT_ID = N_("WeChat ID")
HELLO = N_("Hello everybody, I am %(name)s, %(position)s at %(company)s. Glad to be here!")
HELLO_SHORT = N_("Hello everybody, I am %(name)s. Glad to be here!")
GIVES = N_("%(words)s\nI can help with: %(gives)s")
SEEKS = N_("%(words)s\nI would like to hear about: %(seeks)s")
WHY = N_("To add you as a friend, so that you can be invited into the group")


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody on the way, as a page shows it. `words` is what to send to this person."""

    arrival: Arrival
    words: Words | None
    nickname: str
    has_wechat: bool
    last: Step | None
    can_undo: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """All who are at one step; `words` is one text for all of them, where there is one."""

    state: ArrivalState
    lines: Sequence[Line]
    words: Words | None = None

    @property
    def is_many(self) -> bool:
        """Say whether the step can be done for several people at once."""
        return self.state in SEATED and len(self.lines) > 1


def stretches_of(group: Group, now: datetime) -> list[Stretch]:
    """Return who is at which step of the way by hand, and who has just arrived."""
    rows = Arrival.objects.filter(group=group).select_related(
        "person", "application", "group", "identity"
    )
    found = []
    for state in (*SEATED, ArrivalState.ARRIVED):
        at = rows.filter(state=state).order_by("id")
        if state is ArrivalState.ARRIVED:
            at = at.filter(arrived_at__gt=now - JUST_NOW)
        people = [line_of(each) for each in at]
        if people:
            words = _welcome(group, people) if state is ArrivalState.WELCOMING else None
            found.append(Stretch(state, people, words))
    return found


def shown_of(group: Group, now: datetime) -> dict[str, Any]:
    """Return what the part of a page about the way into a group shows."""
    mark = lines.standing_of(group)
    return {"group": group, "stretches": stretches_of(group, now), "mark": mark}


def line_of(arrival: Arrival) -> Line:
    """Return somebody on the way with the words for the step that is next."""
    steps = steps_of(arrival)
    nickname = propose(record_of(arrival.person))
    application = arrival.application
    return Line(
        arrival,
        _words(arrival, nickname),
        nickname,
        has_wechat=bool(application and application.wechat),
        last=steps[-1] if steps else None,
        can_undo=can_go_back(ArrivalState(arrival.state), steps),
    )


def _words(arrival: Arrival, nickname: str) -> Words | None:
    about = {"name": arrival.person.name, "where": arrival.group.name}
    if arrival.state == ArrivalState.ADDING:
        return Words(ADD, {**about, "code": arrival.code_word})
    if arrival.state == ArrivalState.INVITING:
        return Words(INVITE, {"where": arrival.group.name, "nickname": nickname})
    return None


def _welcome(group: Group, people: Sequence[Line]) -> Words:
    """Return one welcome for all who have to be welcomed."""
    settings = effective(group.community_id, Settings, group.pk)
    words = welcome_words(settings, AND.join(line.arrival.person.name for line in people))
    for line in people:
        if line.arrival.identity is not None:
            words = asked_to_mend(words, line.arrival.identity.name, line.arrival.person)
    return words


@transaction.atomic
def look_at_wechat(application: Application, *, by: Actor, now: datetime) -> str:
    """Return the WeChat ID of an applicant; the look is recorded. RefusedError without one."""
    kept = Contact.objects.filter(person=application.person_id, kind=ContactKind.WECHAT).first()
    if kept is not None:
        return contacts.reveal(kept, by=by, why=render(WHY), now=now)
    wechat = secrets.decrypt(application.wechat) if application.wechat else ""
    if not wechat:
        raise RefusedError(Words(NO_WECHAT))
    fact = ApplicantContactSeen(
        application=application.pk,
        person=application.person_id,
        name=application.name,
        what=Words(WECHAT_ID),
    )
    ledger.record(fact, by=by, now=now, community=application.community_id)
    return wechat


def introduction(person: Person, application: Application | None) -> Words:
    """Return a few words with which a new member can introduce themselves."""
    extra = application.extra if application else {}
    about = {"name": person.name, "company": person.company, "position": person.position}
    words = Words(HELLO if person.company else HELLO_SHORT, about)
    for key, msgid in (("gives", GIVES), ("seeks", SEEKS)):
        if extra.get(key):
            words = Words(msgid, {"words": words, key: str(extra[key])})
    return words

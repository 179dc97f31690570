"""An approval and what it carries on by itself, in one transaction; and its undo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from qunce.facts.admission import ApplicantApproved
from qunce.facts.arrivals import ApprovalTakenBack
from qunce.kernel.actors import Actor
from qunce.kernel.errors import QunceError, RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people import actions as people
from qunce.people import contacts, tiers
from qunce.people.domain import MembershipState
from qunce.people.domain_own import ContactKind, normal
from qunce.people.models import Account, Group, Person
from qunce.people.queries import membership_of
from qunce.people.tier_rule import Settings as TierRule
from qunce.playbook.queries import effective
from qunce.rooms.admission import arrivals, letters, lines
from qunce.rooms.admission.alike import find_doubts
from qunce.rooms.admission.domain import (
    ON_THE_WAY,
    ApplicationVerb,
    Applying,
    ArrivalState,
)
from qunce.rooms.admission.letters import Letter
from qunce.rooms.admission.models import Application, Arrival
from qunce.rooms.admission.reach import address_of, confirmed_address, confirmed_mailbox
from qunce.rooms.admission.reviewing import advance
from qunce.shell import links
from qunce.store.secrets import decrypt

CHOOSE_A_GROUP = N_("Choose at least one group.")
IN_THE_GROUP = N_("%(name)s is in the group already: take them out there if need be.")
LOOK_ALONE = N_("Perhaps somebody who is known already: open the application alone.")
TOO_LATE = N_("An approval can be taken back for %(hours)s hours.")
UNDO_WITHIN = timedelta(hours=24)
RECORD = ("company", "position", "city", "years")
ALSO = ("function", "gives", "seeks")  # where the form asks for them


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reviewer chose: the groups, and the record where the applicant is known already.

    `seen` is the state that the reviewer's page showed.
    """

    groups: Sequence[Group] = ()
    person: Person | None = None
    seen: str = ""


@transaction.atomic
def approve(application: Application, choice: Choice, *, by: Actor, now: datetime) -> list[Arrival]:
    """Let an applicant in: record, log-in, and the way into each group chosen.

    Raises RefusedError without a group, StaleError where somebody was faster. Returns the ways
    by hand and the places in waiting lists, and of a web group the arrival itself.
    """
    groups = list(choice.groups) or ([application.group] if application.group else [])
    if not groups:
        raise RefusedError(Words(CHOOSE_A_GROUP))
    person = choice.person or application.person
    about = {"decided_at": now, "decided_by_id": by.id}
    advance(application, ApplicationVerb.APPROVE, seen=choice.seen, **about)
    person = _complete(application, person, by=by, now=now)
    tiers.set_from_record(person, effective(person.community_id, TierRule), by=by, now=now)
    application.person = person
    application.save(update_fields=["person"])
    _note_contacts(application, person, by=by, now=now)
    _give_log_in(application, person, by=by, now=now)
    entry = ledger.record(
        _fact(application, person), by=by, now=now, community=application.community_id
    )
    ways = [
        arrivals.expect(person, group, by=by, now=now, application=application) for group in groups
    ]
    letters.post(application, Letter.APPROVED, now=now, number=entry.pk, entry=entry)
    lines.update_queue(application.community, now=now, by=by)
    return [way for way in ways if way is not None]


def _fact(application: Application, person: Person) -> ApplicantApproved:
    accepted, consented = application.charter_accepted_at, application.consented_at
    return ApplicantApproved(
        application=application.pk,
        person=person.pk,
        group=application.group_id,
        name=person.name,
        charter_version=application.charter_version,
        charter_accepted_at=accepted.isoformat() if accepted else "",
        privacy_version=application.privacy_version,
        consented_at=consented.isoformat() if consented else "",
    )


def _complete(
    application: Application, person: Person | None, *, by: Actor, now: datetime
) -> Person:
    """Return the person's record: a new one, or the known one with what it lacked."""
    told = {name: getattr(application, name) for name in RECORD}
    told |= {name: str(application.extra.get(name, "")) for name in ALSO}
    if person is None:
        return people.enrol(application.community, application.name, now=now, **told)
    missing: dict[str, Any] = {
        name: value for name, value in told.items() if value and not getattr(person, name)
    }
    people.correct(person, by=by, now=now, **missing)
    return person


def _note_contacts(application: Application, person: Person, *, by: Actor, now: datetime) -> None:
    """Keep what was told for reaching the person; what is no such contact is left out."""
    proof = confirmed_mailbox(application)
    told = {
        ContactKind.PHONE: (decrypt(application.phone), None),
        ContactKind.WECHAT: (decrypt(application.wechat), None),
        ContactKind.WORK_MAIL: (
            decrypt(proof.address) if proof else "",
            proof.decided_at if proof else None,
        ),
    }
    for kind, (value, confirmed_at) in told.items():
        if normal(kind, value):
            contacts.note(person, kind, value, by=by, now=now, confirmed_at=confirmed_at)


def _give_log_in(application: Application, person: Person, *, by: Actor, now: datetime) -> None:
    """Give the person a log-in with a confirmed address, else with the one that was told.

    Only who reads that mailbox comes in: by the code, or the link that is sent there.
    """
    address = confirmed_address(application) or address_of(application)
    if not address or person.account is not None:
        return
    taken = Account.objects.filter(
        email=address.strip().lower(), persons__community_id=application.community_id
    )
    if not taken.exists():
        links.open_account(person, address, by=by, now=now)


@transaction.atomic
def take_back(application: Application, *, by: Actor, now: datetime) -> None:
    """Undo an approval: the application waits again, its ways into groups end.

    Only for a day, and not once the person was seen in a group by hand: then RefusedError.
    """
    if application.decided_at is not None and now > application.decided_at + UNDO_WITHIN:
        hours = int(UNDO_WITHIN.total_seconds() // 3600)
        raise RefusedError(Words(TOO_LATE, {"hours": hours}))
    for arrival in _ways(application):
        _end(arrival, by=by, now=now)
    promise = effective(application.community_id, Applying, application.group_id).promise
    advance(
        application,
        ApplicationVerb.TAKE_BACK,
        decided_at=None,
        decided_by=None,
        waiting_since=now,
        due_at=now + promise,
    )
    person = application.person
    fact = ApprovalTakenBack(
        application=application.pk,
        person=person.pk if person else 0,
        name=application.name,
    )
    ledger.record(fact, by=by, now=now, community=application.community_id)
    lines.update_queue(application.community, now=now, by=by)


def _ways(application: Application) -> list[Arrival]:
    ways = Arrival.objects.filter(application=application).select_related("group", "person")
    return list(ways.exclude(state=ArrivalState.DROPPED).order_by("id"))


def _end(arrival: Arrival, *, by: Actor, now: datetime) -> None:
    if arrival.state in ON_THE_WAY:
        arrivals.drop(arrival, by=by, now=now)
        return
    if arrival.group.channel != arrivals.WEB:
        raise RefusedError(Words(IN_THE_GROUP, {"name": arrival.person.name}))
    member = membership_of(arrival.group, arrival.person)
    if member is not None and member.state == MembershipState.ACTIVE:
        people.leave(member, by=by, now=now)
    arrivals.offer_seats(arrival.group, now=now)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one application of many: "" or why it was left out."""

    application: Application
    fault: Words | None = None


def approve_all(applications: Sequence[Application], *, by: Actor, now: datetime) -> list[Outcome]:
    """Approve many, each in a transaction of its own: who was decided meanwhile is left out.

    So is who may be known already: whose record it is, a person says (DESIGN rule 8).
    """
    outcomes = []
    for application in applications:
        if find_doubts(application):
            outcomes.append(Outcome(application, Words(LOOK_ALONE)))
            continue
        try:
            approve(application, Choice(seen=application.state), by=by, now=now)
        except QunceError as error:
            outcomes.append(Outcome(application, error.words))
        else:
            outcomes.append(Outcome(application))
    return outcomes

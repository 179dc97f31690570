"""The demo's monthly cases: two that are summed up, and one that is discussed now.

They are stored as they stand: nothing of them is sent to the groups once more.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle

from django.db import transaction

from qunce.facts import casework as facts
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.messages import Role
from qunce.ledger import actions as ledger
from qunce.people.domain import MembershipState
from qunce.people.models import Community, Membership, Person
from qunce.people.queries import holders
from qunce.rooms.casework import queries
from qunce.rooms.casework.domain import LETTERS, ProposalState, StudyState
from qunce.rooms.casework.models import Argument, Position, Proposal, Study
from qunce.site.demo.script import STORY

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CALL = "您遇到过最难处理的一次是怎样的？说说经过、难在哪里、最后怎么办的。"


@dataclass(slots=True)
class Told:
    """A case of the story."""

    title: str
    state: StudyState
    days: int
    scenario: str = ""
    positions: list[str] = field(default_factory=list)
    arguments: list[tuple[int, str]] = field(default_factory=list)
    proposals: list[str] = field(default_factory=list)
    method: dict[str, str] = field(default_factory=dict)


def read() -> list[Told]:
    """Return the cases of the story, as they stand in its file."""
    found: list[Told] = []
    for line in (STORY / "cases.txt").read_text(encoding="utf-8").splitlines():
        mark, _space, text = line.partition(" ")
        if mark == "##":
            title, state, days = (part.strip() for part in text.split("|"))
            found.append(Told(title, StudyState(state), int(days)))
        elif line and mark != "#":
            _add(found[-1], mark, text)
    return found


def _add(told: Told, mark: str, text: str) -> None:
    if mark == ":":
        told.scenario = text
    elif mark == "=":
        told.proposals.append(text)
    elif mark in LETTERS:
        told.positions.append(text)
    elif mark.upper() in LETTERS:
        told.arguments.append((LETTERS.index(mark.upper()), text))
    else:
        told.method[mark] = text


@transaction.atomic
def prepare(community: Community, now: datetime) -> None:
    """Store the cases, with members who took part."""
    rows = Membership.objects.filter(
        community=community, group__channel="web", state=MembershipState.ACTIVE
    ).filter(person__appointments__isnull=True)
    people = [each.person for each in rows.select_related("person").order_by("-id")]
    if not people:
        return
    admin = holders(community, Role.CONTENT)[0]
    who = cycle(people)
    for told in read():
        speakers = [next(who) for _ in (*told.arguments, *told.proposals)]
        _store(community, told, speakers, admin, now)


def _store(
    community: Community, told: Told, speakers: list[Person], admin: Person, now: datetime
) -> None:
    opened = now - told.days * DAY
    closes = opened + 2 * DAY
    study = Study.objects.create(
        community=community,
        state=told.state,
        title=told.title,
        call=CALL,
        called_at=opened - 8 * DAY,
        call_until=opened - DAY,
        scenario=told.scenario,
        checked_at=opened - HOUR,
        checked_by=admin,
        opened_at=opened,
        closes_at=closes,
        summed_at=closes + DAY if told.method else None,
        changed_at=min(closes, now),
        **told.method,
    )
    positions = [
        Position.objects.create(community=community, study=study, place=place, title=title)
        for place, title in enumerate(told.positions)
    ]
    _store_arguments(community, study, told, positions, speakers)
    _store_proposals(community, study, told, speakers)
    _record(study, admin)


def _store_arguments(
    community: Community,
    study: Study,
    told: Told,
    positions: list[Position],
    speakers: list[Person],
) -> None:
    opened = study.opened_at or study.called_at
    for number, (place, text) in enumerate(told.arguments):
        person = speakers[number]
        Argument.objects.create(
            community=community,
            position=positions[place],
            person=person,
            name=person.name,
            text=text,
            form_token=f"demo-argument-{study.pk}-{number}",
            at=opened + (number + 1) * 3 * HOUR,
        )


def _store_proposals(
    community: Community, study: Study, told: Told, speakers: list[Person]
) -> None:
    opened = study.opened_at or study.called_at
    for number, text in enumerate(told.proposals):
        person = speakers[-1 - number]
        Proposal.objects.create(
            community=community,
            study=study,
            state=ProposalState.CHOSEN if number == 0 else ProposalState.OFFERED,
            person=person,
            name=person.name,
            text=text,
            form_token=f"demo-proposal-{study.pk}-{number}",
            at=opened - 5 * DAY,
        )


def _record(study: Study, admin: Person) -> None:
    """Record what happened to a case, each at its time."""
    by = Actor(ActorKind.PERSON, admin.pk, admin.name)
    opened, closes = study.opened_at or study.called_at, study.closes_at or study.called_at
    told = [
        (study.called_at, facts.CaseCalled(study.pk, study.title, study.call_until.isoformat())),
        (opened, facts.CaseOpened(study.pk, study.title, closes.isoformat())),
    ]
    for at, fact in told:
        ledger.record(fact, by=by, now=at, community=study.community_id)
    if study.summed_at is not None:
        keys = tuple(person for person, _name in queries.credited(study) if person)
        summed = facts.CaseSummedUp(study.pk, study.title, keys)
        ledger.record(summed, by=by, now=study.summed_at, community=study.community_id)

"""Who is asked: members agree, are asked by topic and load, reminded, and admins are told."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from qunce.facts import answers as facts
from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.domain import Tier
from qunce.people.models import Person
from qunce.people.queries import roles_of, zone_of
from qunce.playbook.basics import Basics
from qunce.playbook.queries import effective
from qunce.rooms.answers import lines, queries
from qunce.rooms.answers.deciding import REQUEST, RequestState, RequestVerb
from qunce.rooms.answers.domain import choose
from qunce.rooms.answers.models import Help, Question, Request
from qunce.rooms.answers.telling import Letter, tell
from qunce.store.moves import move

FOR_SENIORS = N_("Only senior members and managers are asked to answer. Your tier is on “My tier”.")
ASKED_BEFORE = N_("%(name)s was asked already.")
HELPING = frozenset({Tier.SENIOR, Tier.MANAGER})


def may_help(person: Person) -> bool:
    """Say whether a member may agree to be asked: seniors, managers, and who runs the group."""
    return person.tier in HELPING or bool(roles_of(person))


@transaction.atomic
def agree(person: Person, topics: Sequence[str], *, by: Actor, now: datetime) -> Help:
    """Note that a member agrees to be asked about some topics (none: any). M26.

    Raises RefusedError for somebody of the first tier.
    """
    if not may_help(person):
        raise RefusedError(Words(FOR_SENIORS))
    known = Help.objects.filter(person=person).first()
    was_on = known is not None and known.is_on
    row = known or Help(community_id=person.community_id, person=person, agreed_at=now)
    row.topics, row.is_on = list(topics), True
    if not was_on:
        row.agreed_at = now
    row.save()
    if not was_on:
        fact = facts.HelpOffered(person.pk, person.name)
        ledger.record(fact, by=by, now=now, community=person.community_id)
    return row


@transaction.atomic
def stop(person: Person, *, by: Actor, now: datetime) -> None:
    """Note that a member does not want to be asked any more; what waits is handed on."""
    if not Help.objects.filter(person=person, is_on=True).update(is_on=False):
        return
    fact = facts.HelpEnded(person.pk, person.name)
    ledger.record(fact, by=by, now=now, community=person.community_id)
    for each in queries.list_waiting_for(person).select_related("question__community"):
        pass_on(each, by=by, now=now)


@transaction.atomic
def route(question: Question, *, now: datetime, count: int | None = None) -> list[int]:
    """Ask members who know the topic of a question; return whom. `count` None: as set."""
    settings = queries.settings_of(question.community_id)
    wanted = settings.ask_at_once if count is None else count
    if not wanted:
        return []
    helpers = queries.helpers_for(question)
    chosen = choose(helpers, question.topic, wanted, settings.most_open)
    if chosen:
        _ask(question, chosen, by=MACHINE, now=now)
    return chosen


@transaction.atomic
def hand_to(question: Question, person: Person, *, by: Actor, now: datetime) -> None:
    """Ask one member, as an admin chose. Raises RefusedError where they were asked before."""
    if question.requests.filter(person=person).exists():
        raise RefusedError(Words(ASKED_BEFORE, {"name": person.name}))
    _ask(question, [person.pk], by=by, now=now)


def _ask(question: Question, persons: Sequence[int], *, by: Actor, now: datetime) -> None:
    for person in persons:
        Request.objects.create(
            community_id=question.community_id,
            question=question,
            person_id=person,
            state=RequestState.WAITING,
            at=now,
        )
        tell(question, person, Letter.REQUEST, now=now)
    Help.objects.filter(person__in=persons).update(asked_at=now)
    fact = facts.QuestionRouted(question.pk, tuple(persons), question.title)
    ledger.record(fact, by=by, now=now, community=question.community_id)


@transaction.atomic
def pass_on(request: Request, *, by: Actor, now: datetime) -> None:
    """Take a member's word that they cannot answer; somebody else is asked."""
    after = REQUEST.after(RequestState(request.state), RequestVerb.HAND_ON)
    move(request, to=after, ended_at=now)
    question = request.question
    fact = facts.QuestionPassed(question.pk, request.person_id, question.title)
    ledger.record(fact, by=by, now=now, community=question.community_id)
    route(question, now=now, count=1)


def remind(question: Question, *, now: datetime) -> None:
    """Remind once whoever was asked long enough ago, and ask one more member."""
    settings = queries.settings_of(question.community_id)
    since = now - settings.remind_after
    late = question.requests.filter(state=RequestState.WAITING, reminded_at=None, at__lte=since)
    for each in late:
        with transaction.atomic():
            if Request.objects.filter(pk=each.pk, reminded_at=None).update(reminded_at=now):
                tell(question, each.person_id, Letter.REMINDER, now=now)
                route(question, now=now, count=1)


@transaction.atomic
def escalate(question: Question, *, now: datetime) -> None:
    """Tell the admins once that nobody answered a question in time."""
    rows = Question.objects.filter(pk=question.pk, escalated_at=None, state=question.state)
    if not rows.update(escalated_at=now):
        return
    fact = facts.QuestionEscalated(question.pk, question.title)
    ledger.record(fact, by=MACHINE, now=now, community=question.community_id)
    lines.say_late(question, now=now)


def is_quiet(question: Question, now: datetime) -> bool:
    """Say whether nobody is to be disturbed at this hour (M53)."""
    quiet = effective(question.community_id, Basics).quiet
    return quiet.covers(now, zone_of(question.community))

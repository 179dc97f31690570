"""An admin acts on a message or a member without a finding of the machine."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from qunce.chat import abilities
from qunce.chat import queries as chat
from qunce.chat.models import Message as Row
from qunce.kernel.actors import Actor
from qunce.kernel.clauses import Step
from qunce.kernel.effects import NAMES
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Author, Message
from qunce.kernel.rules import Finding, Label
from qunce.kernel.text import N_, Words
from qunce.people.models import Group, Membership, Person
from qunce.people.queries import staff_of
from qunce.rooms.moderation import actions, notices, queries
from qunce.rooms.moderation.cases import open_cases, terms_of
from qunce.rooms.moderation.domain import (
    Answer,
    CaseState,
    Verdict,
    Why,
    decide_by_person,
    with_step,
)
from qunce.rooms.moderation.engines import Ready, ready_for
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.naming import account_of
from qunce.rooms.moderation.recasting import NO_CLAUSE, OWN_JUDGEMENT

NO_ACCOUNT = N_("%(name)s has not written in this group yet: there is no account to act on.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done, before it is: the verdict, the words to the member, and the effects."""

    verdict: Verdict
    words: Words
    effects: tuple[str, ...]


def message_of_member(membership: Membership, *, now: datetime) -> Message:
    """Return a message without words that stands for a member's conduct.

    Raises RefusedError for a member of whom no account in the group is known.
    """
    group, person = membership.group, membership.person
    identity = account_of(membership)
    if identity is None:
        raise RefusedError(Words(NO_ACCOUNT, {"name": person.name}))
    is_staff = person.pk in staff_of(group.community_id)
    name = membership.nickname or person.name
    return Message(0, group.pk, Author(identity.pk, person.pk, name, is_staff), "", now)


def list_places(person: Person) -> list[Membership]:
    """Return where a member can be acted on: the groups that they are in."""
    mine = Membership.objects.filter(person=person, state="active", group__archived_at=None)
    return list(mine.select_related("group__community", "person").order_by("group__name"))


def plan(group: Group, message: Message, clause: str, *, note: str, step: Step | None) -> Plan:
    """Return what would be done about a message or a member; nothing is recorded.

    Raises RefusedError as `act_on` does.
    """
    ready = ready_for(group.community_id, group.pk)
    verdict = _verdict(group, message, _finding(message, clause, note, ready), ready, step)
    terms = terms_of(group, None, ready)
    effects = notices.effects_of(verdict, message, terms, abilities.of(group), now=message.sent_at)
    kinds = tuple(dict.fromkeys(NAMES[type(each).__name__] for each in effects))
    return Plan(verdict, notices.notice(verdict, message, terms), kinds)


def _verdict(
    group: Group, message: Message, finding: Finding, ready: Ready, step: Step | None
) -> Verdict:
    ladders = queries.ladders_of(group, ready)
    standing = queries.Standings([message], ladders, group.community_id).of(message)
    verdict = decide_by_person([finding], message.sent_at, ladders, standing)
    if verdict.answer is not Answer.ACT:
        raise RefusedError(Words(actions.NEVER_STAFF))
    return with_step(verdict, step, ladders) if step is not None else verdict


def _finding(message: Message, clause: str, note: str, ready: Ready) -> Finding:
    if ready.charter.clause(clause) is None:
        raise RefusedError(Words(NO_CLAUSE))
    reason = Words(note) if note else Words(OWN_JUDGEMENT)
    return Finding("by_hand", clause, Label.OK, (0, len(message.text)), reason, forbidden=True)


@transaction.atomic
def act_on_message(
    row: Row, clause: str, *, by: Actor, now: datetime, note: str = "", step: Step | None = None
) -> Case:
    """Decide about a message at once: open its case, or take the open one, and act.

    Raises RefusedError about owner, admins and robots, for an unknown clause, for a step that
    cannot be taken in the group, and where the message was decided about already.
    """
    case = Case.objects.filter(message=row).first()
    if case is not None and case.state != CaseState.OPEN:
        raise RefusedError(Words(actions.CASE_ALREADY))
    plan(row.group, chat.as_message(row), clause, note=note, step=step)
    if case is None:
        case = _open(row.group, chat.as_message(row), clause, note, now=now)
    actions.act(case, by=by, now=now, step=step, clause=clause)
    return case


def _open(group: Group, message: Message, clause: str, note: str, *, now: datetime) -> Case:
    """Open a case that is decided in the same breath: nobody has to be asked."""
    ready = ready_for(group.community_id, group.pk)
    finding = _finding(message, clause, note, ready)
    verdict = Verdict(Answer.ASK, Why.LADDER, ready.charter.clause(clause), findings=(finding,))
    decided = actions.undecided(group, message, verdict, ready, now=now)
    (case,) = open_cases(group, [decided], now=now)
    return case


@transaction.atomic
def act_on_member(
    membership: Membership,
    clause: str,
    *,
    by: Actor,
    now: datetime,
    note: str = "",
    step: Step | None = None,
) -> Case:
    """Decide about what a member did, without any message. Errors as in `act_on_message`."""
    group = membership.group
    message = message_of_member(membership, now=now)
    plan(group, message, clause, note=note, step=step)
    case = _open(group, message, clause, note, now=now)
    actions.act(case, by=by, now=now, step=step)
    return case

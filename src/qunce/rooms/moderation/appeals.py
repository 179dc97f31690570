"""Appeals: what a member says against a decision, and what an admin answers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from qunce.facts import moderation as facts
from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.clauses import STEP_NAMES, STEPS, Step
from qunce.kernel.effects import Effect
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger import queries as record_of
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task
from qunce.people.models import Appointment
from qunce.rooms.moderation import actions, queries
from qunce.rooms.moderation.domain import CASE, NO_TIME, CaseState, CaseVerb
from qunce.rooms.moderation.easing import Touched, ease_later, name_of, record, settle, tell_about
from qunce.rooms.moderation.engines import ready_for
from qunce.rooms.moderation.models import Case, GroupExample
from qunce.store.moves import move

BY_PEOPLE = ("post", "recall", "mute", "remove")  # what people do where a channel cannot
APPEAL_WITHIN = timedelta(days=2)  # so soon a member hears the answer

LOOK_AT_APPEAL = N_("%(name)s appeals in the matter of “%(excerpt)s”")
WITHDRAWN = N_(
    "%(name)s, we looked again: case %(case)s is withdrawn and counts no more. Sorry! %(note)s"
)
REDUCED = N_("%(name)s, we looked again: case %(case)s becomes %(step)s. %(note)s")
UPHELD = N_("%(name)s, we looked again: case %(case)s stands. %(note)s")
TAKEN = N_("%(name)s, your appeal in case %(case)s is in; you will hear from us within two days.")
TOO_LATE = N_("Appeals are taken for %(days)s days; this one is older.")
SAY_WHY = N_("Say in a few words why you see it differently.")
SOMEBODY_ELSE = N_("You decided this case yourself: somebody else answers the appeal.")
NOT_MILDER = N_("Choose a milder step than the one decided: %(step)s.")


@transaction.atomic
def appeal(case: Case, words: str, *, by: Actor, now: datetime, in_chat: bool = False) -> None:
    """Take a member's appeal. Raises RefusedError without a reason, or too late.

    Where it came by a reply in the chat (`in_chat`), the member is told that it arrived.
    """
    if not words.strip():
        raise RefusedError(Words(SAY_WHY))
    within = ready_for(case.community_id, case.group_id).charter.appeal_within
    if case.decided_at is not None and now > case.decided_at + within:
        raise RefusedError(Words(TOO_LATE, {"days": within.days}))
    after = CASE.after(CaseState(case.state), CaseVerb.APPEAL)
    move(case, to=after, appeal=words.strip(), appealed_at=now)
    fact = facts.CaseAppealed(**actions.about(case))
    about: dict[str, str | int] = {"name": name_of(case), "case": case.pk}
    told = tell_about(case, Words(TAKEN, about)) if in_chat else ()
    entry = ledger.record(fact, by=by, now=now, community=case.community_id, effects=told)
    actions.open_case_task(
        case, "appeal", LOOK_AT_APPEAL, now + APPEAL_WITHIN, entry=entry, now=now
    )


def is_alone(case: Case) -> bool:
    """Say whether nobody but who decided a case could answer an appeal in it."""
    return not other_reviewers(case)


def other_reviewers(case: Case) -> frozenset[int]:
    """Return who may answer appeals in a case and did not decide it."""
    held = Appointment.objects.filter(
        community_id=case.community_id, until__isnull=True, role__in=(Role.OPS, Role.OWNER)
    )
    known = frozenset(held.values_list("person_id", flat=True))
    return known - {case.decided_by, case.person_id}


def may_answer(case: Case, person: int | None) -> bool:
    """Say whether a person may answer an appeal: another one than who decided, if there is one."""
    if case.state != CaseState.APPEALED or case.decided_by is None or person != case.decided_by:
        return True
    return is_alone(case)


def _check_reviewer(case: Case, by: Actor) -> None:
    if not may_answer(case, by.id):
        raise RefusedError(Words(SOMEBODY_ELSE))


@transaction.atomic
def uphold(case: Case, *, by: Actor, now: datetime, note: str = "") -> None:
    """Answer an appeal: the decision stands.

    Raises RefusedError to who decided it, unless that one manages alone (M12).
    """
    _check_reviewer(case, by)
    _move(case, CaseVerb.UPHOLD, by=by, now=now, note=note)
    about: dict[str, str | int] = {"name": name_of(case), "case": case.pk, "note": note}
    _answer(case, "upheld", Words(UPHELD, about), by=by, now=now)


@transaction.atomic
def reduce(case: Case, step: Step, *, by: Actor, now: datetime, note: str = "") -> None:
    """Make a decision milder, appealed or not; it still counts as a violation.

    Raises RefusedError for a step that is not milder, and as `uphold` does.
    """
    _check_reviewer(case, by)
    if STEPS.index(step) >= STEPS.index(Step(case.step)) or step is Step.NOTHING:
        raise RefusedError(Words(NOT_MILDER, {"step": Words(STEP_NAMES[Step(case.step)])}))
    was = Step(case.step)
    case.step, case.mute_length = step, _mute_length(case) if step is Step.MUTE else NO_TIME
    case.save(update_fields=["step", "mute_length"])
    _move(case, CaseVerb.REDUCE, by=by, now=now, note=note)
    about: dict[str, str | int | Words] = {"name": name_of(case), "case": case.pk, "note": note}
    words = Words(REDUCED, {**about, "step": Words(STEP_NAMES[step])})
    drop_tasks(case, by=by, now=now)
    follows = settle([Touched(case, was)], by=by, now=now)
    _answer(case, "reduced", words, follows, by=by, now=now)


def _mute_length(case: Case) -> timedelta:
    """Return how long the clause of a case mutes for a violation of this number."""
    ready = ready_for(case.community_id, case.group_id)
    clause = ready.charter.clause(case.clause)
    if clause is None:
        return ready.charter.mute_length
    return queries.ladders_of(case.group, ready).mute_length(clause, case.strike)


@transaction.atomic
def overturn(
    case: Case, *, by: Actor, now: datetime, note: str = "", is_told: bool = True
) -> list[Case]:
    """Withdraw a decision, appealed or not: it counts as if it never happened.

    A mute ends, who was removed is let in again, later cases that were harsher because of it
    become milder (they are returned), and the message joins the group's own test cases. Raises
    RefusedError as `uphold` does. `is_told` False: the member hears of it otherwise, with other
    decisions that are withdrawn. Who has not heard of the decision yet, because nobody has posted
    the words, hears of no withdrawal either.
    """
    _check_reviewer(case, by)
    _move(case, CaseVerb.OVERTURN, by=by, now=now, note=note)
    is_told = not drop_tasks(case, by=by, now=now) and is_told
    eased = ease_later(case, is_told=is_told)
    follows = settle([Touched(case, Step(case.step)), *eased], by=by, now=now)
    words = Words(WITHDRAWN, {"name": name_of(case), "case": case.pk, "note": note})
    _answer(case, "overturned", words if is_told else None, follows, by=by, now=now)
    _remember(case, now=now)
    return record(eased, by=MACHINE, now=now)


def _move(case: Case, verb: CaseVerb, *, by: Actor, now: datetime, note: str) -> None:
    after = CASE.after(CaseState(case.state), verb)
    who: dict[str, Any] = {"answered_by": by.id, "answered_name": by.name}
    move(case, to=after, answered_at=now, note=note, **who)


def _remember(case: Case, *, now: datetime) -> None:
    """Put a message that was no violation among the group's own test cases."""
    if not case.text:
        return
    GroupExample.objects.get_or_create(
        case=case,
        defaults={
            "community_id": case.community_id,
            "group": case.group,
            "text": case.text,
            "label": case.label,
            "clause": case.clause,
            "created_at": now,
        },
    )


def drop_tasks(case: Case, *, by: Actor, now: datetime) -> bool:
    """Take what a decision asked of people, and nobody has done yet, off the desk.

    Return whether the member has not heard of the decision because of it.
    """
    entries = [each.pk for each in record_of.list_entries_about(case.community_id, "case", case.pk)]
    left = Task.objects.filter(entry__in=entries, state=TaskState.OPEN, kind__in=BY_PEOPLE)
    kinds = [task.kind for task in left]
    for task in left:
        ledger.skip_task(task, by=by, now=now)
    return "post" in kinds


def _answer(
    case: Case,
    result: str,
    words: Words | None,
    follows: Sequence[Effect] = (),
    *,
    by: Actor,
    now: datetime,
) -> None:
    tell = tell_about(case, words) if words else ()
    fact = facts.AppealAnswered(result=result, note=case.note, **actions.about(case))
    ledger.record(fact, by=by, now=now, community=case.community_id, effects=[*follows, *tell])
    actions.end_tasks(case, by=by, now=now)

"""Appeals: what a member says against a decision, and what an admin answers."""

from datetime import datetime, timedelta

from django.db import transaction

from qunce.chat import abilities
from qunce.facts import moderation as facts
from qunce.kernel.actors import Actor
from qunce.kernel.clauses import Step
from qunce.kernel.effects import Capability, Effect, Unmute
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.people import actions as people
from qunce.rooms.moderation import actions, notices
from qunce.rooms.moderation.domain import CASE, CaseState, CaseVerb
from qunce.rooms.moderation.engines import ready_for
from qunce.rooms.moderation.models import Case
from qunce.store.moves import move

APPEAL_WITHIN = timedelta(days=2)

LOOK_AT_APPEAL = N_("%(name)s appeals: “%(excerpt)s”")
WITHDRAWN = N_("%(name)s, we looked again: case %(case)s is withdrawn and counts no more. Sorry!")
INVITE = N_("Invite %(name)s into the group again: the removal was withdrawn")
UPHELD = N_("%(name)s, we looked again: case %(case)s stands. %(note)s")
TOO_LATE = N_("Appeals are taken for %(days)s days; this one is older.")
SAY_WHY = N_("Say in a few words why you see it differently.")


@transaction.atomic
def appeal(case: Case, words: str, *, by: Actor, now: datetime) -> None:
    """Take a member's appeal. Raises RefusedError without a reason, or too late."""
    if not words.strip():
        raise RefusedError(Words(SAY_WHY))
    within = ready_for(case.community_id, case.group_id).charter.appeal_within
    if case.decided_at is not None and now > case.decided_at + within:
        raise RefusedError(Words(TOO_LATE, {"days": within.days}))
    after = CASE.after(CaseState(case.state), CaseVerb.APPEAL)
    move(case, to=after, appeal=words.strip(), appealed_at=now)
    fact = facts.CaseAppealed(**actions.about(case))
    entry = ledger.record(fact, by=by, now=now, community=case.community_id)
    actions.open_case_task(
        case, "appeal", LOOK_AT_APPEAL, now + APPEAL_WITHIN, entry=entry, now=now
    )


@transaction.atomic
def uphold(case: Case, *, by: Actor, now: datetime, note: str = "") -> None:
    """Answer an appeal: the decision stands."""
    move(case, to=CASE.after(CaseState(case.state), CaseVerb.UPHOLD), answered_at=now, note=note)
    about: dict[str, str | int] = {"name": case.author_name, "case": case.pk, "note": note}
    _answer(case, "upheld", Words(UPHELD, about), (), by=by, now=now)


@transaction.atomic
def overturn(case: Case, *, by: Actor, now: datetime, note: str = "", is_told: bool = True) -> None:
    """Withdraw a decision, appealed or not: it counts as if it never happened.

    `is_told` False: the member hears of it otherwise, with other decisions that are withdrawn.
    """
    move(case, to=CASE.after(CaseState(case.state), CaseVerb.OVERTURN), answered_at=now, note=note)
    undo: tuple[Effect, ...] = ()
    if case.step == Step.MUTE and case.identity_id:
        undo = (Unmute(case.group_id, case.identity_id, Words(N_("The case was withdrawn."))),)
    elif case.step == Step.REMOVE:
        _bring_back(case, by=by, now=now)
    words = Words(WITHDRAWN, {"name": case.author_name, "case": case.pk})
    _answer(case, "overturned", words if is_told else None, undo, by=by, now=now)


def _bring_back(case: Case, *, by: Actor, now: datetime) -> None:
    """Let a member who was removed into the group again, by program or by a task."""
    if case.person is not None and Capability.REMOVE in abilities.of(case.group):
        people.join(case.group, case.person, by=by, now=now, nickname=case.author_name)
        return
    ledger.open_task(
        TaskDraft(
            community=case.community_id,
            kind="invite",
            title=Words(INVITE, {"name": case.author_name}),
            role=Role.OPS,
            key=f"invite:{case.pk}",
            groups=(case.group_id,),
            due=now + APPEAL_WITHIN,
            subjects=(("case", case.pk),),
        ),
        now=now,
    )


def _answer(
    case: Case,
    result: str,
    words: Words | None,
    undo: tuple[Effect, ...],
    *,
    by: Actor,
    now: datetime,
) -> None:
    can = abilities.of(case.group)
    tell = notices.tell(case.group_id, case.identity_id, words, can) if words else ()
    fact = facts.AppealAnswered(result=result, note=case.note, **actions.about(case))
    ledger.record(fact, by=by, now=now, community=case.community_id, effects=[*undo, *tell])
    actions.end_tasks(case, by=by, now=now)

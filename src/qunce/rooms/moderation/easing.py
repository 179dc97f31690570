"""What follows from a decision that becomes milder or is withdrawn."""

from datetime import datetime, timedelta

from qunce.chat import abilities
from qunce.facts import moderation as facts
from qunce.kernel.actors import Actor
from qunce.kernel.clauses import STEP_NAMES, STEPS, Step
from qunce.kernel.effects import Capability, Effect, Mute, Unmute
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, NOTHING, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.people import actions as people
from qunce.rooms.moderation import cases as about_cases
from qunce.rooms.moderation import notices, queries
from qunce.rooms.moderation.domain import CaseState, Ladders, Verdict, Why, decide_by_person
from qunce.rooms.moderation.engines import ready_at
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.rederive import derivation_of

INVITE_WITHIN = timedelta(days=2)

INVITE = N_("Invite %(name)s into the group again: the removal was withdrawn")
EASED = N_(
    "%(name)s, case %(because)s was withdrawn, so case %(case)s becomes milder as well: %(step)s."
)
BY_LADDER = (Why.LADDER, Why.POINTS, Why.LIKELY, Why.HISTORY)


def tell_about(case: Case, words: Words) -> tuple[Effect, ...]:
    """Return how the member of a case hears something."""
    return notices.tell(case.group_id, case.identity_id, words, abilities.of(case.group))


def mute_of(case: Case, *, now: datetime) -> tuple[Effect, ...]:
    """Return the mute of a case whose step is one."""
    if case.step != Step.MUTE or case.identity_id is None or not case.mute_length:
        return ()
    length = case.mute_length
    return (Mute(case.group_id, case.identity_id, length, NOTHING, now + length),)


def lift(case: Case, *, by: Actor, now: datetime) -> tuple[Effect, ...]:
    """Take back what the step of a case did: a mute, or a removal."""
    if case.step == Step.MUTE and case.identity_id:
        return (Unmute(case.group_id, case.identity_id, Words(N_("The case was withdrawn."))),)
    if case.step == Step.REMOVE:
        _bring_back(case, by=by, now=now)
    return ()


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
            due=now + INVITE_WITHIN,
            subjects=(("case", case.pk),),
        ),
        now=now,
    )


def ease_later(case: Case, *, by: Actor, now: datetime, is_told: bool = True) -> list[Case]:
    """Mend later cases of the same member that a withdrawn one made harsher; return them.

    Each is decided again as it was then, without what was withdrawn. A step that an admin chose,
    or that a report led to, stays: the ladder did not choose it. `is_told` as in
    `appeals.overturn`.
    """
    mine = {"person": case.person} if case.person else {"identity": case.identity}
    if None in mine.values():
        return []
    later = Case.objects.filter(
        community_id=case.community_id, state__in=queries.STRIKES, sent_at__gt=case.sent_at, **mine
    )
    eased = []
    for each in later.select_related("group__community", "message", "person").order_by("sent_at"):
        verdict = _verdict_now(each)
        if verdict is not None and _ease(each, verdict, case, by=by, now=now, is_told=is_told):
            eased.append(each)
    return eased


def _verdict_now(case: Case) -> Verdict | None:
    """Return what the ladder of then says by the strikes that still count."""
    kept = derivation_of(case)
    if kept is None:
        return None
    ready = ready_at(case.community_id, case.group_id, kept.playbook)
    ladders = Ladders(ready.charter, ready.engine.states, frozenset(kept.capabilities))
    message = about_cases.message_of(case)
    standing = queries.Standings([message], ladders, case.community_id).of(message)
    findings = tuple(queries.findings_of(case))
    return decide_by_person(findings, case.sent_at, ladders, standing) if findings else None


def _ease(
    case: Case, verdict: Verdict, because: Case, *, by: Actor, now: datetime, is_told: bool
) -> bool:
    """Set what a case counts anew; say whether its step became milder."""
    columns: dict[str, object] = {"strike": verdict.strike, "points": verdict.points}
    milder = STEPS.index(verdict.step) < STEPS.index(Step(case.step))
    by_ladder = case.why in BY_LADDER and case.state != CaseState.REDUCED
    if not by_ladder or not milder:
        Case.objects.filter(pk=case.pk).update(**columns)
        return False
    undo = lift(case, by=by, now=now)
    columns |= {"step": verdict.step, "next_step": verdict.next_step, "eased_by": because}
    columns["mute_length"] = verdict.mute_length
    Case.objects.filter(pk=case.pk).update(**columns)
    name = Words(STEP_NAMES[verdict.step])
    about: dict[str, str | int | Words] = {
        "name": case.author_name,
        "because": because.pk,
        "case": case.pk,
        "step": name,
    }
    fact = facts.CaseEased(
        because=because.pk, step=verdict.step, step_name=name, **about_cases.about(case)
    )
    effects = (*undo, *(tell_about(case, Words(EASED, about)) if is_told else ()))
    ledger.record(fact, by=by, now=now, community=case.community_id, effects=effects)
    return True

"""What follows from a decision that becomes milder or is withdrawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from qunce.chat import abilities
from qunce.facts import moderation as facts
from qunce.kernel.actors import Actor
from qunce.kernel.clauses import STEP_NAMES, STEPS, Step
from qunce.kernel.effects import Capability, Effect
from qunce.kernel.messages import Role
from qunce.kernel.nicknames import called
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Happened, TaskDraft
from qunce.people import actions as people
from qunce.rooms.moderation import cases as about_cases
from qunce.rooms.moderation import mutes, notices, queries
from qunce.rooms.moderation.domain import CaseState, Ladders, Verdict, Why, decide_by_person
from qunce.rooms.moderation.engines import ready_at
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.rederive import derivation_of

INVITE_WITHIN = timedelta(days=2)

INVITE = N_("Invite %(name)s into the group again: the removal was withdrawn")
EASED = N_(
    "%(name)s, case %(because)s was withdrawn, so case %(case)s becomes milder as well: %(step)s."
)
SHORTER = N_(
    "%(name)s, case %(because)s was withdrawn, so the mute of case %(case)s becomes shorter: "
    "%(hours)s hours."
)
BY_LADDER = (Why.LADDER, Why.POINTS, Why.LIKELY, Why.HISTORY)


@dataclass(frozen=True, slots=True)
class Touched:
    """A case whose decision is another than it was, or none any more; `was` is its step before."""

    case: Case
    was: Step


@dataclass(frozen=True, slots=True)
class Eased(Touched):
    """A later case that became milder; `told` is to be recorded."""

    told: Happened


def tell_about(case: Case, words: Words) -> tuple[Effect, ...]:
    """Return how the member of a case hears something."""
    return notices.tell(case.group_id, case.identity_id, words, abilities.of(case.group))


def name_of(case: Case) -> str:
    """Return what the member of a case is called where they are told: the nickname in public."""
    is_private = Capability.NOTIFY_PRIVATELY in abilities.of(case.group)
    return called(case.author_name) if is_private else case.author_name


def settle(touched: Iterable[Touched], *, by: Actor, now: datetime) -> tuple[Effect, ...]:
    """Let members be in their groups, and muted there, as the decisions say that stand by now.

    What another decision asked for stays: its mute goes on, and who was removed by it stays away.
    """
    effects: list[Effect] = []
    seen: set[tuple[int, int | None, str]] = set()
    for each in touched:
        case, steps = each.case, {each.was, Step(each.case.step or Step.NOTHING)}
        who = (case.group_id, case.identity_id)
        if _is_removed(case):
            continue
        if each.was is Step.REMOVE and (*who, "in") not in seen:
            seen.add((*who, "in"))
            _bring_back(case, by=by, now=now)
        if Step.MUTE in steps and (*who, "mute") not in seen:
            seen.add((*who, "mute"))
            effects += mutes.mend(case, now=now)
    return tuple(effects)


def _is_removed(case: Case) -> bool:
    """Say whether a decision that stands has removed the member of a case from its group."""
    same = {"identity": case.identity_id, "group": case.group_id, "step": Step.REMOVE}
    return Case.objects.filter(state__in=queries.STRIKES, **same).exists()


def _bring_back(case: Case, *, by: Actor, now: datetime) -> None:
    """Let a member who was removed into the group again, by program or by a task."""
    if case.person is not None and Capability.REMOVE in abilities.of(case.group):
        people.readmit(case.group, case.person, by=by, now=now, nickname=case.author_name)
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


def ease_later(case: Case, *, is_told: bool = True) -> list[Eased]:
    """Mend later cases of the same member that a withdrawn one made harsher; return them.

    Each is decided again as it was then, without what was withdrawn. A step that an admin chose,
    or that a report led to, stays: the ladder did not choose it. `is_told` as in
    `appeals.overturn`. What is returned is neither recorded yet (`record`) nor done (`settle`).
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
        if verdict is not None and (made := _ease(each, verdict, case, is_told=is_told)):
            eased.append(made)
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


def _ease(case: Case, verdict: Verdict, because: Case, *, is_told: bool) -> Eased | None:
    """Set what a case counts anew; return it if its step became milder, or its mute shorter."""
    was = Step(case.step)
    columns: dict[str, object] = {"strike": verdict.strike, "points": verdict.points}
    by_ladder = case.why in BY_LADDER and case.state != CaseState.REDUCED
    if not by_ladder or not _is_milder(verdict, case):
        Case.objects.filter(pk=case.pk).update(**columns)
        return None
    columns |= {"step": verdict.step, "next_step": verdict.next_step, "eased_by": because}
    columns["mute_length"] = verdict.mute_length
    Case.objects.filter(pk=case.pk).update(**columns)
    case.step, case.mute_length = verdict.step, verdict.mute_length
    name = Words(STEP_NAMES[verdict.step])
    fact = facts.CaseEased(
        because=because.pk, step=verdict.step, step_name=name, **about_cases.about(case)
    )
    effects = tell_about(case, _words(case, was, because)) if is_told else ()
    return Eased(case, was, Happened(fact, effects))


def _is_milder(verdict: Verdict, case: Case) -> bool:
    was = Step(case.step)
    if verdict.step is Step.MUTE and was is Step.MUTE:
        return case.mute_length is not None and verdict.mute_length < case.mute_length
    return STEPS.index(verdict.step) < STEPS.index(was)


def _words(case: Case, was: Step, because: Case) -> Words:
    about: dict[str, str | int | Words] = {
        "name": name_of(case),
        "because": because.pk,
        "case": case.pk,
        "step": Words(STEP_NAMES[Step(case.step)]),
        "hours": round((case.mute_length or timedelta(0)).total_seconds() / 3600),
    }
    return Words(SHORTER if was == case.step else EASED, about)


def record(eased: Sequence[Eased], *, by: Actor, now: datetime) -> list[Case]:
    """Write down which cases became milder, and have it told; return them."""
    happened = [each.told for each in eased]
    if happened:
        community = eased[0].case.community_id
        ledger.record_all(happened, by=by, now=now, community=community)
    return [each.case for each in eased]

"""All writes of moderation."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from qunce.chat import abilities
from qunce.chat import queries as chat
from qunce.chat.contracts import Batch
from qunce.chat.models import Message as Row
from qunce.facts import moderation as facts
from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.clauses import STEP_NAMES, Clause, Step
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Message, Role, Source
from qunce.kernel.rules import Certainty, Finding, Label
from qunce.kernel.text import N_, NOTHING, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Entry, Task
from qunce.people.models import Group
from qunce.rooms.moderation import notices, queries
from qunce.rooms.moderation.domain import (
    CASE,
    PERMITTED,
    Answer,
    CaseState,
    CaseVerb,
    Verdict,
    Why,
    decide,
    decide_by_person,
    with_step,
)
from qunce.rooms.moderation.engine import label_of
from qunce.rooms.moderation.engines import Ready, ready_for
from qunce.rooms.moderation.models import Case, Hit
from qunce.store.codecs import encode
from qunce.store.moves import move

EXCERPT = 40  # characters of the message in a title on the desk
REVIEW_WITHIN = timedelta(hours=4)

LOOK_AT = N_("Is this a violation? %(name)s: “%(excerpt)s”")


@transaction.atomic
def review(batch: Batch) -> None:
    """Judge a batch of the message stream and record what follows (DESIGN 3).

    On history nothing follows: findings are counted. The community's own voice is not judged.
    """
    group = Group.objects.select_related("community").get(pk=batch.group)
    ready = ready_for(batch.community, batch.group)
    messages = [each for each in batch.messages if queries.is_judged(each)]
    seen = queries.gather(messages, ready, queries.Records(group.community))
    hits: list[Hit] = []
    for each, findings in zip(seen, ready.engine.judge_all(seen), strict=True):
        bad = [finding for finding in findings if finding.label not in PERMITTED]
        if not bad or _is_own(each.message):
            continue
        hits += [_hit(group, each.message, finding, ready) for finding in bad]
        if each.message.source is not Source.HISTORY:
            ladders = queries.ladders_of(group, ready)
            standing = queries.standing_of(each.message, ladders, group.community_id)
            verdict = decide(each, bad, ladders, standing)
            _follow(group, each.message, verdict, ready, now=batch.now)
    Hit.objects.bulk_create(hits, ignore_conflicts=True)


def _is_own(message: Message) -> bool:
    return message.author is not None and queries.is_voice(message.author.identity)


def _hit(group: Group, message: Message, finding: Finding, ready: Ready) -> Hit:
    return Hit(
        community_id=group.community_id,
        group=group,
        message_id=message.id,
        rule=finding.rule,
        clause=finding.clause,
        label=finding.label,
        certainty=finding.certainty,
        state=ready.engine.states[finding.rule],
        start=finding.span[0],
        end=finding.span[1],
        undone=list(finding.undone),
        sent_at=message.sent_at,
    )


def _follow(
    group: Group, message: Message, verdict: Verdict, ready: Ready, *, now: datetime
) -> Case | None:
    """Open the case that a verdict asks for; a message has one case at most."""
    if verdict.answer in {Answer.LEAVE, Answer.COUNT}:
        return None
    if Case.objects.filter(message_id=message.id).exists():
        return None
    case = _open_case(group, message, verdict, now=now)
    if verdict.answer is Answer.ACT:
        _act(case, message, verdict, ready, by=MACHINE, now=now)
    else:
        _ask(case, message, verdict.clause, now=now)
    return case


def _open_case(group: Group, message: Message, verdict: Verdict, *, now: datetime) -> Case:
    author = message.author
    return Case.objects.create(
        community_id=group.community_id,
        group=group,
        message_id=message.id,
        identity_id=author.identity if author else None,
        person_id=author.person if author else None,
        author_name=author.name if author else "",
        text=message.text,
        sent_at=message.sent_at,
        source=message.source,
        state=CaseState.OPEN,
        answer=verdict.answer,
        why=verdict.why,
        clause=verdict.clause.key if verdict.clause else "",
        label=label_of(verdict.findings),
        findings=[encode(each) for each in verdict.findings],
        opened_at=now,
        **_decision(verdict),
    )


def _decision(verdict: Verdict) -> dict[str, object]:
    return {
        "step": verdict.step,
        "next_step": verdict.next_step,
        "strike": verdict.strike,
        "recall": verdict.recall,
        "mute_length": verdict.mute_length,
    }


def about(case: Case) -> dict[str, Any]:
    """Return the fields that all facts about a case have."""
    return {"case": case.pk, "group": case.group_id, "person": case.person_id}


def _rules(verdict: Verdict) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.rule for each in verdict.findings))


def _act(
    case: Case, message: Message, verdict: Verdict, ready: Ready, *, by: Actor, now: datetime
) -> Entry:
    """Record the decision and have it carried out."""
    can = abilities.of(case.group)
    terms = notices.Terms(
        strike_days=ready.charter.strikes_expire.days,
        appeal_days=ready.charter.appeal_within.days,
        link=f"/m/{case.group.community.key}/cases/{case.pk}/",
    )
    effects = notices.effects_of(verdict, message, terms, can, now=now)
    after = CASE.after(CaseState(case.state), CaseVerb.ACT)
    move(case, to=after, decided_at=now, decided_by=by.id, decided_name=by.name)
    fact = facts.MessageSanctioned(
        message=message.id,
        identity=case.identity_id,
        clause=case.clause,
        step=verdict.step,
        strike=verdict.strike,
        rules=_rules(verdict),
        clause_title=Words(verdict.clause.title if verdict.clause else case.clause),
        step_name=Words(STEP_NAMES[verdict.step]),
        **about(case),
    )
    return ledger.record(fact, by=by, now=now, community=case.community_id, effects=effects)


def _ask(case: Case, message: Message, clause: Clause | None, *, now: datetime) -> None:
    """Put the question on the desk."""
    fact = facts.MessageQuestioned(
        message=message.id,
        identity=case.identity_id,
        clause=case.clause,
        why=case.why,
        rules=tuple(each["rule"] for each in case.findings),
        clause_title=Words(clause.title if clause else case.clause),
        **about(case),
    )
    entry = ledger.record(fact, by=MACHINE, now=now, community=case.community_id)
    open_case_task(case, "review", LOOK_AT, now + REVIEW_WITHIN, entry=entry, now=now)


def open_case_task(
    case: Case, kind: str, title: str, due: datetime, *, entry: Entry, now: datetime
) -> None:
    """Put a case on the desk; `title` is a msgid that may name %(name)s and %(excerpt)s."""
    excerpt = " ".join(case.text.split())[:EXCERPT]
    ledger.open_task(
        TaskDraft(
            community=case.community_id,
            kind=kind,
            title=Words(title, {"name": case.author_name, "excerpt": excerpt}),
            role=Role.OPS,
            key=f"{kind}:{case.pk}:{entry.pk}",
            due=due,
            link=f"/c/{case.group.community.key}/cases/{case.pk}/",
            subjects=(("case", case.pk),),
        ),
        now=now,
        entry=entry,
    )


# --- a person decides ---------------------------------------------------------------------------


@transaction.atomic
def open_by_hand(row: Row, clause: str, *, by: Actor, now: datetime, note: str = "") -> Case:
    """Open a case about any message, without a finding of the machine, and wait for a decision.

    Raises RefusedError where the message has a case, or the charter no such clause.
    """
    group = row.group
    ready = ready_for(group.community_id, group.pk)
    if ready.charter.clause(clause) is None:
        raise RefusedError(Words(N_("Choose a clause of the charter.")))
    if Case.objects.filter(message=row).exists():
        raise RefusedError(Words(N_("This message has a case already.")))
    message = chat.as_message(row)
    reason = Words(note) if note else Words(N_("an admin's own judgement"))
    finding = Finding("by_hand", clause, Label.OK, (0, len(row.text)), reason)
    verdict = Verdict(Answer.ASK, Why.LADDER, ready.charter.clause(clause), findings=(finding,))
    case = _open_case(group, message, verdict, now=now)
    _ask(case, message, verdict.clause, now=now)
    _ = by
    return case


@transaction.atomic
def open_fresh(hits: Sequence[Hit], *, now: datetime) -> list[Case]:
    """Open a case, waiting for a person, for each of the fresh findings of an import."""
    cases = []
    for hit in hits:
        row = Row.objects.select_related("group__community").get(pk=hit.message_id)
        message = chat.as_message(row)
        ready = ready_for(row.group.community_id, row.group_id)
        found = Hit.objects.filter(message=row)
        findings = tuple(_finding(each) for each in found)
        clause = ready.charter.clause(hit.clause)
        verdict = Verdict(Answer.ASK, Why.HISTORY, clause, findings=findings)
        if not Case.objects.filter(message=row).exists():
            case = _open_case(row.group, message, verdict, now=now)
            _ask(case, message, verdict.clause, now=now)
            cases.append(case)
    return cases


def _finding(hit: Hit) -> Finding:
    return Finding(
        hit.rule,
        hit.clause,
        Label(hit.label),
        (hit.start, hit.end),
        NOTHING,
        tuple(hit.undone),
        Certainty(hit.certainty),
    )


@transaction.atomic
def act(case: Case, *, by: Actor, now: datetime, step: Step | None = None) -> None:
    """Decide that a case is a violation; the ladder says what follows, or the admin's `step`.

    The step is computed anew from the strikes that count now.
    """
    verdict, message, ready = propose(case)
    if step is not None:
        verdict = with_step(verdict, step, ready.charter)
    for name, value in _decision(verdict).items():
        setattr(case, name, value)
    case.save(update_fields=list(_decision(verdict)))
    _act(case, message, verdict, ready, by=by, now=now)
    end_tasks(case, by=by, now=now)


def propose(case: Case) -> tuple[Verdict, Message, Ready]:
    """Return what the ladder would do with a case now, if a person says it is a violation."""
    ready = ready_for(case.community_id, case.group_id)
    message = _message_of(case)
    ladders = queries.ladders_of(case.group, ready)
    standing = queries.standing_of(message, ladders, case.community_id)
    findings = tuple(queries.findings_of(case))
    verdict = decide_by_person(findings, message.sent_at, ladders, standing)
    return verdict, message, ready


def _message_of(case: Case) -> Message:
    row = case.message or Row(
        community_id=case.community_id,
        group=case.group,
        author=case.identity,
        author_name=case.author_name,
        text=case.text,
        kind="text",
        source=case.source,
        sent_at=case.sent_at,
    )
    return chat.as_message(row)


@transaction.atomic
def dismiss(case: Case, *, by: Actor, now: datetime, note: str = "") -> None:
    """Decide that a case is no violation."""
    after = CASE.after(CaseState(case.state), CaseVerb.DISMISS)
    move(case, to=after, decided_at=now, decided_by=by.id, decided_name=by.name, note=note)
    fact = facts.CaseDismissed(note=note, **about(case))
    ledger.record(fact, by=by, now=now, community=case.community_id)
    end_tasks(case, by=by, now=now)


@transaction.atomic
def reopen(case: Case, *, by: Actor, now: datetime) -> None:
    """Take a dismissal back."""
    move(case, to=CASE.after(CaseState(case.state), CaseVerb.REOPEN), decided_at=None)
    ledger.record(facts.CaseReopened(**about(case)), by=by, now=now, community=case.community_id)


def end_tasks(case: Case, *, by: Actor, now: datetime) -> None:
    """What the case asked of the desk is answered by the decision itself."""
    keys = [f"review:{case.pk}:", f"appeal:{case.pk}:"]
    for task in Task.objects.filter(community_id=case.community_id, state=TaskState.OPEN):
        if task.key.startswith(tuple(keys)):
            ledger.finish_task(task, by=by, now=now)

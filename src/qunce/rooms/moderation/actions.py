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
from qunce.kernel.rules import Certainty, Finding, Label, Seen
from qunce.kernel.text import N_, NOTHING, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Happened, TaskDraft
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Entry, Task
from qunce.people.models import Group
from qunce.rooms.moderation import notices, queries
from qunce.rooms.moderation.domain import (
    CASE,
    Answer,
    CaseState,
    CaseVerb,
    Verdict,
    Why,
    decide,
    decide_by_person,
    is_violation,
    with_step,
)
from qunce.rooms.moderation.engine import label_of
from qunce.rooms.moderation.engines import Ready, ready_for
from qunce.rooms.moderation.models import Case, Hit
from qunce.store.codecs import encode
from qunce.store.moves import move

EXCERPT = 40  # characters of the message in a title on the desk
REVIEW_WITHIN = timedelta(hours=4)

Violation = tuple[Seen, Sequence[Finding]]  # a message and what is not permitted in it

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
    found = _violations(seen, ready.engine.judge_all(seen))
    hits = [_hit(group, each.message, finding, ready) for each, bad in found for finding in bad]
    Hit.objects.bulk_create(hits, ignore_conflicts=True)
    live = [(each, bad) for each, bad in found if each.message.source is not Source.HISTORY]
    if live:
        _follow(group, live, ready, now=batch.now)


def _violations(seen: Sequence[Seen], findings: Sequence[Sequence[Finding]]) -> list[Violation]:
    """Return the messages in which something was found that is not permitted."""
    found = []
    for each, its in zip(seen, findings, strict=True):
        bad = [finding for finding in its if is_violation(finding)]
        if bad:
            found.append((each, bad))
    voices = queries.find_voices([each.message for each, _ in found]) if found else ()
    return [(each, bad) for each, bad in found if _author(each.message) not in voices]


def _author(message: Message) -> int | None:
    return message.author.identity if message.author else None


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


def _follow(group: Group, found: Sequence[Violation], ready: Ready, *, now: datetime) -> None:
    """Open the cases that findings ask for; a message has one case at most."""
    verdicts = _verdicts(group, found, ready)
    cases = _open_cases(group, verdicts, now=now)
    happened = [
        _sanction(case, message, verdict, ready, now=now)
        if verdict.answer is Answer.ACT
        else _question(case, message, verdict.clause)
        for case, (message, verdict) in zip(cases, verdicts, strict=True)
    ]
    entries = ledger.record_all(happened, by=MACHINE, now=now, community=group.community_id)
    for case, entry in zip(cases, entries, strict=True):
        if case.state == CaseState.OPEN:
            _ask_desk(case, entry, now=now)


def _verdicts(
    group: Group, found: Sequence[Violation], ready: Ready
) -> list[tuple[Message, Verdict]]:
    """Return what follows, where anything follows and the message has no case yet."""
    messages = [each.message for each, _ in found]
    ladders = queries.ladders_of(group, ready)
    standings = queries.Standings(messages, ladders, group.community_id)
    known = queries.find_with_case(messages)
    verdicts = []
    for each, bad in found:
        message = each.message
        verdict = decide(each, bad, ladders, standings.of(message))
        if message.id in known or verdict.answer in {Answer.LEAVE, Answer.COUNT}:
            continue
        verdicts.append((message, verdict))
        if verdict.answer is Answer.ACT:
            standings.count(message, verdict)
    return verdicts


def _open_cases(
    group: Group, verdicts: Sequence[tuple[Message, Verdict]], *, now: datetime
) -> list[Case]:
    """Open the cases that verdicts ask for; what the machine acts on is born decided."""
    charter = queries.charter_number(group.community_id, now) if verdicts else 0
    cases = [_new_case(group, message, verdict, now=now) for message, verdict in verdicts]
    for case in cases:
        case.charter = charter if case.decided_at else 0
    return Case.objects.bulk_create(cases)


def _new_case(group: Group, message: Message, verdict: Verdict, *, now: datetime) -> Case:
    author = message.author
    acts = verdict.answer is Answer.ACT
    return Case(
        community_id=group.community_id,
        group=group,
        message_id=message.id,
        identity_id=author.identity if author else None,
        person_id=author.person if author else None,
        author_name=author.name if author else "",
        text=message.text,
        sent_at=message.sent_at,
        source=message.source,
        state=CASE.after(CaseState.OPEN, CaseVerb.ACT) if acts else CaseState.OPEN,
        answer=verdict.answer,
        why=verdict.why,
        clause=verdict.clause.key if verdict.clause else "",
        label=label_of(verdict.findings),
        findings=[encode(each) for each in verdict.findings],
        opened_at=now,
        decided_at=now if acts else None,
        decided_name=MACHINE.name if acts else "",
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


def _sanction(
    case: Case, message: Message, verdict: Verdict, ready: Ready, *, now: datetime
) -> Happened:
    """Return the decision about a case as it is recorded, with what carries it out."""
    can = abilities.of(case.group)
    terms = notices.Terms(
        strike_days=ready.charter.strikes_expire.days,
        appeal_days=ready.charter.appeal_within.days,
        link=f"/m/{case.group.community.key}/cases/{case.pk}/",
    )
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
    return Happened(fact, notices.effects_of(verdict, message, terms, can, now=now))


def _question(case: Case, message: Message, clause: Clause | None) -> Happened:
    """Return as it is recorded that a case waits for a person."""
    fact = facts.MessageQuestioned(
        message=message.id,
        identity=case.identity_id,
        clause=case.clause,
        why=case.why,
        rules=tuple(each["rule"] for each in case.findings),
        clause_title=Words(clause.title if clause else case.clause),
        **about(case),
    )
    return Happened(fact)


def _ask(group: Group, message: Message, verdict: Verdict, *, now: datetime) -> Case:
    """Open a case that waits for a person."""
    (case,) = _open_cases(group, [(message, verdict)], now=now)
    fact = _question(case, message, verdict.clause).fact
    entry = ledger.record(fact, by=MACHINE, now=now, community=case.community_id)
    _ask_desk(case, entry, now=now)
    return case


def _ask_desk(case: Case, entry: Entry, *, now: datetime) -> None:
    """Put the question on the desk."""
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
    _ = by
    return _ask(group, message, verdict, now=now)


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
            cases.append(_ask(row.group, message, verdict, now=now))
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
    after = CASE.after(CaseState(case.state), CaseVerb.ACT)
    charter = queries.charter_number(case.community_id, now)
    about_it: dict[str, Any] = {"decided_by": by.id, "decided_name": by.name, "charter": charter}
    move(case, to=after, decided_at=now, **about_it)
    happened = [_sanction(case, message, verdict, ready, now=now)]
    ledger.record_all(happened, by=by, now=now, community=case.community_id)
    end_tasks(case, by=by, now=now)


def propose(case: Case) -> tuple[Verdict, Message, Ready]:
    """Return what the ladder would do with a case now, if a person says it is a violation."""
    ready = ready_for(case.community_id, case.group_id)
    message = _message_of(case)
    ladders = queries.ladders_of(case.group, ready)
    standing = queries.Standings([message], ladders, case.community_id).of(message)
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

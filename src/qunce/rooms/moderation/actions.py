"""All writes of moderation."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from qunce.chat import queries as chat
from qunce.chat.contracts import Batch
from qunce.chat.models import Message as Row
from qunce.facts import moderation as facts
from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.clauses import Step
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Message, Source
from qunce.kernel.rules import Finding, Label, Seen
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task
from qunce.people.models import Group
from qunce.playbook.queries import one_reading
from qunce.rooms.moderation import pieces, queries
from qunce.rooms.moderation.answering import find_appeals
from qunce.rooms.moderation.cases import (
    Decided,
    about,
    ask,
    ask_desk,
    basis_of,
    decision_of,
    end_tasks,
    message_of,
    open_case_task,
    open_cases,
    question,
    sanction,
)
from qunce.rooms.moderation.derivation import Chosen, derive
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
from qunce.rooms.moderation.hits import finding_of, note_hits
from qunce.rooms.moderation.judging import judge_batch
from qunce.rooms.moderation.models import Case, Hit
from qunce.rooms.moderation.parking import park_faulty
from qunce.rooms.moderation.recasting import NO_CLAUSE, OWN_JUDGEMENT, recast
from qunce.store.codecs import encode
from qunce.store.moves import move

__all__ = [
    "about",
    "act",
    "dismiss",
    "end_tasks",
    "open_by_hand",
    "open_case_task",
    "open_fresh",
    "propose",
    "reopen",
    "review",
    "review_again",
    "undecided",
]

Violation = tuple[Seen, Sequence[Finding]]  # a message and what is not permitted in it

CLAUSE_GONE = N_("The charter has no such clause any more: dismiss the case.")
CASE_ALREADY = N_("This message has a case already.")
WHO_IS_IT = N_("Nobody knows yet whom it is about: name the member first.")
NEVER_STAFF = N_("Owner, admins and robots are never sanctioned.")


@transaction.atomic
def review(batch: Batch) -> None:
    """Judge a batch of the message stream and record what follows (DESIGN 3).

    On history nothing follows: findings are counted. The community's own voice is not judged.
    """
    group = Group.objects.select_related("community").get(pk=batch.group)
    ready = ready_for(batch.community, batch.group)
    found, more = _look(group, batch.messages, ready, now=batch.now)
    live = [(each, bad) for each, bad in found if each.message.source is not Source.HISTORY]
    if live:
        _follow(group, live, ready, now=batch.now, more=more)
    if more:
        pieces.take_back(group, more, now=batch.now)


@transaction.atomic
def review_again(message: int, *, now: datetime) -> None:
    """Judge a message that was edited. It counts once, whatever it says by and by.

    A case that waits for a person shows the new words; one that was dismissed is opened again if
    the new words break a clause. What was acted on stays as it is.
    """
    row = Row.objects.select_related("group__community").filter(pk=message).first()
    if row is None or row.recalled_at is not None:
        return
    ready = ready_for(row.community_id, row.group_id)
    Hit.objects.filter(message=row).delete()
    found, _ = _look(row.group, chat.as_messages([row]), ready, now=now)
    case = Case.objects.filter(message=row).select_related("group__community").first()
    if not found or row.source == Source.HISTORY:
        return
    if case is None:
        _follow(row.group, found, ready, now=now, more=[])
    elif case.state in {CaseState.OPEN, CaseState.DISMISSED}:
        _ask_anew(case, found[0], ready, now=now)


def _ask_anew(case: Case, violation: Violation, ready: Ready, *, now: datetime) -> None:
    """Show a person what a message of an open or dismissed case says by now."""
    seen, bad = violation
    ladders = queries.ladders_of(case.group, ready)
    standing = queries.Standings([seen.message], ladders, case.community_id).of(seen.message)
    verdict = decide(seen, bad, ladders, standing)
    if verdict.answer in {Answer.LEAVE, Answer.COUNT}:
        return
    if case.state == CaseState.DISMISSED:
        reopen(case, by=MACHINE, now=now)
    asked = Verdict(Answer.ASK, verdict.why, verdict.clause, findings=verdict.findings)
    derivation = derive(seen, asked, basis_of(case.group, now), ladders, standing)
    also = tuple(case.derivation.get("also", ()))
    columns = decision_of(asked) | {
        "derivation": encode(replace(derivation, by="person", also=also)),
        "text": seen.message.text,
        "label": label_of(verdict.findings),
        "findings": [encode(each) for each in verdict.findings],
    }
    Case.objects.filter(pk=case.pk).update(**columns)
    case.refresh_from_db()
    fact = question(case, seen.message, verdict.clause).fact
    entry = ledger.record(fact, by=MACHINE, now=now, community=case.community_id)
    if not Task.objects.filter(key__startswith=f"review:{case.pk}:", state=TaskState.OPEN).exists():
        ask_desk(case, entry, now=now)


def _look(
    group: Group, batch: Sequence[Message], ready: Ready, *, now: datetime
) -> tuple[list[Violation], list[Seen]]:
    """Judge messages and note what was found; return what is not permitted, and more pieces."""
    messages = [each for each in batch if queries.is_judged(each)]
    seen = queries.gather(messages, ready, queries.Records(group.community))
    seen, findings = judge_batch(ready.engine, seen)
    found = _violations(seen, findings)
    found = _without_appeals(group, messages, found)
    if ready.engine.faults.first:
        park_faulty(group, ready, now=now)
    note_hits(group, found, ready)
    return found, pieces.pieces_in(seen, findings)


def _violations(seen: Sequence[Seen], findings: Sequence[Sequence[Finding]]) -> list[Violation]:
    """Return the messages in which something was found that is not permitted."""
    found = []
    for each, its in zip(seen, findings, strict=True):
        bad = [finding for finding in its if is_violation(finding)]
        if bad:
            found.append((each, bad))
    voices = queries.find_voices([each.message for each, _ in found]) if found else ()
    return [(each, bad) for each, bad in found if _author(each.message) not in voices]


def _without_appeals(
    group: Group, messages: Sequence[Message], found: list[Violation]
) -> list[Violation]:
    """Return what was found without what stands in appeals: those are read by a person."""
    if not found:
        return found
    said = {each.id: each for each in messages}
    flagged = [(said[each.message.id], bad) for each, bad in found]
    appeals = find_appeals(flagged, group.community_id)
    return [(each, bad) for each, bad in found if each.message.id not in appeals]


def _author(message: Message) -> int | None:
    return message.author.identity if message.author else None


def _follow(
    group: Group, found: Sequence[Violation], ready: Ready, *, now: datetime, more: list[Seen]
) -> None:
    """Open the cases that findings ask for, with their `more` pieces; a message has one at most."""
    decided = pieces.with_pieces(_decide_all(group, found, ready, now=now), more)
    cases = open_cases(group, decided, now=now)
    with one_reading():
        happened = [
            sanction(case, each, ready, now=now)
            if each.verdict.answer is Answer.ACT
            else question(case, each.message, each.verdict.clause)
            for case, each in zip(cases, decided, strict=True)
        ]
    entries = ledger.record_all(happened, by=MACHINE, now=now, community=group.community_id)
    for case, entry in zip(cases, entries, strict=True):
        if case.state == CaseState.OPEN:
            ask_desk(case, entry, now=now)
    for case, each in zip(cases, decided, strict=True):
        if each.derivation.parts:
            _take_in(case, each.derivation.parts, now=now)


def _take_in(case: Case, parts: Sequence[int], *, now: datetime) -> None:
    """End the open questions about messages that have turned out to be parts of a case."""
    for part in Case.objects.filter(message__in=parts, state=CaseState.OPEN):
        dismiss(part, by=MACHINE, now=now, note=f"→ {case.pk}")


def _decide_all(
    group: Group, found: Sequence[Violation], ready: Ready, *, now: datetime
) -> list[Decided]:
    """Return what follows, where anything follows and the message has no case yet."""
    messages = [each.message for each, _ in found]
    ladders = queries.ladders_of(group, ready)
    standings = queries.Standings(messages, ladders, group.community_id)
    known = queries.find_with_case(messages)
    basis = basis_of(group, now)
    decided = []
    for each, bad in found:
        standing = standings.of(each.message)
        verdict = decide(each, bad, ladders, standing)
        if each.message.id in known or verdict.answer in {Answer.LEAVE, Answer.COUNT}:
            continue
        derivation = derive(each, verdict, basis, ladders, standing)
        decided.append(Decided(each.message, verdict, derivation))
        if verdict.answer is Answer.ACT:
            standings.count(each.message, verdict)
    return decided


# --- a person decides ---------------------------------------------------------------------------


@transaction.atomic
def open_by_hand(row: Row, clause: str, *, by: Actor, now: datetime, note: str = "") -> Case:
    """Open a case about any message, without a finding of the machine, and wait for a decision.

    Raises RefusedError where the message has a case, or the charter no such clause.
    """
    group = row.group
    ready = ready_for(group.community_id, group.pk)
    if ready.charter.clause(clause) is None:
        raise RefusedError(Words(NO_CLAUSE))
    if Case.objects.filter(message=row).exists():
        raise RefusedError(Words(CASE_ALREADY))
    message = chat.as_message(row)
    reason = Words(note) if note else Words(OWN_JUDGEMENT)
    finding = Finding("by_hand", clause, Label.OK, (0, len(row.text)), reason, forbidden=True)
    verdict = Verdict(Answer.ASK, Why.LADDER, ready.charter.clause(clause), findings=(finding,))
    return ask(group, undecided(group, message, verdict, ready, now=now), now=now, by=by)


@transaction.atomic
def open_fresh(hits: Sequence[Hit], *, now: datetime) -> list[Case]:
    """Open a case, waiting for a person, for each of the fresh findings of an import."""
    cases = []
    for hit in hits:
        row = Row.objects.select_related("group__community").get(pk=hit.message_id)
        message = chat.as_message(row)
        ready = ready_for(row.group.community_id, row.group_id)
        findings = _found_in(row, message, ready)
        clause = ready.charter.clause(hit.clause)
        verdict = Verdict(Answer.ASK, Why.HISTORY, clause, findings=findings)
        if not Case.objects.filter(message=row).exists():
            decided = undecided(row.group, message, verdict, ready, now=now)
            cases.append(ask(row.group, decided, now=now))
    return cases


def undecided(
    group: Group, message: Message, verdict: Verdict, ready: Ready, *, now: datetime
) -> Decided:
    """Return a question with what is known at the time it is asked."""
    ladders = queries.ladders_of(group, ready)
    standing = queries.Standings([message], ladders, group.community_id).of(message)
    (seen,) = queries.gather([message], ready, queries.Records(group.community))
    derivation = derive(seen, verdict, basis_of(group, now), ladders, standing)
    return Decided(message, verdict, replace(derivation, by="person"))


def _found_in(row: Row, message: Message, ready: Ready) -> tuple[Finding, ...]:
    """Return what the rules find in a message, with their reasons; else what they found then."""
    (seen,) = queries.gather([message], ready, queries.Records(row.group.community))
    found = tuple(each for each in ready.engine.judge(seen) if is_violation(each))
    return found or tuple(finding_of(each) for each in Hit.objects.filter(message=row))


@transaction.atomic
def act(
    case: Case,
    *,
    by: Actor,
    now: datetime,
    step: Step | None = None,
    proved: bool = False,
    clause: str = "",
) -> None:
    """Decide that a case is a violation; the ladder says what follows, or the admin's `step`.

    The step is computed anew from the strikes that count now. `proved` says that a report proved
    true (M47): then the clause may want more than its ladder. `clause` is another one than was
    thought of. Raises RefusedError about owner, admins and robots, who are never sanctioned, where
    nobody knows whom it is about, and for a step that cannot be taken here.
    """
    # Pieces may join it meanwhile: they come before, or find it acted on.
    case.refresh_from_db(fields=["derivation"], from_queryset=Case.objects.select_for_update())
    if case.state == CaseState.OPEN:
        recast(case, clause, ready_for(case.community_id, case.group_id))
    decided, ready = decide_case(case, Chosen(step, proved), now=now)
    if decided.message.author is None:
        raise RefusedError(Words(WHO_IS_IT))
    if decided.verdict.clause is None:
        raise RefusedError(Words(CLAUSE_GONE if case.clause else NO_CLAUSE))
    if decided.verdict.answer is not Answer.ACT:
        raise RefusedError(Words(NEVER_STAFF))
    columns = decision_of(decided.verdict) | {"derivation": encode(decided.derivation)}
    for name, value in columns.items():
        setattr(case, name, value)
    case.save(update_fields=list(columns))
    after = CASE.after(CaseState(case.state), CaseVerb.ACT)
    charter = queries.charter_number(case.community_id, now)
    about_it: dict[str, Any] = {"decided_by": by.id, "decided_name": by.name, "charter": charter}
    move(case, to=after, decided_at=now, **about_it)
    happened = [sanction(case, decided, ready, now=now)]
    ledger.record_all(happened, by=by, now=now, community=case.community_id)
    end_tasks(case, by=by, now=now)


def propose(case: Case, *, proved: bool = False) -> tuple[Verdict, Message, Ready]:
    """Return what the ladder would do with a case now, if a person says it is a violation."""
    decided, ready = decide_case(case, Chosen(proved=proved), now=case.opened_at)
    return decided.verdict, decided.message, ready


def decide_case(case: Case, chosen: Chosen, *, now: datetime) -> tuple[Decided, Ready]:
    """Return what would follow now, if a person says that a case is a violation."""
    ready = ready_for(case.community_id, case.group_id)
    message = message_of(case)
    ladders = queries.ladders_of(case.group, ready)
    standing = queries.Standings([message], ladders, case.community_id).of(message)
    findings = tuple(queries.findings_of(case))
    at = message.sent_at
    verdict = decide_by_person(findings, at, ladders, standing, proved=chosen.proved)
    if chosen.step is not None and verdict.answer is Answer.ACT:
        verdict = with_step(verdict, chosen.step, ladders)
    (seen,) = queries.gather([message], ready, queries.Records(case.group.community))
    derivation = derive(seen, verdict, basis_of(case.group, now), ladders, standing)
    by_person = replace(derivation, by="person", chosen=chosen.step, proved=chosen.proved)
    by_person = replace(by_person, parts=tuple(case.derivation.get("parts", ())))
    also = pieces.pieces_of(case)
    by_person = replace(by_person, also=tuple(each.id for each in also))
    return Decided(message, verdict, by_person, also), ready


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

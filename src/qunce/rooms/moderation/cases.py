"""What a case is made of: its row, its facts, what it asks of the desk."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from qunce import __version__
from qunce.chat import abilities
from qunce.chat import queries as chat
from qunce.chat.models import Message as Row
from qunce.facts import moderation as facts
from qunce.facts.reads import HelpAuthor
from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.clauses import STEP_NAMES, Clause
from qunce.kernel.effects import Capability
from qunce.kernel.messages import Message, Role
from qunce.kernel.rules import Finding
from qunce.kernel.text import N_, NOTHING, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Happened, TaskDraft
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Entry, Task
from qunce.people.models import Group
from qunce.playbook.queries import effective, numbers_in_force
from qunce.rooms.moderation import addresses, mutes, notices, queries
from qunce.rooms.moderation.derivation import Basis, Derivation
from qunce.rooms.moderation.domain import CASE, Answer, CaseState, CaseVerb, Verdict
from qunce.rooms.moderation.engine import label_of
from qunce.rooms.moderation.engines import Ready
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.order import Order
from qunce.shell.house import house
from qunce.store.codecs import encode

EXCERPT = 40  # characters of the message in a title on the desk
REVIEW_WITHIN = timedelta(hours=4)

LOOK_AT = N_("Is this a violation? %(name)s: “%(excerpt)s”")


@dataclass(frozen=True, slots=True)
class Decided:
    """A message, what follows from it, and what that was made from.

    `also` are later messages that are pieces of the same.
    """

    message: Message
    verdict: Verdict
    derivation: Derivation
    also: tuple[Message, ...] = ()


def basis_of(group: Group, now: datetime) -> Basis:
    """Return what all decisions in a group are made from at a time."""
    return Basis(__version__, *numbers_in_force(group.community_id, group.pk), now)


def open_cases(group: Group, decided: Sequence[Decided], *, now: datetime) -> list[Case]:
    """Open the cases that verdicts ask for; what the machine acts on is born decided."""
    charter = queries.charter_number(group.community_id, now) if decided else 0
    cases = [new_case(group, each, now=now) for each in decided]
    for case in cases:
        case.charter = charter if case.decided_at else 0
    return Case.objects.bulk_create(cases)


def new_case(group: Group, decided: Decided, *, now: datetime) -> Case:
    """Return a case that is not stored yet."""
    message, verdict = decided.message, decided.verdict
    author = message.author
    acts = verdict.answer is Answer.ACT
    return Case(
        community_id=group.community_id,
        group=group,
        message_id=message.id or None,
        identity_id=author.identity if author else None,
        person_id=author.person if author else None,
        author_name=author.name if author else "",
        text=message.text,
        sent_at=message.sent_at,
        source=message.source,
        state=CASE.after(CaseState.OPEN, CaseVerb.ACT) if acts else CaseState.OPEN,
        label=label_of(verdict.findings),
        findings=[encode(each) for each in verdict.findings],
        beside=[encode(each) for each in verdict.beside],
        opened_at=now,
        decided_at=now if acts else None,
        decided_name=MACHINE.name if acts else "",
        derivation=encode(decided.derivation),
        **decision_of(verdict),
    )


def decision_of(verdict: Verdict) -> dict[str, object]:
    """Return the columns of a case that a verdict fills."""
    return {
        "answer": verdict.answer,
        "clause": verdict.clause.key if verdict.clause else "",
        "why": verdict.why,
        "points": verdict.points,
        "weight": verdict.weight,
        "step": verdict.step,
        "next_step": verdict.next_step,
        "strike": verdict.strike,
        "recall": verdict.recall,
        "mute_length": verdict.mute_length,
    }


def message_of(case: Case) -> Message:
    """Return the message of a case as rules see it, from the evidence where it is gone."""
    row = case.message or Row(
        id=0,
        community_id=case.community_id,
        group=case.group,
        author=case.identity,
        author_name=case.author_name,
        text=case.text,
        kind="text",
        source=case.source,
        sent_at=case.sent_at,
    )
    if row.author_id is None:
        row.author = case.identity  # an admin has said whom it is about
    return chat.as_message(row)


def about(case: Case) -> dict[str, Any]:
    """Return the fields that all facts about a case have."""
    return {"case": case.pk, "group": case.group_id, "person": case.person_id}


def _rules(verdict: Verdict) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.rule for each in verdict.findings))


def terms_of(group: Group, case: int | None, ready: Ready) -> notices.Terms:
    """Return the figures and addresses that a notice names; a plan has no case yet."""
    private = Capability.NOTIFY_PRIVATELY in abilities.of(group)
    key = case or 0
    address = addresses.address_of(case) if case else addresses.address_to_come()
    return notices.Terms(
        strike_days=ready.charter.strikes_expire.days,
        appeal_days=ready.charter.appeal_within.days,
        link=f"/m/{group.community.key}/cases/{key}/" if private else "",
        address="" if private else address,
        public_line=private and effective(group.community_id, Order, group.pk).public_line,
    )


def sanction(case: Case, decided: Decided, ready: Ready, *, now: datetime) -> Happened:
    """Return the decision about a case as it is recorded, with what carries it out."""
    message, verdict = decided.message, decided.verdict
    can = abilities.of(case.group)
    help_ = help_of(case, message, verdict.findings, now)
    terms = replace(terms_of(case.group, case.pk, ready), help=help_)
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
    parts, also = decided.derivation.parts, decided.also
    effects = notices.effects_of(verdict, message, terms, can, now=now, parts=parts, also=also)
    return Happened(fact, mutes.not_shorter(case, effects, now))


def help_of(case: Case, message: Message, findings: Sequence[Finding], now: datetime) -> Words:
    """Return how the author can do it right, as the room that knows of it says."""
    ask = house.ask(HelpAuthor)
    for each in findings if ask else ():
        words = ask(case.community_id, message, each, now) if ask else None
        if words is not None:
            return words
    return NOTHING


def question(case: Case, message: Message, clause: Clause | None) -> Happened:
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


def ask(group: Group, decided: Decided, *, now: datetime, by: Actor = MACHINE) -> Case:
    """Open a case that waits for a person; `by` asks: the machine, or an admin by hand."""
    (case,) = open_cases(group, [decided], now=now)
    fact = question(case, decided.message, decided.verdict.clause).fact
    entry = ledger.record(fact, by=by, now=now, community=case.community_id)
    ask_desk(case, entry, now=now)
    return case


def ask_desk(case: Case, entry: Entry, *, now: datetime) -> None:
    """Put the question on the desk."""
    open_case_task(case, "review", LOOK_AT, now + REVIEW_WITHIN, entry=entry, now=now)


def open_case_task(
    case: Case, kind: str, title: str, due: datetime, *, entry: Entry, now: datetime
) -> None:
    """Put a case on the desk; `title` is a msgid that may name %(name)s and %(excerpt)s."""
    excerpt: str | Words = " ".join(case.text.split())[:EXCERPT]
    if not excerpt and (found := queries.findings_of(case)):
        excerpt = found[0].reason  # there is no message: an admin acted on what the member did
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


def end_tasks(case: Case, *, by: Actor, now: datetime) -> None:
    """What the case asked of the desk is answered by the decision itself."""
    asked = Q(key__startswith=f"review:{case.pk}:") | Q(key__startswith=f"appeal:{case.pk}:")
    open_ones = Task.objects.filter(community_id=case.community_id, state=TaskState.OPEN)
    for task in open_ones.filter(asked):
        ledger.finish_task(task, by=by, now=now)

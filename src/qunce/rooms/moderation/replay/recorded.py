"""What is taken from the records: people's decisions at their times, and what the machine did."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from qunce.chat import abilities
from qunce.chat.models import is_erased
from qunce.kernel.actors import MACHINE
from qunce.kernel.clauses import CHARTER, Step
from qunce.kernel.effects import Capability
from qunce.kernel.messages import Source
from qunce.kernel.rules import Finding
from qunce.people.identify import HOUSE
from qunce.people.models import Appointment, Group, Identity
from qunce.playbook.basics import BASICS
from qunce.playbook.domain import Values, effective
from qunce.playbook.models import Version as Settings
from qunce.rooms.moderation.domain import BY_PEOPLE, Answer, CaseState, Strike, Why
from qunce.rooms.moderation.models import Case, Hit
from qunce.rooms.moderation.order import ORDER
from qunce.rooms.moderation.queries import BY_HAND, STRIKES
from qunce.rooms.moderation.rederive import derivation_of
from qunce.rooms.moderation.replay.book import Input, Spell, Who
from qunce.rooms.moderation.replay.domain import (
    LEFT,
    Order,
    Outcome,
    Plan,
    RuleSet,
    Truth,
    Version,
    rules_of,
)
from qunce.store.codecs import decode

LONGEST = timedelta(days=730)  # for which a strike can count: the limit of the setting
DECIDED = (*STRIKES, CaseState.OVERTURNED)
EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Records:
    """What a replay takes as given.

    `decided` are the machine's own decisions in the stretch by message, `lost` those whose message
    is gone or erased; `counted` are the rules and clauses of what it found and only counted: what
    staff and robots said, what a rule that watches finds. Both are read where they are compared
    with. `by_hand` says since when a message has had a case that no machine opened.
    `found` are the messages in which the replay has found something so far.
    """

    inputs: list[Input] = field(default_factory=list)
    truths: dict[int, Truth] = field(default_factory=dict)
    decided: dict[int, Outcome] = field(default_factory=dict)
    counted: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    lost: int = 0
    by_hand: dict[int, datetime] = field(default_factory=dict)
    staff: Mapping[int, Sequence[Spell]] = field(default_factory=dict)
    voices: frozenset[int] = frozenset()
    can: frozenset[Capability] = frozenset()
    found: set[int] = field(default_factory=set)

    def was(self, message: int, now: Outcome = LEFT) -> Outcome:
        """Return what the machine made of a message then; `now` is what it makes of it.

        Of what was only counted the records do not say which of several clauses came first.
        """
        known = self.decided.get(message)
        hits = self.counted.get(message, ())
        if known is not None or not hits:
            return known or LEFT
        rules = tuple(dict.fromkeys(rule for rule, _ in hits))
        clauses = [clause for _, clause in hits]
        clause = now.clause if now.clause in clauses else clauses[0]
        return Outcome(Answer.COUNT, now.why, clause, rules=rules)


def read(plan: Plan) -> Records:
    """Return the records that a replay goes by."""
    group = Group.objects.get(pk=plan.group)
    records = Records(
        staff=_staff(plan.community),
        voices=frozenset(
            Identity.objects.filter(community_id=plan.community, external=HOUSE).values_list(
                "pk", flat=True
            )
        ),
        can=abilities.of(group) | BY_HAND,
    )
    cases = Case.objects.filter(
        community_id=plan.community, sent_at__gte=plan.since - LONGEST, sent_at__lt=plan.until
    )
    for case in cases.select_related("message").order_by("id").iterator(chunk_size=1000):
        _take(records, case, plan)
    if len(plan.sets) == 1:
        _count(records, plan)
    return records


def _count(records: Records, plan: Plan) -> None:
    """Note what the machine found in the stretch and only counted."""
    rows = Hit.objects.filter(
        group=plan.group,
        sent_at__gte=plan.since,
        sent_at__lt=plan.until,
        message__source=Source.LIVE,
        message__erased_at=None,
    )
    for message, rule, clause in rows.order_by("id").values_list("message_id", "rule", "clause"):
        if message not in records.decided:
            records.counted.setdefault(message, []).append((rule, clause))


def _take(records: Records, case: Case, plan: Plan) -> None:
    """Sort a case in: an input, a withdrawal of what is decided anew, or a question answered."""
    takes_part, by_machine = _takes_part(case, plan), is_by_machine(case)
    if _is_inside(case, plan) and by_machine and not takes_part:
        records.lost += 1
    until = case.answered_at if case.state == CaseState.OVERTURNED else None
    at, needs_question, key = case.decided_at, False, -case.pk
    if takes_part and case.message_id is not None:
        key = case.message_id
        records.truths[key] = truth_of(case)
        if by_machine:
            records.decided[key] = _outcome(case)
            needs_question = not acted_by_machine(case)
            at = at if needs_question else None
        else:
            records.by_hand[key] = case.opened_at
    if case.state in DECIDED and (at is not None or until is not None):
        strike = Strike(case.clause, case.sent_at, case.weight)
        records.inputs.append(Input(key, _whose(case), strike, at, until, needs_question))


def _is_inside(case: Case, plan: Plan) -> bool:
    return case.group_id == plan.group and plan.since <= case.sent_at < plan.until


def _takes_part(case: Case, plan: Plan) -> bool:
    """Say whether the message of a case is one that is replayed."""
    row = case.message
    if row is None or not _is_inside(case, plan):
        return False
    if plan.order is Order.AS_READ and row.source != Source.LIVE:
        return False
    return not is_erased(row.erased_at, row.author_id, row.text)


def is_by_machine(case: Case) -> bool:
    """Say whether the machine opened the case by itself, when it read the message."""
    by_people = any(each.get("rule") in BY_PEOPLE for each in case.findings)
    return not by_people and case.source == Source.LIVE


def acted_by_machine(case: Case) -> bool:
    """Say whether the machine acted without asking."""
    by_itself = case.decided_by is None and case.decided_name == MACHINE.name
    return case.answer == Answer.ACT and by_itself


def _whose(case: Case) -> tuple[Who, ...]:
    found = (("person", case.person_id), ("identity", case.identity_id))
    return tuple((kind, key) for kind, key in found if key is not None)


def _outcome(case: Case) -> Outcome:
    """Return the machine's decision; what a person made of its question is left out.

    It stands in the derivation: the case itself may have become milder since.
    """
    findings = tuple(decode(Finding, each) for each in case.findings)
    acted = acted_by_machine(case)
    kept = derivation_of(case)
    step, strike = (kept.result.step, kept.result.strike) if kept else (case.step, case.strike)
    return Outcome(
        answer=Answer.ACT if acted else Answer.ASK,
        why=Why(case.why) if acted else Why.LIKELY,
        clause=case.clause,
        step=Step(step) if acted else Step.NOTHING,
        strike=strike if acted else 0,
        rules=rules_of(findings),
        findings=findings,
        found=findings,
    )


def truth_of(case: Case) -> Truth:
    """Return what people said about a case; the machine's own word proves nothing."""
    state = CaseState(case.state)
    by_person = case.decided_by is not None
    if state is CaseState.OVERTURNED or (state is CaseState.DISMISSED and by_person):
        return Truth.FINE
    if state in {CaseState.UPHELD, CaseState.REDUCED}:
        return Truth.BROKEN
    return Truth.BROKEN if state is CaseState.ACTED and by_person else Truth.UNKNOWN


def _staff(community: int) -> Mapping[int, Sequence[Spell]]:
    """Return when each person held a role."""
    spells: dict[int, list[Spell]] = defaultdict(list)
    rows = Appointment.objects.filter(community_id=community)
    for person, since, until in rows.values_list("person_id", "since", "until"):
        spells[person].append((since, until))
    return spells


def in_force(since: datetime, community: int, group: int) -> RuleSet:
    """Return the settings of a group as they counted one after another from a time on."""
    rows = Settings.objects.filter(community_id=community).order_by("created_at", "id")
    layers: dict[int | None, Values] = {None: {}, group: {}}
    versions = [Version(EVER, ({}, {}))]
    for row in rows.filter(Q(group__isnull=True) | Q(group_id=group)):
        layers[row.group_id] = judged_by(row.values)
        version = Version(row.created_at, (layers[None], layers[group]))
        if version.layers == versions[-1].layers:
            continue
        if version.since <= since:
            versions.clear()
        versions.append(version)
    return RuleSet(tuple(versions))


def in_force_now(community: int, group: int) -> RuleSet:
    """Return the settings that count in a group now, as if they always had."""
    return in_force(datetime.max.replace(tzinfo=UTC), community, group)


def judged_by(values: Values) -> Values:
    """Return what messages are judged by: rules, charter, robots, and when the slots are open."""
    return {
        key: data
        for key, data in values.items()
        if key in {CHARTER.key, BASICS.key, ORDER.key} or key.startswith(("rules.", "slots."))
    }


def bots_of(layers: Sequence[Values]) -> Sequence[str]:
    """Return which accounts settings name as robots, by their ids or names."""
    own = [layer.get(ORDER.key, {}) for layer in layers]
    named: Sequence[str] = effective(ORDER, *own).bots
    return named

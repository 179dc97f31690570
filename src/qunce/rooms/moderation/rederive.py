"""Derives a decision again from what was kept, and says whether the same comes out.

The code and the settings are those of then (their versions are kept); the message is the case's
evidence; what was counted stands in the derivation. Only earlier messages of the author are read
from the conversation: where some were erased since, that is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args, get_type_hints

from qunce import __version__
from qunce.chat import queries as chat
from qunce.kernel.errors import NotFoundError
from qunce.kernel.normal import normalise
from qunce.kernel.own_words import own_words
from qunce.kernel.rules import Finding, Rule, Seen
from qunce.kernel.text import N_, Words
from qunce.rooms.moderation import queries
from qunce.rooms.moderation.cases import message_of
from qunce.rooms.moderation.derivation import Derivation, Result, differences, result_of
from qunce.rooms.moderation.domain import (
    BY_PEOPLE,
    Answer,
    Ladders,
    Standing,
    Verdict,
    decide,
    decide_by_person,
    is_violation,
    with_step,
)
from qunce.rooms.moderation.engines import Ready, ready_at
from qunce.rooms.moderation.judging import counts_joined
from qunce.rooms.moderation.models import Case
from qunce.store.codecs import decode

NOT_KEPT = N_("What this decision was made from was not kept, or was erased with the evidence.")
SETTINGS_GONE = N_("The settings of that time are not there any more.")
OTHER_CODE = N_("The rules' code was version %(then)s then and is %(now)s now.")
FEWER = N_("Of %(then)s earlier messages that were looked at, %(now)s are still there.")
OTHER_PLAIN = N_("The text is read in another way now.")


@dataclass(frozen=True, slots=True)
class Again:
    """What comes out when a decision is derived again.

    `same` is None where it cannot be derived. `differs` names the fields of Result that differ,
    `remarks` says what else is not as it was.
    """

    same: bool | None
    result: Result | None = None
    differs: tuple[str, ...] = ()
    remarks: tuple[Words, ...] = ()


def derivation_of(case: Case) -> Derivation | None:
    """Return what a case's decision was made from, None where that was not kept or is erased."""
    return decode(Derivation, case.derivation) if case.derivation else None


def derive_again(case: Case) -> Again:
    """Derive the decision of a case again, by the settings of then and what was kept."""
    kept = derivation_of(case)
    if kept is None or not case.text:
        return Again(None, remarks=(Words(NOT_KEPT),))
    try:
        ready = ready_at(case.community_id, case.group_id, kept.playbook)
    except NotFoundError:
        return Again(None, remarks=(Words(SETTINGS_GONE),))
    seen = _seen(case, kept, ready)
    verdict = _verdict(case, kept, seen, ready)
    result = result_of(verdict)
    differs = differences(kept.result, result)
    return Again(not differs, result, differs, tuple(_remarks(kept, seen)))


def _seen(case: Case, kept: Derivation, ready: Ready) -> Seen:
    """Return what the rules saw. Whether the author was of the staff stands in the derivation."""
    message = message_of(case)
    author = replace(message.author, is_staff=False) if message.author else None
    message = replace(message, author=author, text=case.text)
    window = queries.window_of(ready)
    recent = chat.recent([message], window).get(0, ())
    gathered = _gathered(kept.counters.gathered, ready)
    return Seen(message, normalise(own_words(case.text)), recent=recent, extra=gathered)


def _gathered(kept: Mapping[str, Any], ready: Ready) -> dict[str, Any]:
    """Return what the rules had gathered, in its own types: those their `gather` names."""
    rules = {rule.key: rule for rule, _ in ready.rules}
    return {key: decode(_kind(rules[key]), value) for key, value in kept.items() if key in rules}


def _kind(rule: Rule) -> Any:
    hints = get_type_hints(rule.gather) if rule.gather else {}
    found = get_args(hints.get("return"))
    return found[1] if len(found) == 2 else Any


def _verdict(case: Case, kept: Derivation, seen: Seen, ready: Ready) -> Verdict:
    """Decide again: the machine's own way, or from what a person had before them."""
    ladders = Ladders(ready.charter, ready.engine.states, frozenset(kept.capabilities))
    counters = kept.counters
    standing = Standing(counters.is_staff, counters.strikes, counters.is_bot)
    findings = _findings(case, kept, seen, ready)
    if kept.by == "machine" and all(each.rule not in BY_PEOPLE for each in findings):
        return decide(seen, findings, ladders, standing)
    if kept.result.answer is Answer.ASK:
        return _question(kept, findings, ready)
    at = seen.message.sent_at
    verdict = decide_by_person(findings, at, ladders, standing, proved=kept.proved)
    if kept.chosen is not None and verdict.answer is Answer.ACT:
        return with_step(verdict, kept.chosen, ladders)
    return verdict


def _question(kept: Derivation, findings: Sequence[Finding], ready: Ready) -> Verdict:
    """Return a question that a person asked: there is nothing to be computed in it."""
    then = kept.result
    clause = ready.charter.clause(then.clause)
    return Verdict(then.answer, then.why, clause, findings=tuple(findings))


def _findings(case: Case, kept: Derivation, seen: Seen, ready: Ready) -> list[Finding]:
    """Return what the rules find now; what a person has found is taken as recorded."""
    recorded = queries.findings_of(case)
    if any(each.rule in BY_PEOPLE for each in recorded):
        return recorded
    found = [each for each in ready.engine.judge(seen) if is_violation(each)]
    if kept.parts:
        found = [each for each in found if counts_joined(each)]
    if kept.by == "machine":
        return found
    if kept.result.answer is Answer.ASK:
        return found
    # Of what a person decided the derivation names only the findings of the clause.
    return [each for each in found if each.clause == kept.result.clause]


def _remarks(kept: Derivation, seen: Seen) -> list[Words]:
    remarks = []
    if kept.code != __version__:
        remarks.append(Words(OTHER_CODE, {"then": kept.code, "now": __version__}))
    if len(seen.recent) != kept.counters.recent:
        counts: dict[str, int | str | Words] = {
            "then": kept.counters.recent,
            "now": len(seen.recent),
        }
        remarks.append(Words(FEWER, counts))
    if seen.normal.plain != kept.plain:
        remarks.append(Words(OTHER_PLAIN))
    return remarks

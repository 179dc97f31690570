"""What moderation answers when another room asks."""

from collections.abc import Mapping

from qunce.facts.reads import Weighed
from qunce.kernel.clauses import STEP_NAMES, Clause
from qunce.kernel.messages import Message
from qunce.kernel.rules import Finding, RuleState
from qunce.kernel.text import N_, NOTHING, Words
from qunce.people.models import Group
from qunce.playbook.queries import effective_all
from qunce.rooms.moderation import notices, queries
from qunce.rooms.moderation.domain import Answer, Verdict, decide, is_violation
from qunce.rooms.moderation.engines import Ready, ready_for
from qunce.rooms.moderation.judging import judge_batch
from qunce.rooms.moderation.web.wording import WHYS
from qunce.shell.house import house

_CLAUSE = N_("Clause %(number)s: %(title)s")
_RULE = N_("the rule “%(rule)s” is on")
_OPEN_CASES = N_("open cases: %(count)s")
_FOLLOWS = N_("What follows: %(step)s")
_OPEN_NOTICE = N_(
    "This message goes against clause %(number)s, “%(title)s”: %(reason)s. Please take it back, "
    "thank you 🙏"
)


def judge_texts(community: int, group: int, messages: list[Message]) -> list[list[Finding]]:
    """Return what the rules of a group find in messages; nothing is recorded."""
    ready = ready_for(community, group)
    owner = Group.objects.select_related("community").get(pk=group, community_id=community)
    seen = queries.gather(messages, ready, queries.Records(owner.community))
    return judge_batch(ready.engine, seen)[1]


def weigh_texts(community: int, group: int, messages: list[Message]) -> list[Weighed]:
    """Return what would follow from messages if they were said now; nothing is recorded."""
    ready = ready_for(community, group)
    owner = Group.objects.select_related("community").get(pk=group, community_id=community)
    seen = queries.gather(messages, ready, queries.Records(owner.community))
    ladders = queries.ladders_of(owner, ready)
    standings = queries.Standings(messages, ladders, community)
    weighed = []
    for each, findings in zip(*judge_batch(ready.engine, seen), strict=True):
        bad = [finding for finding in findings if is_violation(finding)]
        verdict = decide(each, bad, ladders, standings.of(each.message))
        weighed.append(_weighed(each.message, verdict, tuple(bad), ready))
    return weighed


def clauses_in_use(community: int) -> Mapping[str, tuple[Words, ...]]:
    """Return by clause what hangs on it: rules that are not off in some group, and open cases."""
    used: dict[str, list[Words]] = {}
    groups = Group.objects.filter(community_id=community, archived_at__isnull=True)
    layers = [
        effective_all(community, group) for group in (None, *groups.values_list("pk", flat=True))
    ]
    for rule in house.rules():
        states = {settings[f"rules.{rule.key}"].state for settings in layers}
        if states - {RuleState.OFF}:
            used.setdefault(rule.clause, []).append(Words(_RULE, {"rule": Words(rule.title)}))
    for clause, count in queries.count_open_by_clause(community).items():
        used.setdefault(clause, []).append(Words(_OPEN_CASES, {"count": count}))
    return {clause: tuple(reasons) for clause, reasons in used.items()}


def _weighed(
    message: Message, verdict: Verdict, findings: tuple[Finding, ...], ready: Ready
) -> Weighed:
    clause = verdict.clause
    outcome = Words(WHYS[verdict.why])
    if clause is None:
        return Weighed(findings, outcome)
    if verdict.answer is Answer.ACT:
        outcome = Words(_FOLLOWS, {"step": Words(STEP_NAMES[verdict.step])})
    return Weighed(
        findings,
        outcome,
        Words(_CLAUSE, _named(clause)),
        _notice(message, verdict, ready),
        acts=verdict.answer in {Answer.ACT, Answer.ASK},
    )


def _notice(message: Message, verdict: Verdict, ready: Ready) -> Words:
    """Return words to post at once; they need no name where the speaker is open."""
    if verdict.answer is Answer.ACT:
        charter = ready.charter
        terms = notices.Terms(charter.strikes_expire.days, charter.appeal_within.days)
        words = notices.notice(verdict, message, terms)
        return notices.with_recall(words) if verdict.recall else words
    if verdict.answer is not Answer.ASK or verdict.clause is None or not verdict.findings:
        return NOTHING
    reason = verdict.findings[0].reason
    return Words(_OPEN_NOTICE, {**_named(verdict.clause), "reason": reason})


def _named(clause: Clause) -> dict[str, int | Words]:
    return {"number": clause.number, "title": Words(clause.title)}

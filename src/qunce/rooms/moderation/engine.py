"""The rules of a group, prepared once and run over many messages. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qunce.kernel.normal import Matcher
from qunce.kernel.rules import Certainty, Finding, Label, Rule, RuleState, Seen

# Which label a message bears where several rules found something: conduct towards people first,
# then what is a post of a known kind, then what is sold or shared.
PRIORITY: tuple[Label, ...] = (
    Label.ATTACK,
    Label.SENSITIVE,
    Label.RECRUIT_BAD,
    Label.RECRUIT_OK,
    Label.REPOST,
    Label.TOOL_OK,
    Label.AD_PROHIBITED,
    Label.TOOL_BAD,
    Label.FLOOD,
)


@dataclass(frozen=True, slots=True)
class Setting:
    """A rule as a group has it: its own config (None: the rule's) and its state."""

    rule: Rule
    config: Any = None
    state: RuleState | None = None


class Engine:
    """Rules with what they need, built once. Give one engine many messages."""

    def __init__(self, settings: Sequence[Setting]) -> None:
        """Prepare every rule that is not off; words of all rules go into one automaton."""
        self._rules: list[tuple[Rule, Any, bool]] = []
        self._woken: dict[str, set[int]] = {}
        self.states: dict[str, RuleState] = {}
        words: dict[str, None] = {}
        for each in settings:
            state = each.rule.state if each.state is None else each.state
            self.states[each.rule.key] = state
            if state is RuleState.OFF:
                continue
            config = each.rule.config if each.config is None else each.config
            ready = each.rule.prepare(config) if each.rule.prepare else config
            words.update(dict.fromkeys(each.rule.words(ready) if each.rule.words else ()))
            for word in each.rule.wakes(ready) if each.rule.wakes else ():
                self._woken.setdefault(word, set()).add(len(self._rules))
            self._rules.append((each.rule, ready, each.rule.wakes is None))
        self._matcher = Matcher(words)

    def judge(self, seen: Seen) -> list[Finding]:
        """Return what all rules find in a message."""
        hits = seen.hits or self._matcher.find(seen.normal)
        if hits and not seen.hits:
            seen = Seen(seen.message, seen.normal, seen.recent, hits, seen.extra)
        awake: set[int] = set()
        for hit in hits:
            awake.update(self._woken.get(hit.word, ()))
        findings: list[Finding] = []
        for place, (rule, ready, always) in enumerate(self._rules):
            if always or place in awake:
                findings.extend(rule.judge(seen, ready))
        return settle(findings)

    def judge_all(self, batch: Sequence[Seen]) -> list[list[Finding]]:
        """Return the findings of each message of a batch, in its order."""
        return [self.judge(seen) for seen in batch]


POSTS = frozenset({Label.RECRUIT_OK, Label.RECRUIT_BAD})
BAIT = "links"
SALES = frozenset({Label.AD_PROHIBITED, Label.TOOL_BAD, Label.TOOL_OK})


def settle(findings: list[Finding]) -> list[Finding]:
    """Return the findings without those that another explains better.

    A recruitment post names products, prices and contacts; that makes it no advertisement. That
    something is offered says more than the address it comes with.
    """
    if len(findings) < 2:
        return findings
    if any(each.label in POSTS for each in findings):
        findings = [each for each in findings if each.label not in SALES]
    if any(each.rule != BAIT for each in findings):
        findings = [each for each in findings if each.rule != BAIT]
    return findings


def label_of(findings: Sequence[Finding]) -> Label:
    """Return what a message is, by its findings."""
    sure = {each.label for each in findings if each.certainty is Certainty.SURE}
    labels = sure or {each.label for each in findings}
    return next((each for each in PRIORITY if each in labels), Label.OK)

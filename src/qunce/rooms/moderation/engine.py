"""The rules of a group, prepared once and run over many messages. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from operator import or_
from time import perf_counter, thread_time
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from qunce.kernel.contacts import find_contacts
from qunce.kernel.normal import Hit, Matcher, Normal, normalise
from qunce.kernel.normal.signs import WRITTEN
from qunce.kernel.rules import Certainty, Finding, Label, Looked, Rule, RuleState, Seen, Spot
from qunce.rooms.moderation.faults import SLOW, Faults, time_of
from qunce.rooms.moderation.traits import is_part

Found = list[tuple[int, int, int]]  # which word stands where, half open in `Normal.plain`

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
        """Prepare every rule that is not off; words of all rules go into shared automata."""
        self._rules: list[tuple[Rule, Any]] = []
        self._second: list[tuple[Rule, Any]] = []
        self._always = 0  # rules as bits, by their place
        self._wakes: dict[str, int] = {}
        self._awake: dict[int, list[tuple[Rule, Any]]] = {}
        self.states: dict[str, RuleState] = {}
        self.faults = Faults()
        hidden: dict[str, None] = {}
        for each in settings:
            state = each.rule.state if each.state is None else each.state
            self.states[each.rule.key] = state
            if state is RuleState.OFF:
                continue
            try:
                hidden.update(self._prepare(each))
            except Exception as error:  # noqa: BLE001  (whatever a rule does, the others go on)
                self.faults.crashed(each.rule.key, 0, error)
        self._words = list(self._wakes)
        self._calls = list(self._wakes.values())  # rules as bits, by the place of a word
        self._latin = [word.isascii() for word in self._words]
        self._plain = AhoCorasick(self._words, matchkind=MatchKind.LeftmostLongest)
        self._worth = frozenset(hidden)
        self._hidden = Matcher(hidden, literal=False)

    def _prepare(self, setting: Setting) -> dict[str, None]:
        """Prepare a rule; return its words that are worth hiding."""
        rule = setting.rule
        config = rule.config if setting.config is None else setting.config
        ready = rule.prepare(config) if rule.prepare else config
        if rule.second_look:
            self._second.append((rule, ready))
            return {}
        place = len(self._rules)
        self._rules.append((rule, ready))
        if not rule.words:
            self._always |= 1 << place
            return {}
        hidden: dict[str, None] = {}
        for sought in rule.words(ready):
            woken = self._wakes.get(sought.word, 0)
            self._wakes[sought.word] = woken | (sought.wakes << place)
            if sought.hidden:
                hidden[sought.word] = None
        return hidden

    def judge(self, seen: Seen) -> list[Finding]:
        """Return what all rules find in a message."""
        return self.judge_all([seen])[0]

    def judge_all(self, batch: Sequence[Seen]) -> list[list[Finding]]:
        """Return the findings of each message of a batch, in its order.

        One step after the other over the whole batch, not message by message: an automaton fills
        the processor's cache, and going to and fro between them takes several times as long.
        """
        looked = self.look(batch)
        stand: Sequence[Sequence[Finding]] | None = None
        for rule, ready in self._second if looked else ():
            again = self._look_again(rule, ready, looked)
            stand = stand if again is None else again
        if stand is None:
            stand = [each.findings for each in looked]
        return [list(each) for each in stand]

    def look(self, batch: Sequence[Seen]) -> list[Looked]:
        """Return what a second look is given: each message with what the rules find in it."""
        normals = [seen.normal for seen in batch]
        find = self._plain.find_matches_as_indexes
        standing = [find(normal.plain) for normal in normals]
        hiding = self._hidden.find_all(normals)
        return [self._first_look(*each) for each in zip(batch, standing, hiding, strict=True)]

    def _look_again(
        self, rule: Rule, ready: Any, batch: Sequence[Looked]
    ) -> Sequence[Sequence[Finding]] | None:
        """Return the findings that stand after a second look; None where it has none to say."""
        look, first = rule.second_look, batch[0].seen.message.id
        began = thread_time()
        try:
            found = look(batch, ready) if look else None
        except Exception as error:  # noqa: BLE001  (whatever a rule does, the others go on)
            self.faults.crashed(rule.key, first, error)
            found = None
        took = (thread_time() - began) / len(batch)
        if look and took > SLOW and (again := time_of(partial(look, batch, ready))) > SLOW:
            self.faults.slow(rule.key, first, again)
        self.rest()
        return found

    def _first_look(self, seen: Seen, found: Found, hits: list[Hit]) -> Looked:
        """Return what the rules find that their words, or a contact, have woken.

        What stands in a text wakes most often nothing, and is then not looked at further.
        """
        normal = seen.normal
        contacts = find_contacts(normal.plain) if normal.signs & WRITTEN else []
        woken = self._always
        for index, _, _ in found:
            woken |= self._calls[index]
        if contacts or hits or woken != self._always:
            spots = self._spots(normal, found, hits)
            # Half the time of `_replace`, for every second message.
            seen = Seen(seen[0], normal, seen.recent, spots, contacts, seen.extra, seen.parts)
            if len(spots) != len(found) or hits:
                woken = reduce(or_, [self._wakes[spot.word] for spot in spots], self._always)
        findings: list[Finding] = []
        awake = self._rules if contacts else self._woken(woken)
        began = perf_counter()
        for rule, ready in awake:
            try:
                findings += rule.judge(seen, ready)
            except Exception as error:  # noqa: BLE001  (whatever a rule does, the others go on)
                self._crashed(rule, seen, error)
        if perf_counter() - began > SLOW:
            self._find_slow(awake, seen)
        if len(findings) > 1:
            findings = settle(findings)
        shown = _reveal(normal, seen.spots) if hits else normal
        return Looked(seen, shown, findings)

    def _crashed(self, rule: Rule, seen: Seen, error: Exception) -> None:
        self.faults.crashed(rule.key, seen.message.id, error)
        self.rest()

    def _find_slow(self, awake: Sequence[tuple[Rule, Any]], seen: Seen) -> None:
        """Ask each rule again by itself: the machine may have been busy with something else."""
        for rule, ready in awake:
            if (took := time_of(partial(rule.judge, seen, ready))) > SLOW:
                self.faults.slow(rule.key, seen.message.id, took)
        self.rest()

    def rest(self) -> None:
        """Ask rules with too many faults no more."""
        still = [each for each in self._rules if not self.faults.is_too_many(each[0].key)]
        if len(still) < len(self._rules):
            # Their places stand for bits: a rule that rests keeps its place and finds nothing.
            self._rules = [
                (replace(rule, judge=_nothing), ready)
                if self.faults.is_too_many(rule.key)
                else (rule, ready)
                for rule, ready in self._rules
            ]
            self._awake.clear()
        self._second = [each for each in self._second if not self.faults.is_too_many(each[0].key)]

    def _woken(self, woken: int) -> list[tuple[Rule, Any]]:
        """Return the rules whose bits are set, in their order."""
        awake = self._awake.get(woken)
        if awake is None:
            awake = [rule for place, rule in enumerate(self._rules) if woken >> place & 1]
            self._awake[woken] = awake
        return awake

    def _spots(self, normal: Normal, found: Found, hits: list[Hit]) -> list[Spot]:
        """Return the words that stand in a text, and the decisive ones that hide in it."""
        words, latin, plain = self._words, self._latin, normal.plain
        new = tuple.__new__  # a third of the time of `Spot(…)`, some four times a message
        spots = [
            new(Spot, (words[index], start, end, None))
            for index, start, end in found
            if not (latin[index] and is_part(plain, start, end))
        ]
        if hits and (hidden := [hit for hit in hits if hit.undone]):
            taken = [(*spot.span(normal), spot.word in self._worth) for spot in spots]
            spots += [
                Spot(hit.word, 0, 0, hit)
                for hit in hidden
                if not any(_explains(each, hit) for each in taken)
            ]
        return spots


def _reveal(normal: Normal, spots: Sequence[Spot]) -> Normal:
    """Return a text with the words that hide in it written out."""
    text, end = normal.text, len(normal.text)
    hits = sorted((spot.hit for spot in spots if spot.hit), key=lambda hit: hit.start)
    for hit in reversed(hits):
        if hit.end <= end:
            text, end = text[: hit.start] + hit.word + text[hit.end :], hit.start
    return normalise(text) if end < len(normal.text) else normal


def _nothing(_seen: Seen, _ready: Any) -> Sequence[Finding]:
    return ()


def _explains(taken: tuple[int, int, bool], hit: Hit) -> bool:
    """Say whether a word that stands there (start, end, worth hiding) leaves no room for a hit."""
    start, end, worth = taken
    if start <= hit.start and hit.end <= end:
        return True
    overlaps = start < hit.end and hit.start < end
    return worth and overlaps and end - start >= hit.end - hit.start


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

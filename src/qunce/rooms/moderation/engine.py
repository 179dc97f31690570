"""The rules of a group, prepared once and run over many messages. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from operator import or_
from time import perf_counter, thread_time
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from qunce.kernel.contacts import Contact, find_contacts
from qunce.kernel.normal import Hit, Matcher, Normal
from qunce.kernel.normal.many import FEW, Found
from qunce.kernel.normal.signs import WRITTEN
from qunce.kernel.rules import Certainty, Finding, Label, Looked, Rule, RuleState, Seen, Spot
from qunce.rooms.moderation.faults import SLOW, Faults, time_of
from qunce.rooms.moderation.revealed import reveal
from qunce.rooms.moderation.traits import is_part

# Each rule has a field of bits, by its place: what its words back is added up in the lower ones,
# begun so that the highest is set from `Rule.least` on. That bit also stands for the rule.
_FIELD, _TOP = 16, 1 << 15
_BACKS_MOST, _FOUND_MOST = 31, 1_000  # of a word, and so many words: no field flows over

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
        self._all = self._always = 0  # rules as bits
        self._begun = 0  # what the words back, before any is found
        self._wakes: dict[str, int] = {}
        self._backs: dict[str, int] = {}
        self._doubted: dict[int, list[tuple[int, Rule, Any]]] = {}
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
        self._backed = [self._backs[word] for word in self._words]
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
        field = len(self._rules) * _FIELD
        self._rules.append((rule, ready))
        self._all |= _TOP << field
        self._begun |= (_TOP - (rule.least if rule.hinted else 0)) << field
        if not rule.words:
            self._always |= 0 if rule.sift else _TOP << field
            return {}
        hidden: dict[str, None] = {}
        for sought in rule.words(ready):
            word, backs = sought.word, min(sought.backs, _BACKS_MOST)
            self._wakes[word] = self._wakes.get(word, 0) | (sought.wakes * _TOP << field)
            self._backs[word] = self._backs.get(word, 0) + (backs << field)
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
        places = [
            find_contacts(normal.plain) if normal.signs & WRITTEN else [] for normal in normals
        ]
        woken = list(map(self._woken_by, normals, standing, hiding, places))
        seen = list(map(self._with_spots, batch, standing, hiding, places, woken))
        for at, each in enumerate(seen):
            # Words that hide wake rules as well; one that is part of another wakes none.
            other = hiding[at] or len(each.spots) != len(standing[at])
            if other and each is not batch[at] and not each.contacts:
                wakes = [self._wakes[spot.word] for spot in each.spots]
                woken[at] = reduce(or_, wakes, self._always)
        findings = self._ask(seen, woken)
        shown = reveal(seen, hiding)
        settled = [found if len(found) < 2 else settle(found) for found in findings]
        return list(map(Looked._make, zip(seen, shown, settled, strict=True)))

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
            self.rest()
            return None
        took = (thread_time() - began) / len(batch)
        if look and took > SLOW and (again := time_of(partial(look, batch, ready))) > SLOW:
            self.faults.slow(rule.key, first, again)
            self.rest()
        return found

    def _woken_by(
        self, normal: Normal, found: Found, hits: list[Hit], contacts: list[Contact]
    ) -> int:
        """Return the rules that the words in a text, or a contact, have woken, as bits.

        What stands in a text wakes most often nothing, and is then not looked at further.
        """
        if contacts:
            return self._all
        woken, calls = self._always, self._calls
        for index, _, _ in found:
            woken |= calls[index]
        if woken == self._always or hits or len(found) > _FOUND_MOST:
            return woken
        backed = self._backed
        doubted = woken & ~sum([backed[index] for index, _, _ in found], self._begun)
        return self._hinted(woken, doubted, normal.plain) if doubted else woken

    def _with_spots(
        self, seen: Seen, found: Found, hits: list[Hit], contacts: list[Contact], woken: int
    ) -> Seen:
        """Return a message with the words and contacts in it, if a rule is to look at them."""
        if not hits and woken == self._always:
            return seen
        # Half the time of `_replace`, for every second message.
        spots = self._spots(seen.normal, found, hits)
        return Seen(seen[0], seen.normal, seen.recent, spots, contacts, seen.extra, seen.parts)

    def _ask(self, batch: Sequence[Seen], woken: Sequence[int]) -> list[list[Finding]]:
        """Return what the woken rules find in each message, rule after rule."""
        findings: list[list[Finding]] = [[] for _ in batch]
        asked: dict[int, list[int]] = {}
        for at, bits in enumerate(woken):
            asked.setdefault(bits, []).append(at)
        for place, (rule, ready) in enumerate(self._rules):
            began = perf_counter()
            if rule.sift:
                mine = self._sift(rule, ready, batch)
            else:
                bit = _TOP << place * _FIELD
                mine = [each for bits, its in asked.items() if bits & bit for each in its]
            self._judge_at(mine, batch, (rule, ready), findings)
            if perf_counter() - began > SLOW:
                self._find_slow(rule, ready, [batch[at] for at in mine])
        return findings

    def _judge_at(
        self,
        places: Iterable[int],
        batch: Sequence[Seen],
        asked: tuple[Rule, Any],
        findings: list[list[Finding]],
    ) -> None:
        """Add what one rule finds in some messages of a batch."""
        rule, ready = asked
        judge = rule.judge
        for at in places:
            try:
                if found := judge(batch[at], ready):
                    findings[at] += found
            except Exception as error:  # noqa: BLE001  (whatever a rule does, the others go on)
                self.faults.crashed(rule.key, batch[at].message.id, error)
                if self.faults.is_too_many(rule.key):
                    self.rest()
                    break

    def _sift(self, rule: Rule, ready: Any, batch: Sequence[Seen]) -> Sequence[int]:
        """Return the places of the messages that a rule without words may find something in."""
        if rule.sift and len(batch) >= FEW:
            try:
                return list(rule.sift(batch, ready))
            except Exception as error:  # noqa: BLE001  (whatever a rule does, the others go on)
                self.faults.crashed(rule.key, batch[0].message.id, error)
        return range(len(batch))

    def _find_slow(self, rule: Rule, ready: Any, batch: Sequence[Seen]) -> None:
        """Ask a rule again about each message: the machine may have been busy otherwise."""
        for seen in batch:
            if (took := time_of(partial(rule.judge, seen, ready))) > SLOW:
                self.faults.slow(rule.key, seen.message.id, took)
                if self.faults.is_too_many(rule.key):
                    self.rest()
                    break

    def rest(self) -> None:
        """Ask rules with too many faults no more."""
        still = [each for each in self._rules if not self.faults.is_too_many(each[0].key)]
        if len(still) < len(self._rules):
            # Their places stand for bits: a rule that rests keeps its place and finds nothing.
            self._rules = [
                (replace(rule, judge=_nothing, sift=None), ready)
                if self.faults.is_too_many(rule.key)
                else (rule, ready)
                for rule, ready in self._rules
            ]
            self._doubted.clear()
        self._second = [each for each in self._second if not self.faults.is_too_many(each[0].key)]

    def _hinted(self, woken: int, doubted: int, plain: str) -> int:
        """Return the woken rules without the doubted ones that no phrase of a text is for."""
        rules = self._doubted.get(doubted)
        if rules is None:
            placed = [(_TOP << at * _FIELD, *rule) for at, rule in enumerate(self._rules)]
            rules = self._doubted[doubted] = [each for each in placed if doubted & each[0]]
        for bit, rule, ready in rules:
            if rule.hinted and not rule.hinted(plain, ready):
                woken ^= bit
        return woken

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

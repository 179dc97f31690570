"""Word lists in groups, and the points that a message collects from them. Pure.

A list is a text file in `words/`: `[group]` headings, one word a line, `#` for remarks. A word
on its own seldom decides anything (公积金贷款 is daily business in an HR group): groups carry
points for what is offered, how it is offered, and against it for what is asked, told or warned
of.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources

from qunce.kernel.contacts import Contact
from qunce.kernel.normal import normalise
from qunce.kernel.options import option
from qunce.kernel.rules import Certainty, Finding, Label, Rule, Seen, Sought, Spot
from qunce.kernel.text import N_, Words
from qunce.rooms.moderation.phrases import Hints, Phrase, hints_of

OWN = "own"  # the group of the words that an owner added
LEAVE = "leave"  # the group of the words inside of which nothing is found
CONTACT = "contact"  # the group of phone numbers, handles and links
CALL = "call"  # the group of words that ask the reader to act
HINT = "hint"  # the group of words without which the phrases of a rule find nothing
NAMED = 3  # so many words at most are named in a reason
COMMON = 2  # words of so many characters are too common to be looked for behind disguises


@dataclass(frozen=True, slots=True)
class WordConfig:
    """What every rule on words can be told by the owner."""

    words: tuple[str, ...] = option(
        (),
        N_("More words"),
        help=N_("Each of these words is found by itself, without any other sign."),
        high=20_000,
    )
    leave: tuple[str, ...] = option(
        (),
        N_("Words to leave alone"),
        help=N_("Nothing is found inside of these words."),
        high=20_000,
    )


@cache
def load(name: str) -> Mapping[str, Sequence[str]]:
    """Return the groups of a word list that comes with Qunce: group → words."""
    source = resources.files("qunce.rooms.moderation") / "words" / f"{name}.txt"
    groups: dict[str, list[str]] = {}
    current = groups.setdefault("words", [])
    for raw in source.read_text("utf-8").splitlines():
        line = raw.partition("#")[0].strip()
        if line.startswith("["):
            current = groups.setdefault(line.strip("[]"), [])
        elif line:
            current.extend(line.split())
    return groups


@dataclass(frozen=True, slots=True)
class Scale:
    """How a rule weighs: group → (points of each different word, most words counted).

    At least one of the groups `needs` must be there, and with it one of `lures` (if any are
    named), unless one of `alone` is. Words of `strong` are worth hiding. `phrases` add to groups
    what no list can hold. From `likely` points on a person is asked, from `sure` points on the
    finding is sure.
    """

    points: Mapping[str, tuple[int, int]]
    needs: tuple[str, ...]
    likely: int
    sure: int
    alone: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()
    lures: frozenset[str] = frozenset()
    phrases: Mapping[str, Phrase] = field(default_factory=dict)
    hints: Hints = field(init=False)  # phrases that lure, else all
    spoken: Hints = field(init=False)  # all phrases

    def __post_init__(self) -> None:
        """Choose the phrases that may make up for what the words do not back."""
        wanted = self.lures or self.points
        hints = tuple(one for name, one in self.phrases.items() if name in wanted)
        object.__setattr__(self, "hints", hints_of(hints))
        object.__setattr__(self, "spoken", hints_of(tuple(self.phrases.values())))

    def telling(self, groups: Collection[str], *, lured: bool = False) -> str:
        """Return the group that a finding is about, or "" where there is not enough.

        `lured` takes it for granted that a lure is there.
        """
        for group in self.alone:
            if group in groups:
                return group
        if not lured and self.lures and self.lures.isdisjoint(groups):
            return ""
        for group in self.needs:
            if group in groups:
                return group
        return ""

    @property
    def least(self) -> int:
        """`Rule.least` of a rule that weighs by this scale: one lure, or the points it needs."""
        return 1 if self.lures else self.likely

    def backed_by(self, groups: Collection[str], also: str = "") -> int:
        """Return how much a word of some groups speaks for a finding at most (`Sought.backs`)."""
        if not {OWN, *self.alone}.isdisjoint(groups) or (also in groups and also != HINT):
            return self.least
        if self.lures:
            return int(not self.lures.isdisjoint(groups))
        return sum(max(0, self.points[each][0]) for each in groups if each in self.points)

    def hinted(self, plain: str, _words: object = None) -> bool:
        """Say whether a text holds a phrase that may make up for what its words do not back."""
        return self.hints.stand_in(plain)


# Figures of a sale, and ways to say "write to me".
SALE: Mapping[str, Phrase] = {
    "deal": Phrase(
        r"\d\s*(?:元|块)?(?:一|每|/)\s*[斤箱盒份单位次张瓶套件课节人年月]|[一二三四五六七八九两半]折"
        r"|打\S折|(?:只[要需收]|仅需|低至|立减|直降|返|送|优惠|便宜)\D{0,2}\d"
        r"|\d\D{0,2}(?:元|块|万)?起|\d厘|利息[很最]?低"
        r"|(?:限|仅|只剩|还剩|剩|前|最后)\D{0,3}\d+\s*[人名席家位个套份盒]",
        gate=r"[\d折利](?:(?<!利)|息)",
    ),
    "call": Phrase(
        r"(?:想|要|需要|感兴趣|有意|有需)\S{0,5}(?:私|加|扫|联系|滴|戳|扣|找我|报)"
        r"|(?:私|戳|滴|加|找|联系)我|加\S{0,3}微|[。，,!！]私[。!！]?$",
        gate=r"[私扫戳滴扣加找联想要需](?:(?<=[私扫戳滴扣])|(?<=[加找])我|(?<=联)系|(?<=加)\S{0,3}微"
        r"|(?<=[想要需])\S{0,5}[加报])",
    ),
}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of a rule, ready to be looked up: word → its groups.

    Of the words of the groups `decisive` one must be there, or the rule finds nothing. Those of
    the groups `strong` are looked for behind disguises however short they are.
    """

    groups: Mapping[str, tuple[str, ...]]
    decisive: frozenset[str] = frozenset()
    strong: frozenset[str] = frozenset()
    counted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what a scale weighs
    told_by_phrases: bool = False  # a phrase alone may be what the rule needs
    backs: Mapping[str, int] = field(default_factory=dict)  # `Sought.backs`

    def words(self) -> Iterable[Sought]:
        """Return all words of the rule; the decisive ones wake it.

        Those are worth hiding, but for short ones that everybody says all day (项目, 考勤).
        """
        for word, groups in self.groups.items():
            wakes = not self.decisive.isdisjoint(groups)
            worth = len(word) > COMMON or not self.strong.isdisjoint(groups)
            figures = any(char.isdigit() for char in word)  # numbers are folded in any case
            hidden = worth and (wakes or CALL in groups) and HINT not in groups and not figures
            yield Sought(word, wakes, hidden, self.backs.get(word, 0))

    def tally(self, seen: Seen) -> "Tally":
        """Return the spots of this rule's words in a message, by group."""
        groups_of = self.counted.get
        spots: dict[str, dict[str, Spot]] = {}
        for spot in seen.spots:
            word = spot[0]
            groups = groups_of(word)
            if groups is None:
                continue
            for group in groups:
                words = spots.get(group)
                if words is None:
                    spots[group] = {word: spot}
                elif word not in words:
                    words[word] = spot
        return Tally(spots)


@dataclass(slots=True)
class Tally:
    """Which words of which groups a message holds."""

    spots: dict[str, dict[str, Spot]] = field(default_factory=dict)

    def add(self, spot: Spot, group: str) -> None:
        """Count a word under a group, each word once."""
        self.spots.setdefault(group, {}).setdefault(spot.word, spot)

    def first(self, group: str) -> Spot | None:
        """Return the first spot of a group."""
        words = self.spots.get(group)
        return next(iter(words.values())) if words else None

    def longest(self, group: str) -> Spot | None:
        """Return the spot of the longest word of a group: it says the most (护肤品, not 老师)."""
        words = self.spots.get(group)
        return max(words.values(), key=lambda spot: len(spot.word)) if words else None

    def told(self, spot: Spot, scale: Scale) -> str:
        """Return what a reason names: a word, and what else speaks for the same, each once."""
        others = (self.longest(each) for each, (points, _) in scale.points.items() if points > 0)
        words = [spot.word, *(each.word.strip() for each in others if each)]
        named: list[str] = []
        for word in words:
            if not any(word in each or each in word for each in named):
                named.append(word)
        return "、".join(named[:NAMED])

    def weigh(self, scale: Scale) -> int:
        """Return the points on a scale."""
        total = 0
        for group, words in self.spots.items():
            if group in scale.points:
                points, most = scale.points[group]
                total += points * min(most, len(words))
        return total


def lexicon(config: WordConfig, scale: Scale, *names: str, also: str = "") -> Lexicon:
    """Return the words of the lists `names` and of the owner, ready to be looked up on a scale.

    `also` is a group that calls the rule as well, beside those of the scale.
    """
    groups: dict[str, tuple[str, ...]] = {}

    def put(words: Iterable[str], group: str) -> None:
        for word in words:
            key = normalise(word).plain.strip()
            if key and group not in groups.get(key, ()):  # a blank would be found in every message
                groups[key] = (*groups.get(key, ()), group)

    for name in names:
        for group, words in load(name).items():
            put(words, group)
    put(config.words, OWN)
    put(config.leave, LEAVE)
    decisive = frozenset({OWN, also, *scale.alone, *scale.needs})
    strong = frozenset({OWN, CALL, *scale.alone, *scale.strong})
    counts = {OWN, *scale.points, *scale.alone, *scale.needs, *scale.lures}
    counted = {
        word: weighed
        for word, named in groups.items()
        if (weighed := tuple(group for group in named if group in counts))
    }
    told_by_phrases = not scale.phrases.keys().isdisjoint(scale.needs)
    backs = {word: scale.backed_by(named, also) for word, named in groups.items()}
    return Lexicon(groups, decisive, strong, counted, told_by_phrases, backs)


def add_phrases(tally: Tally, seen: Seen, scale: Scale) -> None:
    """Count the phrases of a scale that a message holds."""
    plain = seen.normal.plain
    if scale.spoken.stand_in(plain):
        for group, phrase in scale.phrases.items():
            for spot in phrase.find(plain):
                tally.add(spot, group)


def add_contacts(tally: Tally, contacts: Sequence[Contact]) -> None:
    """Count phone numbers, handles and links."""
    for contact in contacts:
        tally.add(Spot(contact.text, *contact.span), CONTACT)


@dataclass(frozen=True, slots=True)
class About:
    """What a rule on words says when it finds something."""

    rule: str
    clause: str
    label: Label
    reason: str  # msgid, may name %(word)s


def judge_words(seen: Seen, words: Lexicon, scale: Scale, about: About) -> list[Finding]:
    """Return what a rule on words finds: at most one finding, at the most telling word."""
    tally = words.tally(seen)
    if own := tally.first(OWN):
        return [replace(found(seen, about, own, Certainty.SURE), settled=True)]
    if not (scale.telling(tally.spots, lured=True) or words.told_by_phrases):
        return []
    add_phrases(tally, seen, scale)
    add_contacts(tally, seen.contacts)
    spot = tally.longest(scale.telling(tally.spots))
    points = tally.weigh(scale) if spot else 0
    if spot is None or points < scale.likely:
        return []
    certainty = Certainty.SURE if points >= scale.sure else Certainty.LIKELY
    finding = found(seen, about, spot, certainty)
    told = {"word": tally.told(spot, scale)}
    return [replace(finding, reason=Words(about.reason, told))]


def word_rule(
    about: About, scale: Scale, config: WordConfig, *, title: str, help_text: str, also: str = ""
) -> Rule:
    """Return a rule that looks for the words of its own list and of everyday talk.

    `also` is a group that calls the rule as well, beside those of the scale.
    """

    def prepare(config: WordConfig) -> Lexicon:
        return lexicon(config, scale, about.rule, "talk", also=also)

    def judge(seen: Seen, words: Lexicon) -> Sequence[Finding]:
        return judge_words(seen, words, scale, about)

    return Rule(
        key=about.rule,
        title=title,
        help=help_text,
        clause=about.clause,
        config=config,
        judge=judge,
        prepare=prepare,
        words=Lexicon.words,
        least=scale.least,
        hinted=scale.hinted,
    )


def found(seen: Seen, about: About, spot: Spot, certainty: Certainty) -> Finding:
    """Return a finding at a spot."""
    return Finding(
        about.rule,
        about.clause,
        about.label,
        spot.span(seen.normal),
        Words(about.reason, {"word": spot.word}),
        tuple(spot.undone(seen.normal)),
        certainty,
    )

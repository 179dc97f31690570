"""The contract between moderation and its rules, whichever room brings them (DESIGN 2)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from qunce.kernel.contacts import Contact
from qunce.kernel.messages import Message
from qunce.kernel.normal import Hit, Normal
from qunce.kernel.protected import Protected
from qunce.kernel.text import Words


class Label(StrEnum):
    """What a message is: the nine labels of the label scheme."""

    OK = "ok"
    RECRUIT_OK = "recruit_ok"
    RECRUIT_BAD = "recruit_bad"
    AD_PROHIBITED = "ad_prohibited"
    TOOL_OK = "tool_ok"
    TOOL_BAD = "tool_bad"
    REPOST = "repost"
    ATTACK = "attack"
    SENSITIVE = "sensitive"
    FLOOD = "flood"  # a matter of conduct, not of one message's text


class RuleState(StrEnum):
    """Off; observe 只看不管 (found and counted, nothing follows); live."""

    OFF = "off"
    OBSERVE = "observe"
    LIVE = "live"


class Certainty(StrEnum):
    """A finding that is only likely goes to a person (DESIGN rule 8)."""

    SURE = "sure"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: where in the original text, against which clause, and why.

    `span` is half open, in characters of `Message.text`. `undone` names the disguises that were
    taken off to see it (`kernel.normal.Disguise` values). `forbidden` says that the message is
    not allowed although it is what it should be: the label tells what a message is, this whether
    it may stand here and now (a right recruitment post outside its hour). `settled` says that no
    second look may doubt it (a word that the owner named).
    """

    rule: str
    clause: str
    label: Label
    span: tuple[int, int]
    reason: Words
    undone: tuple[str, ...] = ()
    certainty: Certainty = Certainty.SURE
    forbidden: bool = False
    settled: bool = False


class Spot(NamedTuple):
    """A word found in a message: half open in `Normal.plain`, or as a `hit` behind a disguise."""

    word: str
    start: int
    end: int
    hit: Hit | None = None

    def span(self, normal: Normal) -> tuple[int, int]:
        """Return the half-open span in the original text."""
        return (self.hit.start, self.hit.end) if self.hit else normal.span(self.start, self.end)

    def undone(self, normal: Normal) -> tuple[str, ...]:
        """Return the names of the disguises that were taken off to see the word."""
        return self.hit.undone if self.hit else normal.undone(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Sought:
    """A word that a rule wants looked for, in the form of `Normal.plain`.

    The rule is only asked about a message that holds one of its `wakes`, or a contact. What is
    `hidden` is also looked for behind disguises, which costs much more. `backs` is how much the
    word speaks for a finding at most (`Rule.least`).
    """

    word: str
    wakes: bool = False
    hidden: bool = False
    backs: int = 0


NOTHING_GATHERED: Mapping[str, Any] = MappingProxyType({})


class Seen(NamedTuple):
    """All that a rule may look at: the message, its normal form, and what was gathered.

    `recent` are the messages of the same author in the same group, oldest first, within the
    longest window that any rule asks for. `extra` holds what the rule's own `gather` brought,
    by rule key. `spots` are the words of all rules that the engine found in one pass, none where
    they wake no rule; `contacts` the ways to reach somebody, in `normal.plain`.
    `parts` are the keys of earlier messages that the text was joined from, if it was.
    """

    message: Message
    normal: Normal
    recent: Sequence[Message] = ()
    spots: Sequence[Spot] = ()
    contacts: Sequence[Contact] = ()
    extra: Mapping[str, Any] = NOTHING_GATHERED
    parts: Sequence[int] = ()


class Looked(NamedTuple):
    """A message after the first look, and what the rules found in it.

    `shown` is the text with hidden words in their places, as a reader takes it.
    """

    seen: Seen
    shown: Normal
    findings: Sequence[Finding]


class View(Protocol):
    """The records, or in a replay the simulated state, that a rule's `gather` may read."""

    @property
    def zone(self) -> ZoneInfo:
        """The community's time zone: days, weeks and quotas are counted in it."""
        ...

    def recent(
        self, batch: Sequence[Message], window: timedelta
    ) -> Mapping[int, Sequence[Message]]:
        """Return for each message (by its place in the batch) its author's earlier messages."""
        ...

    def count_allowed(
        self, company: str, since: datetime, until: datetime, *, job: str = "", group: int = 0
    ) -> int:
        """Return how many recruitment posts of a company were let through in an interval.

        Where a `job` and a group are named: how many count beside a post of that job in it. One
        job in several groups counts once (M39).
        """
        ...

    def slot_open(self, slot: str, at: datetime) -> bool | None:
        """Say whether a slot of the programme is open at a moment; None where there is none."""
        ...

    def protected(self) -> Sequence[Protected]:
        """Return the texts that were ever registered as protected, also those taken out again."""
        ...


Judge = Callable[[Seen, Any], Sequence[Finding]]
Gather = Callable[[Sequence[Message], View, Any], Mapping[int, Any]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: `judge(seen, config) -> findings`, pure. `Config` is a frozen dataclass of options.

    `prepare(config)` may return what is costly to build (an automaton): it is computed once per
    config and handed to `judge` instead of the config. `words(prepared)` names the words that the
    rule wants looked for: the engine looks for those of all rules at once (`Seen.spots`). Where
    what they back (`Sought.backs`) does not add up to `least`, the rule is only asked if
    `hinted(plain, prepared)` says that the text may hold something else of weight: both are
    there for speed, and must never keep from a rule what it would find something in. So is
    `sift(batch, prepared)` of a rule without words: the places of the messages that it may find
    something in, all of a batch at once. A rule with a `second_look` is asked by it, many
    messages at a time, when all others have spoken: it returns the findings that are to stand.
    """

    key: str
    title: str
    help: str
    clause: str
    config: Any
    judge: Judge
    gather: Gather | None = None
    prepare: Callable[[Any], Any] | None = None
    words: Callable[[Any], Iterable[Sought]] | None = None
    least: int = 0
    hinted: Callable[[str, Any], bool] | None = None
    sift: Callable[[Sequence[Seen], Any], Iterable[int]] | None = None
    second_look: Callable[[Sequence[Looked], Any], Sequence[Sequence[Finding]]] | None = None
    window: Callable[[Any], timedelta] | None = None
    state: RuleState = RuleState.LIVE

"""The same text again by the same author, also when it was varied a little."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from qunce.kernel.messages import MessageKind
from qunce.kernel.normal import normalise
from qunce.kernel.options import option
from qunce.kernel.rules import Finding, Label, Rule, Seen
from qunce.kernel.text import N_, Words

REMEMBERED = 16_384  # texts, some 300 bytes each; busy groups have fewer within a day
BITS = 511  # of a print, one less than a power of two


@dataclass(frozen=True, slots=True)
class Config:
    """From which time on the same text is too much, and what counts as the same."""

    times: int = option(
        3, N_("Found from this time on"), help=N_("3: two copies may stay."), low=2, high=20
    )
    hours: int = option(24, N_("Within"), low=1, high=168, unit=N_("hours"))
    least: int = option(
        12,
        N_("Shortest text"),
        help=N_("Shorter texts, such as 收到, may be repeated at will."),
        low=2,
        high=200,
        unit=N_("characters"),
    )
    alike: int = option(
        85,
        N_("Alike from"),
        help=N_("How much of two texts must agree to be taken for the same."),
        low=50,
        high=100,
        unit=N_("per cent"),
    )


@dataclass(frozen=True, slots=True)
class Print:
    """What a text is compared by: it without separators, and its pairs of neighbours as bits.

    `count` are the different pairs; `shared` of them share a bit with another one.
    """

    bare: str
    bits: int
    count: int
    shared: int


def judge(seen: Seen, config: Config) -> Sequence[Finding]:
    """Return a finding where the author said nearly the same before."""
    if len(seen.recent) + 1 < config.times or seen.message.kind is not MessageKind.TEXT:
        return []
    mine = print_of(seen.message.text)
    if len(mine.bare) < config.least:
        return []
    copies = 1 + _count_copies(mine, seen, config)
    if copies < config.times:
        return []
    reason = Words(
        N_("the same text for the %(count)s. time within %(hours)s hours"),
        {"count": copies, "hours": config.hours},
    )
    span = (0, len(seen.message.text))
    return [Finding(RULE.key, RULE.clause, Label.FLOOD, span, reason)]


def sift(batch: Sequence[Seen], config: Config) -> list[int]:
    """Return the places of the messages whose author wrote enough before."""
    return [at for at, seen in enumerate(batch) if len(seen.recent) + 1 >= config.times]


def _count_copies(mine: Print, seen: Seen, config: Config) -> int:
    """Return how many earlier messages of the author say nearly the same."""
    since = seen.message.sent_at - timedelta(hours=config.hours)
    shortest, longest = len(mine.bare) * 0.5, len(mine.bare) * 2 + 40
    alike = config.alike
    return sum(
        most(mine, theirs) * 100 >= alike and likeness(mine.bare, theirs.bare) * 100 >= alike
        for theirs in [
            print_of(each.text)
            for each in seen.recent
            if shortest <= len(each.text) <= longest
            and each.sent_at > since
            and each.kind is MessageKind.TEXT
        ]
    )


@lru_cache(maxsize=REMEMBERED)
def print_of(text: str) -> Print:
    """Return what a text is compared by: an author's last ones are, again and again."""
    bare = normalise(text).base.bare
    pairs = _pairs(bare)
    bits = 0
    for pair in pairs:
        bits |= 1 << (hash(pair) & BITS)
    return Print(bare, bits, len(pairs), len(pairs) - bits.bit_count())


def most(one: Print, other: Print) -> float:
    """Return how much of two texts can agree at most, from 0 to 1: quick, and never too little."""
    total = one.count + other.count
    same = (one.bits & other.bits).bit_count() + min(one.shared, other.shared)
    return 2 * same / total if total else 1.0


def likeness(one: str, other: str) -> float:
    """Return how much of two texts agrees, from 0 to 1: shared pairs of neighbours (Dice)."""
    mine, theirs = _pairs(one), _pairs(other)
    total = len(mine) + len(theirs)
    return 2 * len(mine & theirs) / total if total else float(one == other)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def window(config: Config) -> timedelta:
    """Return how far back the rule looks."""
    return timedelta(hours=config.hours)


RULE = Rule(
    key="repeated",
    title=N_("Repeated text"),
    help=N_("Finds the same text of one member again and again, also slightly changed."),
    clause="flood",
    config=Config(),
    judge=judge,
    sift=sift,
    window=window,
)

"""The same text again by the same author, also when it was varied a little."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from qunce.kernel.messages import Message, MessageKind
from qunce.kernel.normal import normalise
from qunce.kernel.options import option
from qunce.kernel.rules import Finding, Label, Rule, Seen
from qunce.kernel.text import N_, Words

REMEMBERED = 4096  # texts; a busy group's authors have fewer within a day


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


def judge(seen: Seen, config: Config) -> Sequence[Finding]:
    """Return a finding where the author said nearly the same before."""
    if len(seen.recent) + 1 < config.times or seen.message.kind is not MessageKind.TEXT:
        return []
    text = seen.normal.base.bare
    if len(text) < config.least:
        return []
    copies = 1 + sum(_is_copy(text, each, seen, config) for each in seen.recent)
    if copies < config.times:
        return []
    reason = Words(
        N_("the same text for the %(count)s. time within %(hours)s hours"),
        {"count": copies, "hours": config.hours},
    )
    span = (0, len(seen.message.text))
    return [Finding(RULE.key, RULE.clause, Label.FLOOD, span, reason)]


def _is_copy(text: str, earlier: Message, seen: Seen, config: Config) -> bool:
    age = seen.message.sent_at - earlier.sent_at
    if earlier.kind is not MessageKind.TEXT or age >= timedelta(hours=config.hours):
        return False
    if not len(text) * 0.5 <= len(earlier.text) <= len(text) * 2 + 40:
        return False
    return likeness(text, _bare(earlier.text)) * 100 >= config.alike


@lru_cache(maxsize=REMEMBERED)
def _bare(text: str) -> str:
    """Return a text as it is compared; an author's last messages are compared again and again."""
    return normalise(text).base.bare


@lru_cache(maxsize=REMEMBERED)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def likeness(one: str, other: str) -> float:
    """Return how much of two texts agrees, from 0 to 1: shared pairs of neighbours (Dice)."""
    if one == other:
        return 1.0
    mine, theirs = _pairs(one), _pairs(other)
    total = len(mine) + len(theirs)
    return 2 * len(mine & theirs) / total if total else 0.0


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
    window=window,
)

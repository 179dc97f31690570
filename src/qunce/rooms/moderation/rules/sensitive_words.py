"""Politics and preaching, as far as they are not a matter of work (M11)."""

from collections.abc import Sequence
from dataclasses import dataclass

from qunce.kernel.rules import Finding, Label, Rule, Seen
from qunce.kernel.text import N_
from qunce.rooms.moderation.lexicon import (
    About,
    Lexicon,
    Scale,
    WordConfig,
    judge_words,
    lexicon,
)

ABOUT = About(
    "sensitive_words",
    "topics",
    Label.SENSITIVE,
    N_("politics and religion are left out of this group (%(word)s)"),
)

# Preaching or politics, with a call to debate or to join; against it all that is work.
SCALE = Scale(
    points={
        "preach": (2, 3),
        "state": (2, 3),
        "debate": (1, 3),
        "invite": (1, 2),
        "work": (-2, 3),
        "warn": (-2, 2),
    },
    needs=("preach", "state"),
    likely=4,
    sure=6,
)


@dataclass(frozen=True, slots=True)
class Config(WordConfig):
    """Words that are off topic in this community, and words that are not."""


def prepare(config: Config) -> Lexicon:
    """Return the words to look for."""
    return lexicon(config, SCALE, "sensitive_words", "talk")


def judge(seen: Seen, words: Lexicon) -> Sequence[Finding]:
    """Return a finding where politics is debated or a belief is preached."""
    return judge_words(seen, words, SCALE, ABOUT)


RULE = Rule(
    key=ABOUT.rule,
    title=N_("Politics and preaching"),
    help=N_(
        "Finds political debate and preaching. Questions of work that touch on belief, "
        "party work or elections are left alone."
    ),
    clause=ABOUT.clause,
    config=Config(),
    judge=judge,
    prepare=prepare,
    words=Lexicon.words,
    wakes=Lexicon.wakes,
)

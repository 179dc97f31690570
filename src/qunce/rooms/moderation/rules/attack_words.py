"""Insults, threats and contempt for people in the group or for groups of people (M10)."""

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
    "attack_words",
    "respect",
    Label.ATTACK,
    N_("this hurts somebody (%(word)s)"),
)

# An insult counts where it is aimed; what is quoted, told or said of oneself does not.
SCALE = Scale(
    points={
        "insult": (4, 2),
        "contempt": (4, 2),
        "threat": (4, 2),
        "scorn": (1, 3),
        "aim": (2, 1),
        "quote": (-3, 2),
        "ask": (-1, 2),
    },
    needs=("threat", "contempt", "insult", "scorn"),
    likely=4,
    sure=6,
)


@dataclass(frozen=True, slots=True)
class Config(WordConfig):
    """Words that hurt in this community, and words that do not."""


def prepare(config: Config) -> Lexicon:
    """Return the words to look for."""
    return lexicon(config, SCALE, "attack_words", "talk")


def judge(seen: Seen, words: Lexicon) -> Sequence[Finding]:
    """Return a finding where somebody is insulted, threatened or held in contempt."""
    return judge_words(seen, words, SCALE, ABOUT)


RULE = Rule(
    key=ABOUT.rule,
    title=N_("Personal attacks"),
    help=N_(
        "Finds insults, threats and contempt for groups of people. Insults that are "
        "quoted or told of, and jokes about oneself, are left alone."
    ),
    clause=ABOUT.clause,
    config=Config(),
    judge=judge,
    prepare=prepare,
    words=Lexicon.words,
    wakes=Lexicon.wakes,
)

"""Sharing what others sell or own: recordings, scans, cracked software, paid reports (M09)."""

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
    "repost_words",
    "repost",
    Label.REPOST,
    N_("this seems to be shared without its owner's leave (%(word)s)"),
)

# What is shared, that it is given away and costs money elsewhere; against it one's own work.
SCALE = Scale(
    points={
        "sure": (4, 2),
        "thing": (2, 2),
        "give": (2, 2),
        "paid": (1, 2),
        "mine": (-2, 2),
        "ask": (-1, 2),
        "warn": (-3, 2),
    },
    alone=("sure",),
    needs=("thing",),
    lures=("give", "paid"),
    likely=5,
    sure=7,
)


@dataclass(frozen=True, slots=True)
class Config(WordConfig):
    """Words that are unauthorised sharing in this community, and words that are not."""


def prepare(config: Config) -> Lexicon:
    """Return the words to look for."""
    return lexicon(config, SCALE, "repost_words", "talk")


def judge(seen: Seen, words: Lexicon) -> Sequence[Finding]:
    """Return a finding where others' paid or protected work is given away."""
    return judge_words(seen, words, SCALE, ABOUT)


RULE = Rule(
    key=ABOUT.rule,
    title=N_("Unauthorised sharing"),
    help=N_(
        "Finds paid courses, scanned books, cracked software and others' reports that are "
        "handed out. One's own work and talk about copyright are left alone."
    ),
    clause=ABOUT.clause,
    config=Config(),
    judge=judge,
    prepare=prepare,
    words=Lexicon.words,
    wakes=Lexicon.wakes,
)

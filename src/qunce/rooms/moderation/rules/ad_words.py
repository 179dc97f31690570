"""Advertising outside HR: goods, loans, part-time jobs, other groups (M44)."""

from dataclasses import dataclass

from qunce.kernel.rules import Label
from qunce.kernel.text import N_
from qunce.rooms.moderation.lexicon import (
    SALE,
    About,
    Scale,
    WordConfig,
    word_rule,
)

ABOUT = About(
    "ad_words",
    "ads",
    Label.AD_PROHIBITED,
    N_("this reads like advertising (%(word)s)"),
)

# What is offered, how it is offered, and against it what is asked, told or warned of.
SCALE = Scale(
    points={
        "sure": (4, 2),
        "goods": (2, 2),
        "deal": (1, 3),
        "call": (1, 3),
        "contact": (2, 1),
        "ask": (-1, 2),
        "tell": (-1, 3),
        "warn": (-3, 2),
        "hiring": (-3, 2),
    },
    alone=("sure",),
    needs=("goods",),
    lures=frozenset({"deal", "call", "contact"}),
    phrases=SALE,
    likely=3,
    sure=6,
)


@dataclass(frozen=True, slots=True)
class Config(WordConfig):
    """Words that are advertising in this community, and words that are not."""


RULE = word_rule(
    ABOUT,
    SCALE,
    Config(),
    title=N_("Advertising words"),
    help_text=N_(
        "Finds offers of goods, loans, insurance, part-time jobs and other groups. "
        "Questions, reports and warnings about them are left alone."
    ),
)

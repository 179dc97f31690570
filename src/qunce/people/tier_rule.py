"""Which tier somebody has by the declared rule: from years and position, nothing else (M25)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from qunce.kernel.options import Section, option
from qunce.kernel.text import N_
from qunce.people.domain import Tier

DAYS_OF_A_YEAR = Decimal("365.2425")
TENTH = Decimal("0.1")
RANKS = {"": 0, Tier.BEGINNER: 1, Tier.SENIOR: 2, Tier.MANAGER: 3}

# A position may name several posts; each is looked at by itself.
POSTS = re.compile(r"[/／、,，;；&＆+＋()（）\[\]【】|｜]|兼(?:任)?|\band\b")
SPACES = re.compile(r"\s+")
LATIN = re.compile(r"[a-z]")


@dataclass(frozen=True, slots=True)
class Settings:
    """The declared rule of the tiers."""

    senior_from: int = option(
        3,
        N_("Senior from"),
        N_("Exactly so many years are senior. More years alone never make a manager."),
        low=1,
        high=20,
        unit=N_("years"),
        manual="M25",
    )
    director_words: tuple[str, ...] = option(
        (
            *("总监", "副总裁", "总裁", "总经理", "首席", "董事长", "合伙人"),
            *("HRD", "HRVP", "VP", "SVP", "EVP", "CHRO", "CHO", "CPO", "CEO"),
            *("director", "vice president", "chief", "general manager", "head of hr"),
            "head of people",
        ),
        N_("Words of director-level posts"),
        N_("Whoever has one of these in the position is a manager. Latin words count as a whole."),
        high=200,
        manual="M25",
    )
    except_words: tuple[str, ...] = option(
        (
            *("助理", "秘书", "副总监", "办公室", "总经办", "储备", "实习", "前任", "原任"),
            *("前总监", "原总监", "assistant", "secretary", "deputy director", "former", "intern"),
        ),
        N_("Words that take it back"),
        N_("A post with one of these is not director-level: 总监助理 is an assistant."),
        high=200,
        manual="M25",
    )


SECTION = Section("tiers", N_("Tiers"), Settings, is_common=True)


def tier_by_rule(years: Decimal | float | None, position: str, settings: Settings) -> Tier | None:
    """Return the tier by years in HR and position, None where too little is known.

    A director's post is enough by itself. Without one the years decide, from ten on as well; an
    unknown number of years decides nothing. A position that is not told counts as none.
    """
    if is_director(position, settings):
        return Tier.MANAGER
    if years is None or years < 0:
        return None
    return Tier.SENIOR if years >= settings.senior_from else Tier.BEGINNER


def is_director(position: str, settings: Settings) -> bool:
    """Say whether a position names a director-level post: one with a word and no exception."""
    text = unicodedata.normalize("NFKC", position).casefold()
    return any(
        _has(post, settings.director_words) and not _has(post, settings.except_words)
        for post in POSTS.split(text)
    )


def _has(post: str, words: tuple[str, ...]) -> bool:
    return any(_names(post, unicodedata.normalize("NFKC", word).casefold()) for word in words)


def _names(post: str, word: str) -> bool:
    """Say whether a word stands in a post: Latin letters as a whole word, Chinese anywhere."""
    word = word.strip()
    if not word:
        return False
    if LATIN.search(word):
        parts = r"\s+".join(re.escape(part) for part in word.split())
        return re.search(rf"(?<![a-z]){parts}(?![a-z])", post) is not None
    return word in SPACES.sub("", post)


def years_on(years: Decimal | None, told: date, day: date) -> Decimal | None:
    """Return the years in HR on a day, from what was told on another: to a tenth, rounded down."""
    if years is None:
        return None
    passed = max((day - told).days, 0) / DAYS_OF_A_YEAR
    return (Decimal(str(years)) + passed).quantize(TENTH, rounding=ROUND_FLOOR)

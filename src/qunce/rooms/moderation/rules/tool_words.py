"""HR tools and services: told from use, or a hard sell (M46)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qunce.kernel.rules import Certainty, Finding, Label, Rule, Seen
from qunce.kernel.text import N_, Words
from qunce.rooms.moderation.experience import lacks_experience
from qunce.rooms.moderation.lexicon import (
    OWN,
    SALE,
    About,
    Lexicon,
    Scale,
    WordConfig,
    add_contacts,
    add_phrases,
    judge_words,
    lexicon,
)

ABOUT = About(
    "tool_words",
    "tools",
    Label.TOOL_BAD,
    N_("this is a hard sell of an HR service (%(word)s)"),
)

LACKS = N_("a recommendation that does not tell of your own use")
# What is offered and how loudly; against it what the writer has lived through.
SCALE = Scale(
    points={
        "topic": (2, 2),
        "boast": (1, 4),
        "deal": (1, 3),
        "call": (1, 2),
        "contact": (1, 1),
        "use": (-1, 3),
        "ask": (-1, 2),
        "tell": (-1, 2),
        "warn": (-3, 2),
        "hiring": (-3, 2),
    },
    needs=("topic",),
    lures=frozenset({"boast", "deal", "call", "contact"}),
    phrases=SALE,
    likely=3,
    sure=6,
)

# From so many points on it is told from use; a hard sell takes points away.
TOLD_FROM_USE = Scale(
    points={
        "use": (1, 5),
        "boast": (-1, 4),
        "deal": (-1, 2),
        "call": (-1, 2),
        "contact": (-2, 1),
    },
    needs=("use",),
    likely=2,
    sure=2,
    phrases=SALE,
)
_MARK = re.compile(
    r"^\s*(?:[【\[#]\s*(?:好物|工具)?推荐\s*[】\]#]|.{0,14}?(?<![有求要不别谁])推荐(?!吗|的|人|信|理由|码|算法|位))"
)


@dataclass(frozen=True, slots=True)
class Config(WordConfig):
    """Words that are a hard sell in this community, and words that are not."""


def prepare(config: Config) -> Lexicon:
    """Return the words to look for."""
    return lexicon(config, SCALE, "tool_words", "talk", also="mark")


def judge(seen: Seen, words: Lexicon) -> Sequence[Finding]:
    """Return a finding where an HR service is sold, or recommended from experience."""
    plain = seen.normal.plain
    mark = _MARK.search(plain) if _may_be_marked(plain) else None
    if mark:
        tally = words.tally(seen)
        if lacks_experience(plain) and not tally.first(OWN):
            return [_lacking(seen, mark.span())]
        add_contacts(tally, seen.contacts)
        add_phrases(tally, seen, TOLD_FROM_USE)
        if tally.weigh(TOLD_FROM_USE) >= TOLD_FROM_USE.sure:
            return [_welcome(seen, mark.span())]
    return judge_words(seen, words, SCALE, ABOUT)


def _may_be_marked(plain: str) -> bool:
    return "推荐" in plain[:24]


def hinted(plain: str, _words: Lexicon) -> bool:
    """Say whether a text may be marked, or holds a phrase of a sale."""
    return _may_be_marked(plain) or SCALE.hinted(plain)


def _welcome(seen: Seen, mark: tuple[int, int]) -> Finding:
    reason = Words(N_("a recommendation from experience"))
    span = seen.normal.span(*mark)
    return Finding(ABOUT.rule, ABOUT.clause, Label.TOOL_OK, span, reason, certainty=Certainty.SURE)


def _lacking(seen: Seen, mark: tuple[int, int]) -> Finding:
    span = seen.normal.span(*mark)
    return Finding(ABOUT.rule, ABOUT.clause, Label.TOOL_BAD, span, Words(LACKS))


def is_lacking(finding: Finding) -> bool:
    """Say whether a finding is that a marked recommendation tells of no experience."""
    return finding.reason.msgid == LACKS


RULE = Rule(
    key=ABOUT.rule,
    title=N_("HR tools and services"),
    help=N_("Tells recommendations from experience, which are welcome, from a hard sell."),
    clause=ABOUT.clause,
    config=Config(),
    judge=judge,
    prepare=prepare,
    words=Lexicon.words,
    least=SCALE.least,
    hinted=hinted,
)

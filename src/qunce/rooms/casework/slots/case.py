"""案例拆解: reminds of the call, of the discussion, and brings the method summed up (M37)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from qunce.kernel.messages import Role
from qunce.kernel.options import option
from qunce.kernel.screens import shortened
from qunce.kernel.slots import Draft, Moment, Slot, cron_option
from qunce.kernel.text import N_, Words


@dataclass(frozen=True, slots=True)
class Config:
    """When the groups hear of the monthly case, and how long it may be told."""

    cron: str = cron_option("0 16 * * 5", "M37")
    length: int = option(
        120,
        N_("Characters of the case or the lesson"),
        N_("What is longer is cut at the end of a clause; the link leads to the whole."),
        low=40,
        high=600,
    )
    headline: str = option("【案例拆解】", N_("Headline"), low=1, high=40, manual="M37")


class Stage(StrEnum):
    """What a case needs from its groups now."""

    CALL = "call"
    TALK = "talk"
    METHOD = "method"


@dataclass(frozen=True, slots=True)
class News:
    """What is to be told of a case: `until` as the groups' clock shows it, "" for no end.

    `lines` are the positions with how many spoke for each, or the parts of the method.
    """

    stage: Stage
    title: str
    text: str
    until: str
    link: str
    groups: tuple[int, ...]
    lines: tuple[str, ...] = ()


TEXTS = {
    Stage.CALL: N_(
        "%(headline)s%(title)s\n%(text)s\nCases are called for until %(until)s; names and "
        "companies are taken out before anybody reads it.\nTell yours: %(link)s"
    ),
    Stage.TALK: N_(
        "%(headline)s%(title)s\n%(text)s\n%(lines)s\nUntil %(until)s: answer here with the letter "
        "and your reason, or on the page: %(link)s"
    ),
    Stage.METHOD: N_("%(headline)sSummed up: %(title)s\n%(text)s\nThe whole method: %(link)s"),
}
BETWEEN = "%(first)s\n\n%(second)s"
HINT = N_("It comes from the monthly case as it stands now.")


def compose(moment: Moment, config: Config) -> Sequence[Draft]:
    """Return what each group hears of its cases; nothing where none is at a stage to tell of."""
    texts: dict[tuple[int, ...], list[int]] = {}
    for group in moment.groups:
        its = tuple(n for n, each in enumerate(moment.facts) if group in each.groups)
        if its:
            texts.setdefault(its, []).append(group)
    return [
        Draft(
            _joined([_words(moment.facts[n], config) for n in its]),
            Words(HINT),
            tuple(groups),
            is_ready=True,
            topic=moment.facts[its[0]].title,
        )
        for its, groups in texts.items()
    ]


def _words(news: News, config: Config) -> Words:
    about: dict[str, str | int | float | Words] = {
        "headline": config.headline,
        "title": news.title,
        "text": shortened(news.text, config.length),
        "until": news.until,
        "lines": "\n".join(news.lines),
        "link": news.link,
    }
    return Words(TEXTS[news.stage], about)


def _joined(parts: Sequence[Words]) -> Words:
    words = parts[0]
    for each in parts[1:]:
        words = Words(BETWEEN, {"first": words, "second": each})
    return words


SLOT = Slot(
    key="case",
    title=N_("Monthly case"),
    help=N_("Reminds of the call and of the discussion, and brings the method once it is there."),
    config=Config(),
    compose=compose,
    role=Role.CONTENT,
    lead=timedelta(minutes=30),
    late=timedelta(hours=4),
    by_group=True,
    is_on=False,
)

"""The weekly deep article, with data and cases: it fills a place of 干货晚八点 (M17, M36)."""

from dataclasses import dataclass
from datetime import timedelta

from qunce.kernel.options import option
from qunce.kernel.slots import Chain, Draft, Moment, Slot, cron_option
from qunce.kernel.text import N_, NOTHING, Words
from qunce.playbook import queries as playbook
from qunce.rooms.programme import pools
from qunce.rooms.programme.domain_pools import Chosen
from qunce.rooms.programme.slots.evening import told


@dataclass(frozen=True, slots=True)
class Config:
    """When it is posted, how long an article has to be, and its words."""

    cron: str = cron_option("0 18 * * 4", "M36")
    length: int = option(
        800,
        N_("An article has at least"),
        N_("Shorter ones of the library are for the other evening."),
        low=100,
        high=20000,
        unit=N_("characters"),
        manual="M36",
    )
    headline: str = option("【本周深度】", N_("Headline"), low=1, high=40, manual="M36")
    closing: str = option("您的公司遇到过吗？欢迎补充案例～", N_("Last line"), high=100)


TEXT = "%(text)s"
LOOK = N_("The newest long article of the library: look it through before it goes out.")
NONE = N_("No long article in the library that was not posted: write one, or leave it out.")


def compose(moment: Moment, config: Config) -> Draft:
    """Return the article that was chosen, else the newest long one of the library."""
    chosen = next(iter(moment.facts), None)
    if chosen is None:
        return Draft(NOTHING, Words(NONE), topic=moment.topic)
    text = told(chosen, config.headline, config.closing)
    return Draft(Words(TEXT, {"text": text}), Words(LOOK), topic=chosen.title)


def gather(moment: Moment) -> tuple[Chosen, ...]:
    """Return the article that is next."""
    config = playbook.effective_all(moment.community)["slots.article"]
    return tuple(pools.of_library(moment, ("evening", "article"), config.length))


SLOT = Slot(
    key="article",
    title=N_("Weekly deep article"),
    help=N_("An analysis with data and cases: chosen, drafted and looked through days ahead."),
    config=Config(),
    compose=compose,
    gather=gather,
    chain=Chain(choose=timedelta(days=5), draft=timedelta(days=2), review=timedelta(days=1)),
    needs_review=True,
    is_on=False,
)

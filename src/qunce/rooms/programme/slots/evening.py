"""干货晚八点: deep content once or twice a week, from shares and from the library (M17).

The manual names it after eight and puts it at six; six is the default (M17).
"""

from dataclasses import dataclass
from datetime import timedelta

from qunce.kernel.options import option
from qunce.kernel.slots import Chain, Draft, Moment, Slot, cron_option
from qunce.kernel.text import N_, NOTHING, Words
from qunce.rooms.programme import pools
from qunce.rooms.programme.domain_pools import Chosen, Pool


@dataclass(frozen=True, slots=True)
class Config:
    """When it is posted, and its words."""

    cron: str = cron_option("0 18 * * 2", "M17")
    weeks: int = option(
        52, N_("None comes again for"), low=1, high=104, unit=N_("weeks"), manual="M17"
    )
    headline: str = option("【干货晚八点】", N_("Headline"), low=1, high=40, manual="M17")
    closing: str = option("看完有问题，直接在群里问～", N_("Last line"), high=100)


TEXT = "%(text)s"
LOOK = N_("Nobody has approved it for the groups: look it through before it goes out.")
NOTHING_LEFT = N_(
    "Neither a share in the pool nor anything new in the library: write the text, or leave it out."
)


def compose(moment: Moment, config: Config) -> Draft:
    """Return the share of the pool that is next, else the newest item of the library."""
    chosen = next(iter(moment.facts), None)
    if chosen is None:
        return Draft(NOTHING, Words(NOTHING_LEFT))
    text = told(chosen, config.headline, config.closing)
    hint = NOTHING if chosen.is_approved else Words(LOOK)
    return Draft(Words(TEXT, {"text": text}), hint, is_ready=chosen.is_approved, topic=chosen.title)


def told(chosen: Chosen, headline: str, closing: str) -> str:
    """Return something deep as plain text: title, what it is about, whose it is, and its link."""
    whose = chosen.source or chosen.credit
    rows = [
        f"{headline}{chosen.title}",
        chosen.text,
        f"—— {whose}" if whose else "",
        f"感谢 {chosen.credit} 推荐～" if chosen.credit and chosen.credit != whose else "",
        f"全文：{chosen.link}" if chosen.link else "",
        closing,
    ]
    return "\n".join(row for row in rows if row)


def gather(moment: Moment) -> tuple[Chosen, ...]:
    """Return what is next: of the pool, else of the library."""
    found = pools.next_of(moment, Pool.SHARE)
    if found and (found[0].entry or not moment.topic):
        return found
    return tuple(pools.of_library(moment, ("evening", "article")) or found)


SLOT = Slot(
    key="evening",
    title=N_("Deep content in the evening"),
    help=N_("Once or twice a week: somebody's share, or what is new in the library."),
    config=Config(),
    compose=compose,
    gather=gather,
    after=pools.note_use,
    chain=Chain(choose=timedelta(days=2)),
    is_on=False,
)

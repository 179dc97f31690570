"""HR小贴士: one or two short tips a day, inside the briefing where there is one (M35, M53)."""

from collections.abc import Sequence
from dataclasses import dataclass

from qunce.kernel.options import option
from qunce.kernel.slots import Draft, Moment, Slot, cron_option
from qunce.kernel.text import N_, NOTHING, Words
from qunce.rooms.programme import pools
from qunce.rooms.programme.domain_pools import Chosen, Pool


@dataclass(frozen=True, slots=True)
class Config:
    """When tips go out, how many, and how long none comes again."""

    cron: str = cron_option("0 9 * * 1-5", "M35")
    count: int = option(1, N_("Tips a day"), low=1, high=2, manual="M35")
    weeks: int = option(
        12,
        N_("None comes again for"),
        N_("A tip that went out is not taken within this time."),
        low=1,
        high=104,
        unit=N_("weeks"),
        manual="M35",
    )
    headline: str = option("【HR小贴士】", N_("Headline"), low=1, high=40)


TEXT = "%(text)s"
LOOK = N_("Nobody has approved this tip yet: look it through before it goes out.")


def compose(moment: Moment, config: Config) -> Sequence[Draft]:
    """Return the tips that were gathered: approved in the pool, so that they are ready."""
    tips = [each for each in moment.facts if isinstance(each, Chosen)]
    if not tips:
        return ()
    rows = [f"{each.title}{f'（{each.source}）' if each.source else ''}" for each in tips]
    if len(rows) > 1:
        rows = [f"· {row}" for row in rows]
    text = "\n".join([config.headline, *rows]) if len(rows) > 1 else config.headline + rows[0]
    is_ready = all(each.is_approved for each in tips)
    hint = NOTHING if is_ready else Words(LOOK)
    return (Draft(Words(TEXT, {"text": text}), hint, is_ready=is_ready, topic=tips[0].title),)


def gather(moment: Moment) -> tuple[Chosen, ...]:
    """Return the tips that are next."""
    return pools.next_of(moment, Pool.TIP)


SLOT = Slot(
    key="tip",
    title=N_("HR tip of the day"),
    help=N_("A short tip from the pool; on days with a briefing it stands at its end."),
    config=Config(),
    compose=compose,
    gather=gather,
    after=pools.note_use,
    merge_into="briefing",
    is_on=False,
)

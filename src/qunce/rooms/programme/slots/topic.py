"""午间话题: a practical pain point to talk about at noon, from the pool of topics (M16)."""

from dataclasses import dataclass
from datetime import timedelta

from qunce.kernel.options import option
from qunce.kernel.slots import Chain, Draft, Moment, Slot, cron_option
from qunce.kernel.text import N_, NOTHING, Words
from qunce.rooms.programme import pools
from qunce.rooms.programme.domain_pools import Chosen, Pool


@dataclass(frozen=True, slots=True)
class Config:
    """When the topic is posted, how long none comes again, and its words."""

    cron: str = cron_option("0 12 * * 1-5", "M16")
    weeks: int = option(
        12,
        N_("None comes again for"),
        N_("A topic that was talked about is not taken within this time."),
        low=1,
        high=104,
        unit=N_("weeks"),
        manual="M16",
    )
    headline: str = option("【午间话题】", N_("Headline"), low=1, high=40, manual="M16")
    closing: str = option("你们公司怎么做？午休聊两句～", N_("Last line"), high=100)
    follow_up: bool = option(
        default=True,
        label=N_("Tell how many took part last time"),
        help=N_("Only where the figures are known, and at least three people did."),
    )


TEXT = "%(text)s"
FEWEST = 3  # people who took part, for that to be told
LOOK = N_("Nobody has approved this topic yet: look it through before it goes out.")
NONE_LEFT = N_("The pool of topics has none left that was not used lately: add some, or approve.")


@dataclass(frozen=True, slots=True)
class Talked:
    """What the last topic was, and how many people took part."""

    title: str
    people: int


def compose(moment: Moment, config: Config) -> Draft:
    """Return the topic that was gathered: approved in the pool, or chosen by somebody."""
    topic = next((each for each in moment.facts if isinstance(each, Chosen)), None)
    if topic is None:
        return Draft(NOTHING, Words(NONE_LEFT))
    thanks = f"（话题来自 {topic.credit}，感谢～）" if topic.credit else ""
    rows = [f"{config.headline}{topic.title}", topic.text, thanks, config.closing]
    last = next((each for each in moment.facts if isinstance(each, Talked)), None)
    if config.follow_up and last is not None and last.people >= FEWEST:
        rows.append(f"（上期“{last.title}”有 {last.people} 位群友参与，感谢～）")
    text = "\n".join(row for row in rows if row)
    hint = NOTHING if topic.is_approved else Words(LOOK)
    return Draft(Words(TEXT, {"text": text}), hint, is_ready=topic.is_approved, topic=topic.title)


def gather(moment: Moment) -> tuple[Chosen | Talked, ...]:
    """Return the topic that is next, and what came of the last one."""
    last = pools.last_talk(moment, "topic")
    return (
        *pools.next_of(moment, Pool.TOPIC),
        *((Talked(*last),) if last is not None else ()),
    )


SLOT = Slot(
    key="topic",
    title=N_("Topic at noon"),
    help=N_("Something practical to talk about over lunch, from the pool; never twice in a while."),
    config=Config(),
    compose=compose,
    gather=gather,
    after=pools.note_use,
    late=timedelta(minutes=90),
    chain=Chain(),
    is_on=False,
)

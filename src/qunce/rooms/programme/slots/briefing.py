"""HR早报: policy, industry, hot topics, at the start of the working day (M15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from qunce.kernel.messages import Role
from qunce.kernel.options import option
from qunce.kernel.slots import Draft, Moment, Slot, cron_option
from qunce.kernel.text import N_, Words
from qunce.rooms.programme import news
from qunce.rooms.programme.domain_news import Line, News, choose


@dataclass(frozen=True, slots=True)
class Config:
    """When the briefing is posted, and the frame of its text."""

    cron: str = cron_option("0 9 * * 1-5", "M15")
    headline: str = option(
        "【HR早报】",
        N_("Headline"),
        N_("Stands before the date in the first line."),
        low=1,
        high=40,
        manual="M15",
    )
    parts: tuple[str, ...] = option(
        ("政策", "行业", "热点"),
        N_("Parts"),
        N_("News of a feed go into the part that it is listed for; one line each without news."),
        low=1,
        high=8,
        manual="M15",
    )
    count: int = option(
        5,
        N_("Pieces of news"),
        N_("So many are chosen by themselves, the newest first; you pick and shorten them."),
        low=1,
        high=12,
        manual="M15",
    )
    links: bool = option(
        default=True,
        label=N_("Link below each line"),
        help=N_("Without it only the source stands behind the line."),
    )
    closing: str = option("有想聊的，直接在群里说～", N_("Last line"), high=100)


TEXT = "%(text)s"
NOTHING_NEW = N_(
    "Nothing new since the last briefing: fill in the lines, take a text in reserve, or leave it "
    "out."
)
CHOSEN = N_("The newest news were chosen. Look them through on its page, shorten, and release it.")
WEEKDAYS = "一二三四五六日"


def compose(moment: Moment, config: Config) -> Draft:
    """Return the day's briefing of the news that were gathered; a frame to fill in without any."""
    lines = choose(moment.facts, config.count, config.parts)
    if not lines:
        return Draft(Words(TEXT, {"text": frame(moment.due, config)}), Words(NOTHING_NEW))
    text = text_of(lines, moment.due, config)
    return Draft(Words(TEXT, {"text": text}), Words(CHOSEN))


def text_of(lines: Sequence[Line], due: datetime, config: Config) -> str:
    """Return a briefing as plain text, each line with its source; `due` is in the local zone."""
    rows = []
    for number, each in enumerate(lines, 1):
        part = f"【{each.part}】" if each.part else ""
        source = f"（{each.source}）" if each.source else ""
        rows.append(f"{number}. {part}{each.text}{source}")
        if each.link and config.links:
            rows.append(each.link)
    return _framed("\n".join(rows), due, config)


def frame(due: datetime, config: Config) -> str:
    """Return a briefing without news: its parts, to be filled in."""
    lines = "\n".join(f"{n}. {part}：" for n, part in enumerate(config.parts, 1))
    return _framed(lines, due, config)


def _framed(rows: str, due: datetime, config: Config) -> str:
    day = f"{due.month}月{due.day}日 周{WEEKDAYS[due.weekday()]}"
    return "\n".join(part for part in (f"{config.headline}{day}", rows, config.closing) if part)


def gather(moment: Moment) -> tuple[News, ...]:
    """Return what the briefing may tell: of the feeds and of the library, newest first."""
    return tuple(news.find(moment.community, moment.due))


SLOT = Slot(
    key="briefing",
    title=N_("Morning briefing"),
    help=N_("Policy, industry and hot topics in a few lines, before the working day begins."),
    config=Config(),
    compose=compose,
    gather=gather,
    after=news.keep_composed,
    role=Role.CONTENT,
    lead=timedelta(minutes=15),
    late=timedelta(hours=2),
    editor="programme_briefing",
)

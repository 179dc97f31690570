"""招聘专场: the weekly hour in which recruitment posts are welcome (M45)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from qunce.kernel.messages import Role
from qunce.kernel.options import option
from qunce.kernel.slots import Draft, Moment, Slot, cron_option
from qunce.kernel.text import N_, Words
from qunce.rooms.postings import collected
from qunce.rooms.postings.collected import Entry, Frame


@dataclass(frozen=True, slots=True)
class Config:
    """When the slot opens, and the words that open it."""

    cron: str = cron_option("0 20 * * 3", "M45")
    length: timedelta = option(
        timedelta(hours=1),
        N_("Lasts"),
        N_("So long members may post straight in the group."),
        low=1,
        high=24,
        unit=N_("hours"),
        manual="M45",
    )
    cap: int = option(
        6,
        N_("Approved posts per hour"),
        N_("What does not fit goes out in the next one, and the applicant is told."),
        low=1,
        high=30,
        manual="M45",
    )
    lines: int = option(
        45,
        N_("Lines of the collected post"),
        N_(
            "Of 16 characters, as a phone shows them. Longer posts are shortened, with a link; "
            "what does not fit then goes out in the next hour."
        ),
        low=15,
        high=200,
        manual="M45",
    )
    words: str = option(
        "【招聘专场】今晚 8 点开始～\n请按这个格式发：\n【招聘】岗位名称\n企业简介：\n岗位详情：\n"
        "联系方式：\n"
        "每家公司每周最多 2 条，缺一项就先别发哈。",
        N_("Words that open the slot"),
        N_("Posted where no approved post waits."),
        low=5,
        high=1000,
        manual="M45",
    )
    headline: str = option(
        "【招聘专场】",
        N_("Headline of the collected post"),
        N_("Day and number of posts follow."),
        low=1,
        high=30,
    )
    closing: str = option(
        "想发招聘？提前在申请页提交，审核后统一发布。", N_("Its last line"), high=100
    )


TEXT = "%(text)s"
HINT = N_("Copy it once, post it in every group, and tick them off.")


@dataclass(frozen=True, slots=True)
class Planned:
    """An approved post of the slot: its application's key, how it reads, and to which groups."""

    posting: int
    entry: Entry
    groups: tuple[int, ...]


def compose(moment: Moment, config: Config) -> Sequence[Draft]:
    """Return the approved posts as one text; the words that open the slot where there is none.

    Groups to which different posts go have different texts.
    """
    texts: dict[tuple[int, ...], list[int]] = {}
    for group in moment.groups:
        its = tuple(n for n, each in enumerate(moment.facts) if group in each.groups)
        texts.setdefault(its, []).append(group)
    return [
        Draft(
            Words(TEXT, {"text": _text([moment.facts[n] for n in its], moment, config)}),
            Words(HINT),
            tuple(groups),
        )
        for its, groups in texts.items()
    ]


def _text(planned: Sequence[Planned], moment: Moment, config: Config) -> str:
    if not planned:
        return config.words
    entries = [each.entry for each in planned]
    return collected.compose(entries, _frame(entries, moment.due, config))


def fits(entries: Sequence[Entry], due: datetime, config: Config) -> bool:
    """Say whether posts have room in the text of a slot: more would not stand on one screen."""
    return collected.fits(entries, _frame(entries, due, config))


def _frame(entries: Sequence[Entry], due: datetime, config: Config) -> Frame:
    headline = f"{config.headline}{due.month}月{due.day}日 {len(entries)} 个岗位"
    return Frame(headline, config.closing, config.lines)


SLOT = Slot(
    key="recruitment",
    title=N_("Recruitment hour"),
    help=N_("Once a week recruitment posts are welcome; the rest of the week stays for talk."),
    config=Config(),
    compose=compose,
    role=Role.OPS,
    lead=timedelta(minutes=15),
    late=timedelta(hours=1),
    posts_itself=True,
)

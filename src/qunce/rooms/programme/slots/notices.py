"""活动预告: what begins or ends within a day, as the rooms know it; each thing told once (M22)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from qunce.kernel.messages import Role
from qunce.kernel.options import option
from qunce.kernel.slots import Draft, Moment, Slot, cron_option
from qunce.kernel.text import N_, Words
from qunce.rooms.programme.slots.week import COMING, Line, Week, joined, seen_in


@dataclass(frozen=True, slots=True)
class Config:
    """When notices are posted, how far ahead they look, and their words."""

    cron: str = cron_option("0 18 * * *", "M22")
    reach: timedelta = option(
        timedelta(hours=24),
        N_("Tells of what comes within"),
        N_("At least as far as its next time. What was told once is not told again."),
        low=1,
        high=168,
        unit=N_("hours"),
        manual="M22",
    )
    most: int = option(6, N_("Lines of a notice"), N_("The soonest first."), low=1, high=20)
    links: bool = option(default=True, label=N_("A link under each line"))
    headline: str = option("【活动预告】", N_("Headline"), low=1, high=40, manual="M22")
    closing: str = option("想参加的提前安排好时间～", N_("Last line"), high=100)


HEAD = "%(headline)s"
ENTRY = N_("%(number)s. %(month)s/%(day)s %(time)s %(title)s")
MORE = N_("and %(count)s more")


@dataclass(frozen=True, slots=True)
class Coming:
    """What is to come, and which lines (by `ref`) were told to a group (its key) otherwise."""

    week: Week
    told: Mapping[int, frozenset[str]] = field(default_factory=dict)


def compose(moment: Moment, config: Config) -> Sequence[Draft]:
    """Return the notice for each set of groups that may read the same; none without anything."""
    coming: Coming = moment.facts[0]
    texts: dict[tuple[Line, ...], list[int]] = {}
    for group in moment.groups:
        lines = tuple(_lines_of(coming, group))
        if lines:
            texts.setdefault(lines, []).append(group)
    return [
        Draft(text_of(lines, coming.week, config), groups=tuple(groups), is_ready=True)
        for lines, groups in texts.items()
    ]


def _lines_of(coming: Coming, group: int) -> Iterator[Line]:
    told = coming.told.get(group, frozenset())
    for part in seen_in(coming.week, group):
        yield from (line for line in part.lines if part.key == COMING and line.ref not in told)


def text_of(lines: Sequence[Line], week: Week, config: Config) -> Words:
    """Return a notice as plain text: each line with its day and time, the soonest first."""
    rows: list[Words | str] = [Words(HEAD, {"headline": config.headline})]
    for number, line in enumerate(lines[: config.most], 1):
        at = line.at.astimezone(week.since.tzinfo)
        day: dict[str, str | int | float | Words] = {"month": at.month, "day": at.day}
        about = {**day, "number": number, "time": f"{at:%H:%M}", "title": line.title}
        rows.append(Words(ENTRY, about))
        if config.links and line.path and week.site:
            rows.append(f"{week.site}{line.path}")
    if len(lines) > config.most:
        rows.append(Words(MORE, {"count": len(lines) - config.most}))
    return joined([*rows, config.closing] if config.closing else rows, "\n")


SLOT = Slot(
    key="notices",
    title=N_("Event notices"),
    help=N_("Events, deadlines and hours of the next day, from the records; nothing without any."),
    config=Config(),
    compose=compose,
    role=Role.CONTENT,
    lead=timedelta(hours=1),
    late=timedelta(hours=3),
    by_group=True,
    counts_late=True,
    is_on=False,
)

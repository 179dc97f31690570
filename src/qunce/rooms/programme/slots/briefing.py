"""HR早报: policy, industry, hot topics, at the start of the working day (M15)."""

from dataclasses import dataclass
from datetime import timedelta

from qunce.kernel.messages import Role
from qunce.kernel.options import option
from qunce.kernel.slots import Draft, Moment, Slot, cron_option
from qunce.kernel.text import N_, Words


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
        N_("One numbered line each, to be filled in before posting."),
        low=1,
        high=8,
        manual="M15",
    )
    closing: str = option("有想聊的，直接在群里说～", N_("Last line"), high=100)


FRAME = N_("%(headline)s%(month)s月%(day)s日 周%(weekday)s\n%(lines)s\n%(closing)s")
HINT = N_("Fill in the lines, then copy it once for all groups.")
WEEKDAYS = "一二三四五六日"


def compose(moment: Moment, config: Config) -> Draft:
    """Return the frame of the day's briefing; `moment.due` is in the community's time zone."""
    lines = "\n".join(f"{n}. {part}：" for n, part in enumerate(config.parts, 1))
    return Draft(
        Words(
            FRAME,
            {
                "headline": config.headline,
                "month": moment.due.month,
                "day": moment.due.day,
                "weekday": WEEKDAYS[moment.due.weekday()],
                "lines": lines,
                "closing": config.closing,
            },
        ),
        Words(HINT),
    )


SLOT = Slot(
    key="briefing",
    title=N_("Morning briefing"),
    help=N_("Policy, industry and hot topics in a few lines, before the working day begins."),
    config=Config(),
    compose=compose,
    role=Role.CONTENT,
    lead=timedelta(minutes=15),
    late=timedelta(hours=2),
)

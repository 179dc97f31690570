"""招聘专场: the weekly hour in which recruitment posts are welcome (M45)."""

from dataclasses import dataclass
from datetime import timedelta

from qunce.kernel.messages import Role
from qunce.kernel.options import option
from qunce.kernel.slots import Draft, Moment, Slot, cron_option
from qunce.kernel.text import N_, Words


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
    words: str = option(
        "【招聘专场】今晚 8 点开始～\n请按这个格式发：\n【招聘】岗位名称\n企业简介：\n岗位详情：\n"
        "联系方式：\n"
        "每家公司每周最多 2 条，缺一项就先别发哈。",
        N_("Words that open the slot"),
        low=5,
        high=1000,
        manual="M45",
    )


TEXT = "%(text)s"
HINT = N_("Copy it once, post it in every group, and tick them off.")


def compose(moment: Moment, config: Config) -> Draft:
    """Return the words that open the slot."""
    _ = moment
    return Draft(Words(TEXT, {"text": config.words}), Words(HINT))


SLOT = Slot(
    key="recruitment",
    title=N_("Recruitment hour"),
    help=N_("Once a week recruitment posts are welcome; the rest of the week stays for talk."),
    config=Config(),
    compose=compose,
    role=Role.OPS,
    lead=timedelta(minutes=15),
    late=timedelta(hours=1),
)

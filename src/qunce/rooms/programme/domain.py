"""The life of a planned item, when it falls due, and what a group may get on a day: pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from qunce.kernel.calendar import QuietHours, local_day
from qunce.kernel.options import option
from qunce.kernel.schedule import Exceptional, Schedule, ordinary
from qunce.kernel.states import StateTable
from qunce.kernel.text import N_

EXTRA = "extra"  # the slot of what was added by hand


@dataclass(frozen=True, slots=True)
class Settings:
    """How much a group gets on a day, and how long the effect of a post is watched."""

    per_day: int = option(
        3,
        N_("Scheduled posts per group and day"),
        N_("What is more is refused: it is merged with another post, or goes on another day."),
        low=1,
        high=20,
        manual="M53",
    )
    gap: timedelta = option(
        timedelta(minutes=30),
        N_("Least time between two posts"),
        N_("In one group. Closer ones are shown as an overlap."),
        low=0,
        high=720,
        unit=N_("minutes"),
    )
    window: timedelta = option(
        timedelta(hours=2),
        N_("Effect is measured for"),
        N_("Messages, answers and people within this time after a post."),
        low=1,
        high=72,
        unit=N_("hours"),
    )
    declines: tuple[str, ...] = option(
        (
            "这个话题群里前不久刚聊过，过阵子再拿出来一定有新东西，谢谢您",
            "谢谢您，这个题目和本群的方向差得有点远，欢迎再推荐别的",
            "谢谢您，如果能补充一点背景和做法会更好聊，改好后请再推荐一次",
            "谢谢您，内容更像产品介绍，欢迎换成您自己的做法和体会再来",
        ),
        N_("Reasons to decline a member's idea"),
        N_("Words that the member reads."),
        low=1,
        high=20,
        manual="M17",
    )


# --- the life of an item ------------------------------------------------------------------------


class ItemState(StrEnum):
    """Where an item of the calendar stands."""

    PLANNED = "planned"
    CHOSEN = "topic_chosen"
    DRAFTED = "drafted"
    REVIEWED = "reviewed"
    POSTED = "posted"
    MEASURED = "measured"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    MISSED = "missed"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return STATE_LABELS[self]

    @property
    def tone(self) -> str:
        """Return how pages colour it."""
        return STATE_TONES.get(self, "quiet")


STATE_LABELS = {
    ItemState.PLANNED: N_("Planned"),
    ItemState.CHOSEN: N_("Topic chosen"),
    ItemState.DRAFTED: N_("Drafted"),
    ItemState.REVIEWED: N_("Ready to go"),
    ItemState.POSTED: N_("Posted in the groups"),
    ItemState.MEASURED: N_("Measured"),
    ItemState.SKIPPED: N_("Left out"),
    ItemState.CANCELLED: N_("Taken off"),
    ItemState.MISSED: N_("Missed"),
}
STATE_TONES = {
    ItemState.REVIEWED: "info",
    ItemState.POSTED: "good",
    ItemState.MEASURED: "good",
    ItemState.MISSED: "bad",
}


class ItemVerb(StrEnum):
    CHOOSE = "choose"
    CHOOSE_ANEW = "choose_anew"  # what was drafted is put away
    DRAFT = "draft"
    REVIEW = "review"
    POST = "post"
    MEASURE = "measure"
    SKIP = "skip"
    CANCEL = "cancel"
    MISS = "miss"
    PLAN_AGAIN = "plan_again"
    DRAFT_AGAIN = "draft_again"


S, V = ItemState, ItemVerb
OPEN = (S.PLANNED, S.CHOSEN, S.DRAFTED, S.REVIEWED)
DONE = (S.POSTED, S.MEASURED)
OVER = (S.SKIPPED, S.CANCELLED, S.MISSED)

ITEM: StateTable[ItemState, ItemVerb] = StateTable(
    {
        (S.PLANNED, V.CHOOSE): S.CHOSEN,
        (S.CHOSEN, V.CHOOSE): S.CHOSEN,
        (S.DRAFTED, V.CHOOSE): S.DRAFTED,
        (S.DRAFTED, V.CHOOSE_ANEW): S.CHOSEN,
        **dict.fromkeys(((each, V.DRAFT) for each in OPEN), S.DRAFTED),
        (S.DRAFTED, V.REVIEW): S.REVIEWED,
        **dict.fromkeys(((each, V.POST) for each in (*OPEN, *OVER)), S.POSTED),
        (S.POSTED, V.MEASURE): S.MEASURED,
        **dict.fromkeys(((each, V.SKIP) for each in OPEN), S.SKIPPED),
        **dict.fromkeys(((each, V.CANCEL) for each in OPEN), S.CANCELLED),
        **dict.fromkeys(((each, V.MISS) for each in OPEN), S.MISSED),
        **dict.fromkeys(((each, V.PLAN_AGAIN) for each in OVER), S.PLANNED),
        **dict.fromkeys(((each, V.DRAFT_AGAIN) for each in (*OVER, *DONE, S.REVIEWED)), S.DRAFTED),
    }
)


class StepKind(StrEnum):
    """The links of the chain: by when, and by whom."""

    CHOOSE = "choosing"
    DRAFT = "drafting"
    REVIEW = "reviewing"
    POST = "posting"
    MEASURE = "measuring"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return STEP_LABELS[self]


STEP_LABELS = {
    StepKind.CHOOSE: N_("Choose the topic"),
    StepKind.DRAFT: N_("Write the text"),
    StepKind.REVIEW: N_("Look it through"),
    StepKind.POST: N_("Post it"),
    StepKind.MEASURE: N_("See what came of it"),
}

# The duty of the roster whose person a step is for.
STEP_DUTIES: Mapping[StepKind, str] = {
    StepKind.CHOOSE: "programme.write",
    StepKind.DRAFT: "programme.write",
    StepKind.REVIEW: "programme.review",
    StepKind.POST: "programme.post",
    StepKind.MEASURE: "programme.post",
}

# Which steps are done once an item has come so far.
STEPS_DONE: Mapping[ItemState, tuple[StepKind, ...]] = {
    S.CHOSEN: (StepKind.CHOOSE,),
    S.DRAFTED: (StepKind.CHOOSE, StepKind.DRAFT),
    S.REVIEWED: (StepKind.CHOOSE, StepKind.DRAFT, StepKind.REVIEW),
    S.POSTED: (StepKind.CHOOSE, StepKind.DRAFT, StepKind.REVIEW, StepKind.POST),
    S.MEASURED: tuple(StepKind),
}


# --- when it falls due --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Occasion:
    """A slot falls due; `key` is unique per community, slot and local minute."""

    slot: str
    due: datetime

    @property
    def key(self) -> str:
        """Return the part of a task's key that names the occasion."""
        return f"{self.slot}@{self.moment}"

    @property
    def moment(self) -> str:
        """Return the local minute of the occasion, as it is stored."""
        return f"{self.due:%Y-%m-%dT%H:%M}"

    @property
    def day(self) -> date:
        """Return the local day of the occasion."""
        return self.due.date()


def occasions(
    slot: str,
    schedule: Schedule,
    span: tuple[datetime, datetime],
    zone: ZoneInfo,
    exceptional: Exceptional = ordinary,
) -> Iterator[Occasion]:
    """Yield the occasions of a slot in a span of time (half open); `due` is in `zone`.

    An expression that is no cron expression yields nothing: the settings page refuses it.
    """
    for due in schedule.between(*span, zone, exceptional):
        yield Occasion(slot, due)


# --- how much a group gets ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Load:
    """What counts against the budget of groups: an item, when, and where."""

    item: int
    at: datetime
    groups: frozenset[int]


def over_budget(wanted: Load, others: Iterable[Load], limit: int, zone: ZoneInfo) -> frozenset[int]:
    """Return the groups that would get more than `limit` posts on the local day of `wanted`."""
    day = local_day(wanted.at, zone)
    counts = dict.fromkeys(wanted.groups, 1)
    for each in others:
        if each.item != wanted.item and local_day(each.at, zone) == day:
            for group in each.groups & wanted.groups:
                counts[group] += 1
    return frozenset(group for group, count in counts.items() if count > limit)


def overlaps(wanted: Load, others: Iterable[Load], gap: timedelta) -> list[int]:
    """Return the items that come closer than `gap` to `wanted` in one of its groups."""
    return [
        each.item
        for each in others
        if each.item != wanted.item
        and each.groups & wanted.groups
        and abs(each.at - wanted.at) < gap
    ]


def free_days(
    wanted: Load, others: Collection[Load], limit: int, zone: ZoneInfo, count: int = 3
) -> list[datetime]:
    """Return the next times, day by day at the same hour, at which `wanted` is within the budget.

    At most `count` within four weeks.
    """
    found = []
    local = wanted.at.astimezone(zone)
    for number in range(1, 29):
        at = local + timedelta(days=number)
        if not over_budget(Load(wanted.item, at, wanted.groups), others, limit, zone):
            found.append(at)
        if len(found) == count:
            break
    return found


def is_quiet(at: datetime, quiet: QuietHours, zone: ZoneInfo) -> bool:
    """Say whether nothing is posted at a moment (M53)."""
    return quiet.covers(at, zone)

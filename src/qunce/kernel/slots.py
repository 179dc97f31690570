"""The contract between the programme and its slots, whichever room brings them (DESIGN 2)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from qunce.kernel.messages import Role
from qunce.kernel.options import option
from qunce.kernel.schedule import Exceptional, Holidays, Schedule, ordinary
from qunce.kernel.text import N_, NOTHING, Words


def cron_option(default: str, manual: str) -> Any:
    """Return the option that says when a slot is due; `manual` is its row of the manual."""
    return option(
        default,
        N_("Time"),
        N_("Cron expression in the community's time zone: minute, hour, day, month, weekday."),
        low=9,
        high=60,
        manual=manual,
        is_cron=True,
    )


class Unapproved(StrEnum):
    """What becomes of an item that nobody has approved when its time has come."""

    ASK = "ask"
    RESERVE = "reserve"
    SKIP = "skip"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return UNAPPROVED_LABELS[self]


UNAPPROVED_LABELS = {
    Unapproved.ASK: N_("It waits on the desk until it is too late"),
    Unapproved.RESERVE: N_("The oldest reserve text is posted instead"),
    Unapproved.SKIP: N_("It is left out"),
}


@dataclass(frozen=True, slots=True)
class Chain:
    """How long before its time an item of a slot has to be chosen, drafted and reviewed.

    None for a step that the slot does not have. Where one person manages alone nobody reviews.
    `draft` may be longer than the slot's `lead`: then a person writes ahead of the desk.
    """

    choose: timedelta | None = None
    draft: timedelta | None = None
    review: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """One occasion of a slot: when it is due and for which groups (keys of people.Group).

    `tiers` are those addressed (keys of people.domain.Tier), none for all; `topic` is what was
    chosen for it; `item` is the key of the programme's item, 0 outside of the programme.
    """

    community: int
    groups: tuple[int, ...]
    due: datetime
    facts: tuple[Any, ...] = ()
    tiers: tuple[str, ...] = ()
    topic: str = ""
    item: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """What a slot composed: the text to post, and a hint for the person who posts it.

    `groups` are those that it goes to, none for all. A draft that `is_ready` needs nobody's
    approval: all of it was approved before (a tip of the pool), or comes from the records.
    `topic` names what it is about, for the calendar and the figures.
    """

    text: Words
    hint: Words = NOTHING
    groups: tuple[int, ...] = ()
    is_ready: bool = False
    topic: str = ""


TWO_WAYS = "the slot {} has a text for each group and cannot be merged into another one"


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot of the programme. `config` is a frozen dataclass of options with a `cron` field.

    `gather(moment)` brings what the text is composed of (`Moment.facts`). `compose` returns one
    text for all groups, or several, each with its groups. `after(moment, tasks, now)` runs in the
    same transaction once the texts lie on the desk; `tasks` are the keys of their lines.

    `lead` is how long before its time the text is composed and lies on the desk, `late` after how
    long it is not posted any more. `holidays`, `unapproved`, `needs_review` and `tiers` are
    defaults of settings that each slot has (`site.wiring.slot_section`). A slot that
    `posts_itself` has its texts brought to the groups by its own room. `merge_into` is the key of
    a slot whose text takes this one in, where it comes on the same day (M53: tips and briefing).
    One that is not `counted` takes nothing of a group's posting budget; one that `counts_late` does
    so from the moment at which it has something to say. `editor` is the URL name
    of a page on which an item is composed; it takes the community's `key` and the item's `pk`.
    One that is not `is_on` is switched on by the owner, when the group is ready for it.
    One that is `by_group` may have another text for each group: with several groups its texts are
    composed each time anew, and chosen on the page of its editor instead of written by hand.
    A slot that composes nothing at all has nothing to say: its item is left out. ValueError for
    one that is `by_group` and has a `merge_into`: another slot's text is the same for all groups.
    """

    key: str
    title: str
    help: str
    config: Any
    compose: Callable[[Moment, Any], Draft | Sequence[Draft]]
    role: Role = Role.CONTENT
    lead: timedelta = timedelta(minutes=15)
    late: timedelta = timedelta(hours=2)
    gather: Callable[[Moment], tuple[Any, ...]] | None = None
    after: Callable[[Moment, Sequence[int], datetime], None] | None = None
    chain: Chain = Chain()
    holidays: Holidays = Holidays.KEEP
    unapproved: Unapproved = Unapproved.ASK
    needs_review: bool = False
    tiers: tuple[str, ...] = ()
    posts_itself: bool = False
    merge_into: str = ""
    counted: bool = True
    counts_late: bool = False
    editor: str = ""
    by_group: bool = False
    is_on: bool = True

    def __post_init__(self) -> None:
        if self.by_group and self.merge_into:
            raise ValueError(TWO_WAYS.format(self.key))


def next_times(
    cron: str,
    after: datetime,
    zone: ZoneInfo,
    holidays: Holidays = Holidays.KEEP,
    exceptional: Exceptional = ordinary,
) -> Iterator[datetime]:
    """Yield the times of a slot later than `after`, in `zone`; none of what is no cron expression.

    There is no last one: take as many as are needed.
    """
    return Schedule(cron, holidays).times(after, zone, exceptional)

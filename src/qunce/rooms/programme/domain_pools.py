"""The pools of tips, topics and shares: the life of an entry, and which one is next. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

from qunce.kernel.states import StateTable
from qunce.kernel.text import N_
from qunce.kernel.tidy import tidy

LONGEST_TITLE = 120  # characters
LONGEST_TEXT = 1500
MOST_LINES = 300  # entries that are brought in at once


class Pool(StrEnum):
    """What a pool holds."""

    TIP = "tip"
    TOPIC = "topic"
    SHARE = "share"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return POOL_LABELS[self]

    @property
    def slot(self) -> str:
        """Return the key of the slot that draws on it."""
        return POOL_SLOTS[self]


POOL_LABELS = {
    Pool.TIP: N_("HR tips"),
    Pool.TOPIC: N_("Topics for noon"),
    Pool.SHARE: N_("Shares for the evening"),
}
POOL_SLOTS = {Pool.TIP: "tip", Pool.TOPIC: "topic", Pool.SHARE: "evening"}


class EntryState(StrEnum):
    """Where an entry of a pool stands."""

    OFFERED = "offered"
    APPROVED = "approved"
    RETIRED = "retired"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return STATE_LABELS[self]

    @property
    def tone(self) -> str:
        """Return how pages colour it."""
        return {EntryState.OFFERED: "warn", EntryState.APPROVED: "good"}.get(self, "quiet")


STATE_LABELS = {
    EntryState.OFFERED: N_("To be looked at"),
    EntryState.APPROVED: N_("Approved"),
    EntryState.RETIRED: N_("Out of use"),
    EntryState.DECLINED: N_("Not planned for now"),
    EntryState.WITHDRAWN: N_("Taken back"),
}


class EntryVerb(StrEnum):
    CHANGE = "change"  # where a second person looks at it
    APPROVE = "approve"
    RETIRE = "retire"
    DECLINE = "decline"  # what a member offered
    WITHDRAW = "withdraw"


ENTRY: StateTable[EntryState, EntryVerb] = StateTable(
    {
        (EntryState.OFFERED, EntryVerb.CHANGE): EntryState.OFFERED,
        (EntryState.APPROVED, EntryVerb.CHANGE): EntryState.OFFERED,
        (EntryState.RETIRED, EntryVerb.CHANGE): EntryState.RETIRED,
        (EntryState.OFFERED, EntryVerb.APPROVE): EntryState.APPROVED,
        (EntryState.RETIRED, EntryVerb.APPROVE): EntryState.APPROVED,
        (EntryState.OFFERED, EntryVerb.DECLINE): EntryState.DECLINED,
        (EntryState.OFFERED, EntryVerb.WITHDRAW): EntryState.WITHDRAWN,
        (EntryState.DECLINED, EntryVerb.APPROVE): EntryState.APPROVED,
        (EntryState.OFFERED, EntryVerb.RETIRE): EntryState.RETIRED,
        (EntryState.APPROVED, EntryVerb.RETIRE): EntryState.RETIRED,
    }
)


GONE = (EntryState.DECLINED, EntryState.WITHDRAWN)  # their titles are free again


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as somebody writes it. `source` is a clause of a law, or who shares it."""

    title: str
    text: str = ""
    source: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a slot says: an entry of a pool (its key), or an item of the library (0).

    `is_approved` says that nobody has to look at it any more, `credit` which member had the idea.
    """

    entry: int
    title: str
    text: str = ""
    source: str = ""
    link: str = ""
    is_approved: bool = False
    credit: str = ""


def parse(text: str) -> list[Written]:
    """Return the entries of a list, one a line: title, and after ｜ or a tab its text and source.

    Empty lines and those that begin with # are left out, and so is what stands there twice.
    """
    found: dict[str, Written] = {}
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            parts = [tidy(each) for each in line.replace("｜", "\t").replace("|", "\t").split("\t")]
            title, said, source, *_rest = [*parts, "", ""]
            if title:
                found.setdefault(title, Written(title, said, source))
    return list(found.values())


def shipped(pool: Pool) -> list[Written]:
    """Return the entries that come with the house, none for a pool without any."""
    path = files("qunce.rooms.programme").joinpath(f"pool_texts/{pool}.txt")
    return parse(path.read_text(encoding="utf-8")) if path.is_file() else []

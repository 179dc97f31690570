"""What happened in the programme."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_, Words


@dataclass(frozen=True, slots=True)
class SlotOpened(Fact):
    """An item came to the desk (since items are planned: with the item's key)."""

    slot: str
    title: Words | str  # a str in what was recorded before titles were translated
    due: str
    planned: int | None = None
    sentence: ClassVar[str] = N_("%(title)s was laid on the desk for %(due)s.")


@dataclass(frozen=True, slots=True)
class PostAdded(Fact):
    """Somebody put an item of their own into the calendar."""

    planned: int
    title: Words
    due: str
    sentence: ClassVar[str] = N_("%(actor)s planned “%(title)s” for %(due)s.")


@dataclass(frozen=True, slots=True)
class PostChosen(Fact):
    """The topic of an item was chosen (`title` of the item, `note` the topic)."""

    planned: int
    title: Words
    note: str
    person: int | None = None
    sentence: ClassVar[str] = N_("%(actor)s chose for %(title)s: %(note)s")


@dataclass(frozen=True, slots=True)
class PostWritten(Fact):
    """The text of an item was written or mended."""

    planned: int
    title: Words
    due: str
    version: int
    person: int | None = None
    sentence: ClassVar[str] = N_("%(actor)s wrote the text of %(title)s for %(due)s.")


@dataclass(frozen=True, slots=True)
class PostPictured(Fact):
    """The pictures of an item changed; `count` is how many it has now."""

    planned: int
    title: Words
    due: str
    count: int
    sentence: ClassVar[str] = N_(
        "%(actor)s changed the pictures of %(title)s for %(due)s: %(count)s now."
    )


@dataclass(frozen=True, slots=True)
class PostApproved(Fact):
    """An item may go out. Where one person manages it is whoever wrote it."""

    planned: int
    title: Words
    due: str
    version: int
    person: int | None = None
    sentence: ClassVar[str] = N_("%(actor)s made %(title)s for %(due)s ready to go.")


@dataclass(frozen=True, slots=True)
class PostTakenBack(Fact):
    """What was ready is a draft again."""

    planned: int
    title: Words
    due: str
    sentence: ClassVar[str] = N_("%(actor)s made %(title)s for %(due)s a draft again.")


@dataclass(frozen=True, slots=True)
class PostMoved(Fact):
    """An item goes out at another time."""

    planned: int
    title: Words
    since: str
    due: str
    slot: str = ""
    inside: int = 0  # the item inside which it would have gone out, 0 for none
    sentence: ClassVar[str] = N_("%(actor)s moved %(title)s from %(since)s to %(due)s.")


@dataclass(frozen=True, slots=True)
class PostAddressed(Fact):
    """Whom an item is for was changed."""

    planned: int
    title: Words
    due: str
    group: tuple[int, ...] = ()
    sentence: ClassVar[str] = N_("%(actor)s changed whom %(title)s of %(due)s is for.")


@dataclass(frozen=True, slots=True)
class PostAllowed(Fact):
    """An item goes out although it is more than the budget of the day."""

    planned: int
    title: Words
    due: str
    sentence: ClassVar[str] = N_(
        "%(actor)s lets %(title)s go out at %(due)s, over the budget of the day."
    )


@dataclass(frozen=True, slots=True)
class PostsMerged(Fact):
    """An item became part of another one."""

    planned: tuple[int, ...]
    title: Words
    name: Words
    sentence: ClassVar[str] = N_("%(actor)s put %(title)s into %(name)s.")


@dataclass(frozen=True, slots=True)
class PostLeftOut(Fact):
    """An item does not go out (skipped, or taken off); it can be put back."""

    planned: int
    title: Words
    due: str
    reason: Words
    sentence: ClassVar[str] = N_("%(title)s of %(due)s was left out. %(reason)s")


@dataclass(frozen=True, slots=True)
class PostResumed(Fact):
    """What was left out is planned again."""

    planned: int
    title: Words
    due: str
    sentence: ClassVar[str] = N_("%(actor)s put %(title)s back for %(due)s.")


@dataclass(frozen=True, slots=True)
class ReserveKept(Fact):
    """A text was put in reserve for a slot, or changed there; `note` is how it begins."""

    title: Words
    note: str
    sentence: ClassVar[str] = N_("%(actor)s wrote a reserve text for %(title)s: %(note)s")


@dataclass(frozen=True, slots=True)
class ReserveRemoved(Fact):
    """A text was taken out of the reserve of a slot; `note` is how it begins."""

    title: Words
    note: str
    sentence: ClassVar[str] = N_("%(actor)s removed a reserve text of %(title)s: %(note)s")


@dataclass(frozen=True, slots=True)
class ReserveTaken(Fact):
    """The oldest reserve text of its slot stands in for what nobody prepared."""

    planned: int
    title: Words
    due: str
    version: int
    sentence: ClassVar[str] = N_("A reserve text goes out as %(title)s of %(due)s.")


@dataclass(frozen=True, slots=True)
class PostSent(Fact):
    """An item was handed to the channels of its groups, each once."""

    planned: int
    title: Words
    due: str
    group: tuple[int, ...]
    task: tuple[int, ...]
    count: int
    sentence: ClassVar[str] = N_("%(title)s of %(due)s went out to %(count)s groups.")


@dataclass(frozen=True, slots=True)
class PostMissed(Fact):
    """An item was not posted within its lateness limit, and is not posted any more."""

    planned: int
    title: Words
    due: str
    reason: Words
    group: tuple[int, ...] = ()
    sentence: ClassVar[str] = N_("%(title)s of %(due)s was not posted. %(reason)s")


FACTS = (
    SlotOpened,
    PostAdded,
    PostChosen,
    PostWritten,
    PostPictured,
    PostApproved,
    PostTakenBack,
    PostMoved,
    PostAddressed,
    PostAllowed,
    PostsMerged,
    PostLeftOut,
    PostResumed,
    ReserveKept,
    ReserveRemoved,
    ReserveTaken,
    PostSent,
    PostMissed,
)

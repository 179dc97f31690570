"""Settings that are tried before they count: a room may hold a change back as a draft."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from qunce.kernel.actors import Actor
from qunce.kernel.text import Words
from qunce.people.models import Community, Group
from qunce.playbook.domain import Values


@dataclass(frozen=True, slots=True)
class Proposed:
    """Sections that somebody wants to set on a level. `draft` is the one that they belong to.

    `is_whole` says that they are all settings of the level: what is left out is reset. `replay`
    names a trial of exactly these sections, whose result somebody knows: then they may count.
    """

    community: Community
    group: Group | None
    values: Values
    by: Actor
    now: datetime
    note: str = ""
    draft: int | None = None
    is_whole: bool = False
    replay: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What became of a proposal: where the held part is gone on with, and what counts at once.

    `rest` are the sections that may count; a held one stands in it as it counts now. Without
    words nothing was held back.
    """

    rest: Values
    words: Words | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """`hold(proposed)` keeps what is tried first; `drafted(community, draft)` is what it holds.

    Both raise NotFoundError for a draft, or a replay, that is none of the community's.
    `why_untried(proposed)` says, for who shows it before anything is kept, what is to be tried.
    """

    hold: Callable[[Proposed], Held]
    drafted: Callable[[Community, int], Values]
    why_untried: Callable[[Proposed], Words | None]


class Gates:
    """The gates of all rooms. The composition root fills it once."""

    def __init__(self) -> None:
        self._gates: tuple[Gate, ...] = ()

    def hand_out(self, found: Sequence[Gate]) -> None:
        """Take the gates of all rooms."""
        self._gates = tuple(found)

    def hold(self, proposed: Proposed) -> Held:
        """Return what became of a proposal: the first gate that holds something back has it."""
        for each in self._gates:
            held = each.hold(proposed)
            if held.words is not None:
                return held
        return Held(proposed.values)

    def why_untried(self, proposed: Proposed) -> Words | None:
        """Return what has to be tried before a proposal counts; None where it may count."""
        found = (each.why_untried(proposed) for each in self._gates)
        return next((words for words in found if words is not None), None)

    def drafted(self, community: Community, draft: int) -> Values:
        """Return the sections of a draft; none where no room keeps drafts."""
        return self._gates[0].drafted(community, draft) if self._gates else {}


gates = Gates()

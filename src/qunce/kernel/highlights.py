"""What a room tells the week's summary and the reports of a time: lines with their source."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from qunce.kernel.text import Words


@dataclass(frozen=True, slots=True)
class Highlight:
    """Something worth telling, as it is on record; nothing of it is invented.

    `path` is a page that members may open ("" for none), `source` the console's page where it
    comes from, by which a person can check the line. `group` and `person` are keys (None: no one
    group, nobody to be named), `tiers` those it is for (none for all). `weight` orders the lines
    of one kind, the heaviest first.
    """

    title: Words | str
    at: datetime
    source: str
    path: str = ""
    group: int | None = None
    person: int | None = None
    by: str = ""  # who is credited, as the group knows them
    tiers: tuple[str, ...] = ()
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Highlights:
    """A kind of lines that a room offers: `find(community, since, until)` brings those of a time.

    `title` is a msgid and heads the lines. The interval is half open; `community` is a key.
    """

    key: str
    title: str
    find: Callable[[int, datetime, datetime], Sequence[Highlight]]
    order: int = 50

"""What happened to the feeds that the briefing draws on."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_


@dataclass(frozen=True, slots=True)
class FeedAdded(Fact):
    """Somebody listed a feed."""

    name: str
    link: str
    sentence: ClassVar[str] = N_("%(actor)s added the feed “%(name)s”.")


@dataclass(frozen=True, slots=True)
class FeedChanged(Fact):
    """A feed has another address, name or part."""

    name: str
    link: str
    sentence: ClassVar[str] = N_("%(actor)s changed the feed “%(name)s”.")


@dataclass(frozen=True, slots=True)
class FeedPaused(Fact):
    """A feed is not read for the time being."""

    name: str
    sentence: ClassVar[str] = N_("%(actor)s paused the feed “%(name)s”.")


@dataclass(frozen=True, slots=True)
class FeedResumed(Fact):
    """A feed is read again."""

    name: str
    sentence: ClassVar[str] = N_("%(actor)s lets the feed “%(name)s” be read again.")


@dataclass(frozen=True, slots=True)
class FeedRemoved(Fact):
    """A feed was taken off the list."""

    name: str
    sentence: ClassVar[str] = N_("%(actor)s removed the feed “%(name)s”.")


@dataclass(frozen=True, slots=True)
class FeedPutBack(Fact):
    """A feed that was removed is listed again."""

    name: str
    sentence: ClassVar[str] = N_("%(actor)s put the feed “%(name)s” back.")


FACTS = (FeedAdded, FeedChanged, FeedPaused, FeedResumed, FeedRemoved, FeedPutBack)

"""What happened with keyword replies."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_, Words


@dataclass(frozen=True, slots=True)
class ReplyWritten(Fact):
    """A reply was written or changed; `reply` is its key."""

    reply: int
    title: str
    sentence: ClassVar[str] = N_("%(actor)s wrote the keyword reply “%(title)s”.")


@dataclass(frozen=True, slots=True)
class ReplyRemoved(Fact):
    reply: int
    title: str
    sentence: ClassVar[str] = N_("%(actor)s removed the keyword reply “%(title)s”.")


@dataclass(frozen=True, slots=True)
class ReplyPutBack(Fact):
    reply: int
    title: str
    sentence: ClassVar[str] = N_("%(actor)s put the keyword reply “%(title)s” back.")


@dataclass(frozen=True, slots=True)
class KeywordAnswered(Fact):
    """A message was answered by a reply; `phrase` is what it fitted."""

    reply: int
    title: str
    phrase: Words
    message: int
    group: int
    person: int | None
    identity: int
    name: str
    sentence: ClassVar[str] = N_("%(name)s is answered with “%(title)s” for “%(phrase)s”.")

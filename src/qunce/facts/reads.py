"""Questions that rooms answer for other rooms: Protocols, offered by a card's `reads`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from qunce.kernel.messages import Message
from qunce.kernel.rules import Finding
from qunce.kernel.text import NOTHING, Words


class CountPosts(Protocol):
    """Answered by postings: how many posts of a company stood in the community's groups."""

    def __call__(self, community: int, company: str, since: datetime, until: datetime) -> int:
        """Count complete posts of a company (however it is spelt) in a half-open interval."""
        ...


class JudgeTexts(Protocol):
    """Answered by moderation: what would be found in messages, without anything following."""

    def __call__(self, community: int, group: int, messages: list[Message]) -> list[list[Finding]]:
        """Return the findings of each message, by the group's own settings."""
        ...


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a message amounts to. `clause` and `outcome` are sentences, `notice` words to post.

    Without findings the outcome says that nothing was found; `acts` says that more than counting
    would follow.
    """

    findings: tuple[Finding, ...]
    outcome: Words
    clause: Words = NOTHING
    notice: Words = NOTHING
    acts: bool = False


class WeighTexts(Protocol):
    """Answered by moderation: what would follow from messages, by the group's own settings."""

    def __call__(self, community: int, group: int, messages: list[Message]) -> list[Weighed]:
        """Return what each message amounts to; nothing is recorded and nothing follows."""
        ...

"""Questions that rooms answer for other rooms: Protocols, offered by a card's `reads`."""

from datetime import datetime
from typing import Protocol

from qunce.kernel.messages import Message
from qunce.kernel.rules import Finding


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

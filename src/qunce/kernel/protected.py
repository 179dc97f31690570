"""Texts that are registered as protected, as a rule may know them: by their prints alone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Leave(StrEnum):
    """What the holder of a text lets everybody do with it."""

    ASK = "ask"  # nothing without the holder's leave
    QUOTE = "quote"  # short passages, with the source
    SOURCE = "source"  # all of it, with the source
    FREE = "free"  # everybody's, such as a law: what is the same as in it counts for no other text


@dataclass(frozen=True, slots=True)
class Protected:
    """A registered text: it counts for what was said in [since, until), `until` None: goes on.

    `prints` are the chosen hashes of its runs with their places (`moderation.shingles.Prints`),
    as bytes: the text itself is not kept.
    """

    key: int
    title: str
    holder: str
    leave: Leave
    since: datetime
    until: datetime | None
    prints: bytes

    def counts_at(self, at: datetime) -> bool:
        """Say whether the text was registered at a moment."""
        return self.since <= at and (self.until is None or at < self.until)

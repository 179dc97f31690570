"""When a freshly changed rule hits too much. Pure.

After Wikimedia's AbuseFilter (a filter changed in the last 86,400 seconds that matches more than
5 % of the actions, at least three times, loses its consequences) and ROOST's Coop (an exact
binomial test against the rule's history, confidence 0.995).
"""

import math
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

FRESH = timedelta(days=1)  # so long is a changed rule watched
HISTORY = timedelta(days=30)  # that it is compared with, before the change
SHARE = 0.05  # of the messages since the change
CONFIDENCE = 0.995
FEWEST_HITS = 3  # below that it may be chance, or one member
FEWEST_MESSAGES = 20  # since the change, for the share
FEWEST_BEFORE = 200  # messages before the change, for the comparison with them


class Blown(StrEnum):
    """Why a fuse has blown."""

    SHARE = "share"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Watched:
    """What a rule did: messages and hits since its change, and before it.

    `expected` is the share of hits in the replay that was looked at before it went live, 0 for
    none: what was foreseen is no surprise.
    """

    messages: int
    hits: int
    messages_before: int
    hits_before: int
    expected: float = 0.0


def tail(hits: int, of: int, share: float) -> float:
    """Return how probable at least so many hits are if each message is one with that share."""
    if hits <= 0:
        return 1.0
    if share <= 0.0:
        return 0.0
    if share >= 1.0:
        return 1.0
    log, other = math.log(share), math.log1p(-share)
    below = math.fsum(
        math.exp(
            math.lgamma(of + 1)
            - math.lgamma(each + 1)
            - math.lgamma(of - each + 1)
            + each * log
            + (of - each) * other
        )
        for each in range(min(hits, of + 1))
    )
    return max(0.0, 1.0 - below)


def blown(watched: Watched) -> Blown | None:
    """Return why a rule is to fall back to observe, or None.

    Its own history is estimated as (hits + ½) / (messages + 1), so that a rule that never hit
    before does not fall at its first hits.
    """
    if watched.hits < FEWEST_HITS:
        return None
    foreseen = watched.expected > SHARE and tail_is_usual(watched, watched.expected)
    share = watched.hits / max(watched.messages, 1)
    if watched.messages >= FEWEST_MESSAGES and share > SHARE and not foreseen:
        return Blown.SHARE
    if watched.messages_before < FEWEST_BEFORE:
        return None
    usual = (watched.hits_before + 0.5) / (watched.messages_before + 1)
    if tail_is_usual(watched, max(usual, watched.expected)):
        return None
    return Blown.HISTORY


def tail_is_usual(watched: Watched, share: float) -> bool:
    """Say whether so many hits are to be expected with a share."""
    return tail(watched.hits, watched.messages, share) >= 1 - CONFIDENCE

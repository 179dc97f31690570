"""What a rule does that it should not: it crashes, or it is slow. The others go on. Pure.

An engine notes the first fault of each rule; a rule with too many of them rests in that engine.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from time import thread_time

# Seconds of the processor for one message. A rule usually needs some thousandths; the peers call
# slow what takes half a second (reference: AbuseFilter), which would hold up a whole group.
SLOW = 0.1
PATIENCE = 3  # so many faults, then the rule rests until its settings change

logger = logging.getLogger(__name__)


class FaultKind(StrEnum):
    """What is wrong with a rule."""

    CRASHED = "crashed"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule did, at which message (0: before any), in words for whoever mends it."""

    rule: str
    kind: FaultKind
    message: int
    detail: str


class Faults:
    """The faults of an engine's rules."""

    def __init__(self) -> None:
        self.first: dict[str, Fault] = {}
        self._counts: dict[str, int] = {}

    def crashed(self, rule: str, message: int, error: Exception) -> None:
        """Note that a rule raised something."""
        self._note(Fault(rule, FaultKind.CRASHED, message, f"{type(error).__name__}: {error}"))

    def slow(self, rule: str, message: int, seconds: float) -> None:
        """Note that a rule took long (seconds of the processor)."""
        self._note(Fault(rule, FaultKind.SLOW, message, f"{seconds:.2f} s"))

    def is_too_many(self, rule: str) -> bool:
        """Say whether a rule is to rest."""
        return self._counts.get(rule, 0) >= PATIENCE

    def rests(self, rule: str) -> None:
        """Let a rule rest at once: without what it gathers it would judge blindly."""
        self._counts[rule] = PATIENCE

    def _note(self, fault: Fault) -> None:
        count = self._counts[fault.rule] = self._counts.get(fault.rule, 0) + 1
        self.first.setdefault(fault.rule, fault)
        if count == 1:
            what = (fault.rule, fault.kind, fault.message, fault.detail)
            logger.error("The rule %s %s at message %s: %s", *what)


def time_of(look: Callable[[], object]) -> float:
    """Return how long a look takes, in seconds of the processor; 0 where it raises something."""
    began = thread_time()
    try:
        look()
    except Exception:  # noqa: BLE001  (that it raises is noted elsewhere)
        return 0.0
    return thread_time() - began

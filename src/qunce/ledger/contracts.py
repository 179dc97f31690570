"""What rooms and the gateway hand to the ledger: reactions, jobs, executors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qunce.facts.base import Fact
from qunce.kernel.effects import Outcome


@dataclass(frozen=True, slots=True)
class Cause:
    """Where a fact stands in the record: keys of the entry and of its community."""

    entry: int
    community: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Reaction:
    """`call(fact, cause, now)` runs in the worker after commit: at least once per entry.

    Reactions run in the order of entries within a community; `key` is unique in the house
    ("moderation.on_member_joined").
    """

    key: str
    fact: type[Fact]
    call: Callable[[Any, Cause, datetime], None]


@dataclass(frozen=True, slots=True)
class Job:
    """`call(slot)` runs once per time of the cron expression, whatever the number of workers.

    `zone` is an IANA name; "" runs it once per slot in Asia/Shanghai. A slot missed by more than
    `late` seconds is left out.
    """

    key: str
    cron: str
    call: Callable[[datetime], None]
    zone: str = ""
    late: int = 3600


@dataclass(frozen=True, slots=True)
class Assignment:
    """What an executor is handed: the errand's payload and its idempotency key.

    `beat()` renews the lease of a long errand and raises LostError if another worker has it.
    """

    errand: int
    key: str
    community: int | None
    payload: Mapping[str, Any]
    attempt: int
    now: datetime
    beat: Callable[[], None]


Executor = Callable[[Assignment], Outcome]

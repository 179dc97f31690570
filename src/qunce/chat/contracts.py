"""What rooms and the gateway hand to the chat floor: listeners and channels' abilities."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from qunce.kernel.messages import Message


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages of one group in the order of the stream; `now` is when the batch is read."""

    community: int
    group: int
    messages: Sequence[Message]
    now: datetime


@dataclass(frozen=True, slots=True)
class Listener:
    """`call(batch)` reads the message stream, in one transaction with its position.

    It is called with live and with history messages (`Message.source`): what it may do with the
    latter is to find and to count. `key` is unique in the house ("moderation.review").
    `prepare` builds what is costly before a worker reads its first message. Of what came in, those
    of a lower `order` read first: what one counts, a later one may ask for.
    """

    key: str
    call: Callable[[Batch], None]
    prepare: Callable[[], None] | None = None
    order: int = 50

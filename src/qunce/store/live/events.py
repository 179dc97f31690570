"""One piece of news as it goes over the wire."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from qunce.store.models import LiveEvent

RESET = "reset"


@dataclass(frozen=True, slots=True)
class Event:
    """News of a topic; `wire` is the server-sent event, encoded once for all readers.

    The kind "reset" (id 0) says that news may have been missed: the page loads itself again.
    """

    id: int
    topic: str
    kind: str
    data: Mapping[str, Any]
    wire: bytes


def as_event(row: LiveEvent) -> Event:
    """Return a stored row as news. JSON has no line breaks, so that one data line is enough.

    Topic and kind travel inside: a page has one stream for all of its topics.
    """
    told = {"topic": row.topic, "kind": row.kind, "data": row.data}
    wire = b"id: %d\ndata: %s\n\n" % (row.pk, msgspec.json.encode(told))
    return Event(row.pk, row.topic, row.kind, row.data, wire)


RESET_EVENT = Event(0, "", RESET, {}, b"event: reset\ndata: {}\n\n")
PULSE_EVENT = Event(0, "", "pulse", {}, b": pulse\n\n")

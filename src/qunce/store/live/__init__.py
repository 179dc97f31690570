"""News for open pages: `publish` in the transaction of the change, `subscribe` in a view.

A topic is a text ("group:5"); who may hear it is for the view to check.
"""

from qunce.store.live.events import Event
from qunce.store.live.hub import Hub, hub_here, stream, subscribe
from qunce.store.live.publishing import position, prune, publish, publish_all

__all__ = [
    "Event",
    "Hub",
    "hub_here",
    "position",
    "prune",
    "publish",
    "publish_all",
    "stream",
    "subscribe",
]

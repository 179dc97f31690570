"""The way in: a conversation and a layout → the files of an export."""

from qunce.gateway.channels.manual.exports import chatlog, liuhen, pywxdump, weflow
from qunce.gateway.channels.manual.exports.common import Chat
from qunce.gateway.channels.manual.parse.shapes import Layout

_WRITERS = {**liuhen.WRITERS, **pywxdump.WRITERS, **chatlog.WRITERS, **weflow.WRITERS}


def write(layout: Layout, chat: Chat) -> dict[str, bytes]:
    """Return the files of one export, by name. Raises KeyError where `layout` has no writer."""
    return _WRITERS[layout](chat)


def writable() -> tuple[Layout, ...]:
    """Return the layouts that can be written."""
    return tuple(_WRITERS)

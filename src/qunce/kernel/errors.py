"""The errors of the house. Each says whose fault it is and carries words for the person."""

from qunce.kernel.text import Words


class QunceError(Exception):
    """Base of all errors that a page or a command explains to a person."""

    def __init__(self, words: Words | str) -> None:
        self.words = words if isinstance(words, Words) else Words(words)
        super().__init__(str(self.words))


class NotAllowedError(QunceError):
    """The actor may not do this."""


class NotFoundError(QunceError):
    """There is no such thing, or the viewer must not know of it (a page answers 404)."""


class RefusedError(QunceError):
    """The input cannot be accepted; nothing was changed."""


class StaleError(QunceError):
    """Somebody else was faster: the row is not any more what the actor saw."""


class BusyError(QunceError):
    """Not now: try again later."""

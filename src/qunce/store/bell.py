"""Wakes waiting threads of this process, so that they need not wait for their next poll."""

import threading


class Bell:
    """Counts its rings; who waits is told of any ring since the count it saw last."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rings = 0

    @property
    def rings(self) -> int:
        """Return how often it rang."""
        return self._rings

    def ring(self) -> None:
        """Wake everybody who waits."""
        with self._condition:
            self._rings += 1
            self._condition.notify_all()

    def wait(self, seen: int, seconds: float) -> int:
        """Return the count as soon as it is not `seen` any more, at the latest after `seconds`."""
        with self._condition:
            self._condition.wait_for(lambda: self._rings != seen, seconds)
            return self._rings

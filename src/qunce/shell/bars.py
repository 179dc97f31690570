"""A progress bar on the command line: how far, how many, and how long it will still take."""

from time import monotonic
from typing import TextIO

WIDTH = 24  # characters of the bar itself
OFTEN = 0.2  # seconds between two pictures of it


class Bar:
    """A line of a terminal that is drawn over itself; nothing where no person looks on."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._is_shown = out.isatty()
        self._began = monotonic()
        self._drawn = 0.0

    def show(self, done: int, total: int) -> None:
        """Draw how much is done of a total."""
        now = monotonic()
        if not self._is_shown or (now - self._drawn < OFTEN and done < total):
            return
        self._drawn = now
        self._out.write(f"\r{bar_of(done, total, now - self._began)}\x1b[K")
        self._out.flush()

    def clear(self) -> None:
        """Take the line away: what follows stands in its place."""
        if self._is_shown and self._drawn:
            self._out.write("\r\x1b[K")
            self._out.flush()


def bar_of(done: int, total: int, seconds: float) -> str:
    """Return the bar: a share, the counts, and the time left as minutes and seconds."""
    share = min(1.0, done / total) if total else 1.0
    full = int(share * WIDTH)
    picture = "█" * full + "░" * (WIDTH - full)
    left = seconds * (1 - share) / share if share else 0.0
    clock = f"  {int(left) // 60}:{int(left) % 60:02}" if 0 < share < 1 else ""
    return f"{picture} {share:4.0%}  {done:,} / {total:,}{clock}"

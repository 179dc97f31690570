"""What the clock does with the library."""

from datetime import datetime

from qunce.rooms.library import calls, files, moving, publishing


def publish(now: datetime) -> None:
    """Publish what was approved for a time that has come, and close calls at their deadline."""
    publishing.publish_due(now)
    calls.close_due(now)


def end(now: datetime) -> None:
    """Mark what is over, remind of what will be soon, and clear away files of nobody."""
    publishing.end_due(now)
    files.sweep(now)
    moving.sweep(now)

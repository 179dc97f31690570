"""What the floor does by the clock."""

from datetime import datetime

from qunce.chat import erasing
from qunce.ledger.contracts import Job


def erase_old(slot: datetime) -> None:
    """Erase the words that have been kept long enough."""
    erasing.erase_old(slot)


JOBS = (Job("chat.erase_old", "20 4 * * *", erase_old, late=20 * 3600),)

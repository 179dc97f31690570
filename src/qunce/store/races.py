"""What the database refuses because somebody else was faster: no fault of the house."""

from django.db import DatabaseError, IntegrityError, OperationalError

from qunce.kernel.errors import BusyError, QunceError, StaleError
from qunce.kernel.text import N_, Words
from qunce.store.moves import FASTER

BUSY = N_("Too many are writing at this moment. Please try it once more.")
# Of PostgreSQL (appendix A of its manual): the row is there already, what it belongs to is gone …
TAKEN = ("23505", "23503")
# … serialisation failed, deadlock, the lock was not to be had in time.
CROSSED = ("40001", "40P01", "55P03")


def crossed_by(error: DatabaseError) -> QunceError | None:
    """Return what to say where two crossed each other; None for any other fault."""
    state, told = getattr(error.__cause__, "sqlstate", ""), str(error)
    if isinstance(error, IntegrityError):
        is_taken = state in TAKEN or told.startswith(("UNIQUE constraint", "FOREIGN KEY"))
        return StaleError(Words(FASTER)) if is_taken else None
    is_locked = state in CROSSED or told.startswith("database is locked")
    return BusyError(Words(BUSY)) if isinstance(error, OperationalError) and is_locked else None

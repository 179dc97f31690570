"""Whether somebody has written since one last looked: what a poll may ask instead of its query."""

from typing import Any

from django.db import connection


class Changes:
    """One thread's view of what others commit. Ask before the rows are read, never after.

    SQLite counts the commits of other connections, in this process and in others, in the file
    itself (`PRAGMA data_version`): reading it takes a few microseconds, a query of the ORM some
    hundred. What the thread writes through its own connection is not counted.
    """

    def __init__(self) -> None:
        self._seen: tuple[Any, int] | None = None

    def any(self) -> bool:
        """Say whether another connection has committed since the last call.

        True at the first call, on a new connection, and always where the database keeps no such
        count (PostgreSQL): then one has to look.
        """
        if connection.vendor != "sqlite":
            return True
        connection.ensure_connection()
        raw: Any = connection.connection
        (version,) = raw.execute("PRAGMA data_version").fetchone()
        before, self._seen = self._seen, (raw, version)
        return before is None or before[0] is not raw or before[1] != version

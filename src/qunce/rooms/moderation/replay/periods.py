"""The stretch that a person names by days, in the community's time zone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words

LAST_BEFORE_FIRST = N_("The last day is before the first one.")


def stretch(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the half-open stretch from a first to a last day, both included.

    Raises RefusedError where the last day is before the first.
    """
    if last < first:
        raise RefusedError(Words(LAST_BEFORE_FIRST))
    since = datetime.combine(first, time(), zone)
    return since, datetime.combine(last + timedelta(days=1), time(), zone)

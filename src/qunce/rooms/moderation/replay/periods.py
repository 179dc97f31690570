"""The stretch that a person names by days, in the community's time zone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words

LAST_BEFORE_FIRST = N_("The last day is before the first one.")
TOO_FAR = N_("Choose days from %(first)s to %(last)s.")
FAR = (date(2000, 1, 1), date(2199, 12, 31))  # nothing was said in a group before or will be after


def stretch(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the half-open stretch from a first to a last day, both included.

    Raises RefusedError where the last day is before the first, or one of them is out of reason.
    """
    if first < FAR[0] or last > FAR[1]:
        raise RefusedError(Words(TOO_FAR, {"first": str(FAR[0]), "last": str(FAR[1])}))
    if last < first:
        raise RefusedError(Words(LAST_BEFORE_FIRST))
    since = datetime.combine(first, time(), zone)
    return since, datetime.combine(last + timedelta(days=1), time(), zone)

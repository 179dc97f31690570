"""What the site's cache holds: counts of tries at the log-in, in a table that all workers share.

Django's cache in the memory of a process would count in each worker by itself: two workers, twice
the tries. Whom a count is about cannot be read from the table.
"""

from datetime import datetime

from django.utils.crypto import salted_hmac

from qunce.shell.models import Tally


def digest(key: str, key_prefix: str, version: int) -> str:
    """Return the name under which a count is kept: a keyed digest, not address or mailbox."""
    name = f"{key_prefix}:{version}:{key}"
    return salted_hmac("qunce.tally", name, algorithm="sha256").hexdigest()


def forget(now: datetime) -> None:
    """Delete the counts whose time is over; the cache itself does so only when it is full."""
    Tally.objects.filter(expires__lt=now).delete()

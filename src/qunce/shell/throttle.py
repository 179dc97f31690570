"""How often something may be tried: counted in a table, so that all workers of the site agree.

Windows begin at full multiples of the length, so that counting is one statement. A limit on an
address of the network has to be wide: a whole company comes from one. What a visitor is known
by (device, link, mailbox) can be held tighter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from qunce.kernel.errors import BusyError
from qunce.kernel.text import N_, Words
from qunce.shell.models import Knock

KEPT = timedelta(days=2)
TOO_OFTEN = N_("Too many tries. Please try again in %(minutes)s minutes.")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` times within each `per`."""

    count: int
    per: timedelta


@dataclass(frozen=True, slots=True)
class Who:
    """By what somebody is known who knocks (`kind` "ip", "device" …), and how often they may."""

    kind: str
    name: str
    limits: tuple[Limit, ...]


def knock(door: str, who: Sequence[Who], *, now: datetime) -> None:
    """Count one try at a door; who is known by nothing ("") is not counted by it.

    Raises BusyError, with the minutes to wait, where one of the limits is reached.
    """
    for each in who:
        for limit in each.limits if each.name else ():
            if not _count(f"{door}:{each.kind}:{each.name}", limit, now):
                left = _start(limit, now) + limit.per - now
                minutes = max(1, -(-int(left.total_seconds()) // 60))
                raise BusyError(Words(TOO_OFTEN, {"minutes": minutes}))


def address_of(request: HttpRequest) -> str:
    """Return the network address that a request came from, by what is known of our proxies."""
    return str(get_adapter().get_client_ip(request))


def forget(now: datetime) -> None:
    """Delete the counts of windows that are over."""
    Knock.objects.filter(since__lt=now - KEPT).delete()


def _start(limit: Limit, now: datetime) -> datetime:
    seconds = int(limit.per.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=now.tzinfo)


def _count(name: str, limit: Limit, now: datetime) -> bool:
    key = salted_hmac("qunce.throttle", f"{name}:{limit.per}", algorithm="sha256").hexdigest()
    window = Knock.objects.filter(key=key, since=_start(limit, now))
    if window.filter(count__lt=limit.count).update(count=F("count") + 1):
        return True
    try:
        with transaction.atomic():
            Knock.objects.create(key=key, since=_start(limit, now), count=1)
    except IntegrityError:  # full, or somebody else has just begun it
        return bool(window.filter(count__lt=limit.count).update(count=F("count") + 1))
    return True

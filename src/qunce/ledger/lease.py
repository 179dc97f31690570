"""Who may carry out an errand: claimed under a lease, renewed, lost, and ended under a token.

A worker on another machine compares leases with its own clock: clocks must agree within a few
seconds, which is far less than a lease (docs/programmers/ledger.md).
"""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from qunce.kernel.errors import StaleError
from qunce.kernel.text import N_, Words
from qunce.ledger.contracts import LostError
from qunce.ledger.domain import ERRAND, KINDS_OF, OPEN_STATES, Crew, ErrandState, ErrandVerb
from qunce.ledger.models import Errand
from qunce.store.changes import Changes
from qunce.store.moves import move

LEASE = timedelta(seconds=15)
LOOK_AHEAD = 8  # so many workers may reach for the next errand at the same time


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which errands somebody would take: of any crew or of one, of any lane or of one."""

    crew: Crew | None = None
    lane: str | None = None

    def among(self, errands: QuerySet[Errand]) -> QuerySet[Errand]:
        """Return those of `errands` that are wanted."""
        if self.lane is not None:
            errands = errands.filter(lane=self.lane)
        if self.crew is Crew.OUTWARD:
            return errands.exclude(kind__in=[kind for kinds in KINDS_OF.values() for kind in kinds])
        return errands.filter(kind__in=KINDS_OF[self.crew]) if self.crew else errands


ANY = Wanted()


def _free(now: datetime, wanted: Wanted) -> QuerySet[Errand]:
    """Return what may be claimed: due, and first in its lane with nobody at work in it."""
    waiting = wanted.among(Errand.objects.filter(state=ErrandState.WAITING, not_before__lte=now))
    in_lane = Errand.objects.filter(lane=OuterRef("lane"), state__in=OPEN_STATES)
    before = in_lane.filter(Q(pk__lt=OuterRef("pk")) | Q(state=ErrandState.RUNNING))
    return waiting.filter(Q(lane="") | ~Exists(before)).order_by("-priority", "id")


class Lookout:
    """Tells a worker when something falls due. Belongs to one thread.

    As long as nobody writes, only the time of the next errand has to be awaited: an idle site
    is asked nothing but whether somebody wrote.
    """

    def __init__(self) -> None:
        self._changes = Changes()
        self._next: datetime | None = None  # None: none waits

    def is_anything_due(self, now: datetime) -> bool:
        """Say whether an errand waits whose time has come; it may have to wait in its lane."""
        if not self._changes.any() and (self._next is None or now < self._next):
            return False
        waiting = Errand.objects.filter(state=ErrandState.WAITING)
        self._next = waiting.aggregate(next=Min("not_before"))["next"]
        return self._next is not None and self._next <= now


def claim(
    worker: str, now: datetime, *, lease: timedelta = LEASE, wanted: Wanted = ANY
) -> Errand | None:
    """Give the first free errand that is `wanted` to `worker`, or None.

    Raises RuntimeError where a transaction is open: nothing is carried out inside of one.
    """
    firsts = list(_free(now, wanted).values_list("pk", flat=True)[:LOOK_AHEAD])
    if not firsts:
        return None  # an idle worker takes no lock
    can_skip = connection.features.has_select_for_update_skip_locked
    try:
        with transaction.atomic(durable=True):
            rows = Errand.objects.filter(pk__in=firsts, state=ErrandState.WAITING)
            rows = rows.select_for_update(skip_locked=can_skip).order_by("-priority", "id")
            errand = rows.first()
            if errand is None:
                return None
            move(
                errand,
                to=ERRAND.after(ErrandState.WAITING, ErrandVerb.CLAIM),
                where={"token": errand.token},
                token=errand.token + 1,
                attempts=errand.attempts + 1,
                worker=worker,
                lease_until=now + lease,
                started_at=now,
            )
    except (StaleError, IntegrityError):
        return None  # another worker was faster: with this errand, or in its lane
    return errand


def renew(errand: Errand, until: datetime) -> bool:
    """Prolong a lease; False where it is not ours any more."""
    ours = Errand.objects.filter(pk=errand.pk, state=ErrandState.RUNNING, token=errand.token)
    return ours.update(lease_until=until) == 1


def end(errand: Errand, verb: ErrandVerb, **also: Any) -> None:
    """Move an errand on from RUNNING. Raises LostError where it is not ours any more."""
    after = ERRAND.after(ErrandState.RUNNING, verb)
    # What the row in hand says may be left over from an attempt that was rolled back.
    ours = {"state": ErrandState.RUNNING, "token": errand.token}
    try:
        move(errand, to=after, where=ours, lease_until=None, **also)
    except StaleError:
        raise LostError(Words(N_("Another worker has taken this over."))) from None


def list_lost(now: datetime) -> list[Errand]:
    """Return the errands whose worker did not renew its lease in time."""
    return list(Errand.objects.filter(state=ErrandState.RUNNING, lease_until__lte=now))


class Leases:
    """The leases that this process holds, renewed together by a heartbeat."""

    def __init__(self, lease: timedelta) -> None:
        self.lease = lease
        self._held: dict[int, Errand] = {}
        self._lock = threading.Lock()

    def hold(self, errand: Errand) -> None:
        """Renew this lease from now on."""
        with self._lock:
            self._held[errand.pk] = errand

    def let_go(self, errand: Errand) -> None:
        """Stop renewing it."""
        with self._lock:
            self._held.pop(errand.pk, None)

    def heartbeat(self, now: datetime) -> None:
        """Renew all leases that are held; what was lost is let go, so that `beat` tells."""
        with self._lock:
            held = list(self._held.values())
        for errand in held:
            if not renew(errand, now + self.lease):
                self.let_go(errand)

    def beat(self, errand: Errand, now: datetime) -> None:
        """Renew the lease of one errand at once. Raises LostError if another worker has it."""
        if not renew(errand, now + self.lease):
            self.let_go(errand)
            raise LostError(Words(N_("Another worker has taken this over.")))

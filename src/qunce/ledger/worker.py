"""The worker: threads that carry out errands, run the pumps, and watch leases and the clock."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import DatabaseError, connections

from qunce import clock as wall
from qunce.ledger import registry
from qunce.ledger.bell import BELL
from qunce.ledger.carry import Clock, Hands, carry_out, take_back_lost
from qunce.ledger.domain import Crew
from qunce.ledger.lease import LEASE, Leases, Lookout, Wanted, claim
from qunce.ledger.models import Errand
from qunce.ledger.schedule import Timetable
from qunce.store.changes import Changes

logger = logging.getLogger(__name__)

# Reads a stream once and returns how much there was to read; called again at once if any.
Pump = Callable[[datetime], int]

POLL = 0.1  # seconds an idle worker waits before it looks again
ROUND = 1.0  # seconds between two looks at leases and clock
LANE_RUN = 50  # errands of one lane carried out before others get a turn
LONGEST_REST = 10.0  # seconds after repeated failures of a loop
HEARTBEATS_PER_LEASE = 3


class Worker:
    """Carries out errands; may run beside others, on any machine.

    One thread protects groups, one sends, `threads` do the work within the house, and each of
    `pumps` has a thread of its own. `lease` is how long a killed worker's errand rests before
    another one takes it over. Use `start()` and `stop()`, or `run()` to stay until somebody
    calls `ask_to_stop()` from a signal or another thread.
    """

    def __init__(
        self,
        *,
        threads: int = 2,
        pumps: Sequence[Pump] = (),
        lease: timedelta = LEASE,
        poll: float = POLL,
        clock: Clock = wall.now,
    ) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{id(self):x}"[:80]
        self._poll = poll
        self._hands = Hands(Leases(lease), clock)
        self._turns = {crew: threading.Lock() for crew in Crew}
        self._lookout = Lookout()
        self._stopping = threading.Event()
        crews = [Crew.URGENT, Crew.OUTWARD, *([Crew.INWARD] * threads)]
        loops = [self._keep, self._watch, *map(self._working, crews)]
        loops += [self._pumping(pump) for pump in pumps]
        self._threads = [threading.Thread(target=self._loop(each), daemon=True) for each in loops]

    def start(self) -> None:
        """Start all threads and return."""
        for thread in self._threads:
            thread.start()

    def stop(self, grace: float = 10.0) -> bool:
        """Claim nothing more and wait up to `grace` seconds for what is being carried out.

        Returns whether all came to an end; what did not is taken over when its lease is over.
        """
        self.ask_to_stop()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(grace)
        return not any(thread.is_alive() for thread in self._threads)

    def ask_to_stop(self) -> None:
        """Claim nothing more; returns at once, so that a signal handler may call it."""
        self._stopping.set()
        BELL.ring()

    def run(self, grace: float = 10.0) -> bool:
        """Work until somebody asks to stop; then as `stop`."""
        self.start()
        # Not Event.wait(): a signal handler that sets the event in that moment would hang.
        while not self._stopping.is_set():
            time.sleep(self._poll)
        return self.stop(grace)

    # --- loops ----------------------------------------------------------------------------------

    def _loop(self, step: Callable[[], None]) -> Callable[[], None]:
        """Return a thread's main: `step` again and again, whatever goes wrong in it."""

        def main() -> None:
            rest = self._poll
            while not self._stopping.is_set():
                try:
                    step()
                except Exception as error:
                    logger.exception("a loop of the worker failed; again in %s s", rest)
                    if isinstance(error, DatabaseError):
                        connections.close_all()
                    self._stopping.wait(rest)
                    rest = min(rest * 2, LONGEST_REST)
                else:
                    rest = self._poll
            connections.close_all()

        return main

    def _working(self, crew: Crew) -> Callable[[], None]:
        # Of the idle threads of a crew only the one whose turn it is looks into the database.
        turn = self._turns[crew]

        def step() -> None:
            with turn:
                errand = self._wait_for_errand(crew)
            if errand is None:
                return
            carry_out(errand, self._hands)
            for _ in range(LANE_RUN if errand.lane else 0):
                following = self._claim(Wanted(crew, errand.lane))
                if following is None:
                    break
                carry_out(following, self._hands)

        return step

    def _wait_for_errand(self, crew: Crew) -> Errand | None:
        while not self._stopping.is_set():
            seen = BELL.rings
            errand = self._claim(Wanted(crew))
            if errand is not None:
                return errand
            BELL.wait(seen, LONGEST_REST)
        return None

    def _claim(self, wanted: Wanted) -> Errand | None:
        if self._stopping.is_set():
            return None
        now = self._hands.clock()
        return claim(self.name, now, lease=self._hands.leases.lease, wanted=wanted)

    def _watch(self) -> None:
        """Wake the crews when another process left something to do: one cheap look for all."""
        if self._lookout.is_anything_due(self._hands.clock()):
            BELL.ring()
        self._stopping.wait(self._poll)

    def _pumping(self, pump: Pump) -> Callable[[], None]:
        changes = Changes()

        def step() -> None:
            seen = BELL.rings
            changes.any()  # what is written from here on is read in this step or in the next
            if pump(self._hands.clock()) == 0:
                self._rest(changes, seen)

        return step

    def _rest(self, changes: Changes, seen: int) -> None:
        """Wait until somebody wrote; at most a round, since a reader's pause may be over."""
        for _ in range(max(1, round(ROUND / self._poll))):
            if BELL.wait(seen, self._poll) != seen or changes.any():
                return

    def _keep(self) -> None:
        """Renew leases, take back lost errands, and fire what is due, round by round."""
        leases, timetable = self._hands.leases, Timetable(registry.current().jobs)
        pulse = leases.lease / HEARTBEATS_PER_LEASE
        pause = min(ROUND, pulse.total_seconds() / 2)
        last_beat = self._hands.clock()
        while not self._stopping.wait(pause):
            now = self._hands.clock()
            if now - last_beat >= pulse:
                leases.heartbeat(now)
                last_beat = now
            if take_back_lost(now) + timetable.fire_due(now):
                BELL.ring()


def run_due(now: datetime, *, limit: int = 1000) -> int:
    """Carry out what is due at `now` in this thread, with all that follows; return how many.

    For commands and for tests, where no worker runs. Raises RuntimeError within a transaction.
    """
    hands = Hands(Leases(LEASE), lambda: now)
    for done in range(limit):
        errand = claim("run_due", now)
        if errand is None:
            return done
        carry_out(errand, hands)
    return limit

"""A worker in a process of its own, for the tests that kill it.

    python worker_process.py NOTES LEASE_SECONDS

Every errand of kind "note" appends its key to the file NOTES; "sleep" does so and then takes
half a minute. A reaction to MemberLeft records a PersonsMerged.
"""

import os
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import django

django.setup()

from qunce.facts.people import MemberLeft, PersonsMerged  # noqa: E402  (Django is ready only now)
from qunce.kernel.actors import MACHINE  # noqa: E402
from qunce.kernel.effects import Outcome, Status  # noqa: E402
from qunce.ledger import actions as ledger  # noqa: E402
from qunce.ledger import registry  # noqa: E402
from qunce.ledger.contracts import Assignment, Cause, Reaction  # noqa: E402
from qunce.ledger.worker import Worker  # noqa: E402

NOTES, LEASE = Path(sys.argv[1]), timedelta(seconds=float(sys.argv[2]))


def note(assignment: Assignment) -> Outcome:
    """Append the key in one write, so that no kill leaves half a line."""
    place = os.open(NOTES, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(place, f"{os.getpid()} {assignment.key}\n".encode())
    os.close(place)
    return Outcome(Status.DONE)


def sleep(assignment: Assignment) -> Outcome:
    """Note the key and stay busy."""
    note(assignment)
    time.sleep(30)
    return Outcome(Status.DONE)


def merge(fact: MemberLeft, cause: Cause, now: datetime) -> None:
    """Record something, slowly enough to be killed in the middle."""
    merged = PersonsMerged((fact.person,), fact.name)
    ledger.record(merged, by=MACHINE, now=now, community=cause.community, cause=cause.entry)
    time.sleep(0.005)


registry.hand_out(
    executors={"note": note, "sleep": sleep}, reactions=[Reaction("merge", MemberLeft, merge)]
)
Worker(lease=LEASE).run()

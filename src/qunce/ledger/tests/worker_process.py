"""Starts workers in processes of their own, for the tests that kill them.

Each line of standard input, `LEASE_SECONDS NOTES`, starts one; its process id is the answer. The
site is set up once and the workers are forked off, so that a test need not wait for every one.

Every errand of kind "note" appends its key to the file NOTES; "sleep" does so and then takes
half a minute. A reaction to MemberLeft records a PersonsMerged.
"""

import os
import sys
import time
from datetime import datetime, timedelta

import django

django.setup()

from qunce.facts.people import MemberLeft, PersonsMerged  # noqa: E402  (Django is ready only now)
from qunce.kernel.actors import MACHINE  # noqa: E402
from qunce.kernel.effects import Outcome, Status  # noqa: E402
from qunce.ledger import actions as ledger  # noqa: E402
from qunce.ledger import registry  # noqa: E402
from qunce.ledger.contracts import Assignment, Cause, Reaction  # noqa: E402
from qunce.ledger.worker import Worker  # noqa: E402


def note(assignment: Assignment) -> Outcome:
    """Append the key in one write, so that no kill leaves half a line."""
    place = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
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
# The killed are left unread, so that no stranger gets the number of one of them meanwhile.
for line in sys.stdin:
    lease, notes = line.rstrip("\n").split(" ", 1)
    if (child := os.fork()) == 0:
        Worker(lease=timedelta(seconds=float(lease))).run()
        os._exit(0)
    sys.stdout.write(f"{child}\n")
    sys.stdout.flush()

"""Starts the house's own workers in processes of their own, for the test that kills them.

Each line of standard input, LEASE_SECONDS, starts one; its process id is the answer.
"""

import os
import sys
from datetime import timedelta

import django

django.setup()  # with every room and channel: whatever falls due is done

from qunce.ledger.worker import Worker  # noqa: E402  (Django is ready only now)

for line in sys.stdin:
    if (child := os.fork()) == 0:
        Worker(lease=timedelta(seconds=float(line))).run()
        os._exit(0)
    sys.stdout.write(f"{child}\n")
    sys.stdout.flush()

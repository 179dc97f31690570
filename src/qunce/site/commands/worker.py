"""`qunce worker`: carries out errands, reads the message stream, watches the clock."""

import gc
import signal
import sys
import threading
from argparse import ArgumentParser, Namespace
from datetime import datetime

from qunce.chat import stream
from qunce.kernel.text import N_
from qunce.ledger.worker import Worker
from qunce.shell.card import Command
from qunce.shell.house import house


def read_stream(now: datetime) -> int:
    """Hand new messages to all listeners once; return how many there were."""
    return stream.read_once(list(house.listeners()), now)


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--threads", type=int, default=2, help="for work within the house")
    parser.add_argument("--attended", action="store_true", help="stop when the standard input ends")


def _run(options: Namespace) -> int:
    for listener in house.listeners():
        if listener.prepare is not None:
            listener.prepare()
    # What was built stays for good: a fifth of the judging would go into looking it through.
    # What a batch makes is gone with it: looking it through every 700 objects takes 3 per cent.
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 100)
    worker = Worker(threads=options.threads, pumps=(read_stream,))
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda _signal, _frame: worker.ask_to_stop())
    if options.attended:
        threading.Thread(target=_stop_at_the_end_of_input, args=[worker], daemon=True).start()
    return 0 if worker.run() else 1


def _stop_at_the_end_of_input(worker: Worker) -> None:
    sys.stdin.buffer.read()
    worker.ask_to_stop()


COMMAND = Command("worker", N_("Do the work in the background."), _arguments, _run)

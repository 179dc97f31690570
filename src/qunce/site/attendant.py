"""Keeps the worker running beside the pages: starts it again when it dies, ends it with them."""

import logging
import subprocess
import threading
from collections.abc import Sequence

logger = logging.getLogger(__name__)

GRACE = 10.0  # seconds that the worker has to finish what it does
PAUSE = 1.0  # seconds before a worker that died is started again


class Attendant:
    """Runs a command as a process and looks after it.

    The process reads the end of its standard input as the order to stop, so that it also ends
    where this process is killed and can give no order any more.
    """

    def __init__(self, command: Sequence[str], *, pause: float = PAUSE) -> None:
        self._command = command
        self._pause = pause
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._attend, daemon=True)

    def start(self) -> None:
        """Start the process and return."""
        self._thread.start()

    def stop(self, grace: float = GRACE) -> None:
        """Order the process to stop, wait `grace` seconds, and kill it if it is still there."""
        self._stopping.set()
        process = self._process
        if process is not None and process.stdin is not None:
            process.stdin.close()
            try:
                process.wait(grace)
            except subprocess.TimeoutExpired:
                process.kill()
        self._thread.join(grace)

    def _attend(self) -> None:
        while not self._stopping.is_set():
            # A session of its own: Ctrl-C is for the pages, which stop it in order.
            with subprocess.Popen(  # noqa: S603  (our own command)
                self._command, stdin=subprocess.PIPE, start_new_session=True
            ) as process:
                self._process = process
                if self._stopping.is_set() and process.stdin is not None:
                    process.stdin.close()
                code = process.wait()
            if not self._stopping.wait(self._pause):
                logger.error("the worker ended with %s and is started again", code)

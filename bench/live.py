"""Readers of one group's news over uvicorn: how long after its commit does each see an event?

The readers, the publisher and the server share the machine. QUNCE_DATABASE_URL and QUNCE_LIVE
choose the feed; without them it is SQLite.
"""

import asyncio
import json
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.asgi import get_asgi_application

from bench._house import NOW, house, tell
from qunce.store import live
from qunce.store.live import feeds

READERS = 1000
EVENTS = 20
PAUSE = 0.5  # seconds between two events
PATIENCE = 20.0  # seconds


def application() -> Any:
    """Return the application that uvicorn serves."""
    settings.ROOT_URLCONF = "bench._live_site"
    return get_asgi_application()


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@contextmanager
def served(port: int) -> Iterator[None]:
    """Serve the page by one process of uvicorn."""
    application = "bench.live:application"
    command = [sys.executable, "-m", "uvicorn", "--factory", application]
    options = ["--port", str(port), "--log-level", "warning", "--lifespan", "off"]
    server = subprocess.Popen([*command, *options])
    try:
        yield
    finally:
        server.terminate()
        server.wait()


async def read(port: int, late: list[float], ready: asyncio.Semaphore) -> None:
    """Read the page and note how late each event is, in milliseconds."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    await reader.readuntil(b"retry: 2000\n\n")
    ready.release()
    try:
        for _ in range(EVENTS):
            await reader.readuntil(b"data: ")
            told = json.loads(await reader.readline())
            late.append((time.time() - told["data"]["at"]) * 1000)
    finally:
        writer.close()


def publish(number: int) -> None:
    """Publish one event as a short message is published."""

    told = {"n": number, "at": time.time(), "text": "请问试用期辞退要给补偿吗" * 3}
    live.publish("group:1", "message", told, now=NOW)


async def measure(port: int) -> list[float]:
    """Let all readers read all events; return how late they were."""
    late: list[float] = []
    ready = asyncio.Semaphore(0)
    pages = []
    for _ in range(READERS):
        pages.append(asyncio.create_task(read(port, late, ready)))
        await asyncio.sleep(0.002)
    for _ in range(READERS):
        await asyncio.wait_for(ready.acquire(), PATIENCE)
    await asyncio.sleep(1)
    for number in range(EVENTS):
        await asyncio.to_thread(publish, number)
        await asyncio.sleep(PAUSE)
    await asyncio.wait(pages, timeout=PATIENCE)
    return late


def wait_for(port: int) -> None:
    """Wait until the server answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(port)


def main() -> None:
    """Print one line of JSON."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 8192), most))
    with house():
        port = free_port()
        with served(port):
            wait_for(port)
            late = sorted(asyncio.run(measure(port)))
        feed = feeds.address().partition(":")[0]
    tell(
        "live",
        feed=feed,
        readers=READERS,
        events=EVENTS,
        delivered=len(late),
        expected=READERS * EVENTS,
        p50_ms=round(late[len(late) // 2], 1),
        p99_ms=round(late[int(len(late) * 0.99)], 1),
        max_ms=round(late[-1], 1),
    )


if __name__ == "__main__":
    main()

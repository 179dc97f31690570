"""Redis may carry the news: a real server, its restart, and pages of two server processes."""

import asyncio
import json
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings as site
from django.db import connection, transaction

from needs import database_url, find_redis
from qunce.store import live
from qunce.store.tests.hearing import hear, numbers, play, telling

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 60.0  # seconds: a server of the whole site takes its time to start


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Return as soon as somebody listens on a port."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"nobody listens on {port}")


class Redis:
    """A Redis of our own, which keeps nothing on disk."""

    def __init__(self) -> None:
        self.program, self.port = find_redis(), free_port()
        self.address = f"redis://127.0.0.1:{self.port}/0"
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--dir", "/tmp"]  # noqa: S108  (nothing is written)
        self._server = subprocess.Popen([self.program, *options], stdout=subprocess.DEVNULL)
        wait_for(self.port)

    def stop(self) -> None:
        """End it, and with it all its connections."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait()
            self._server = None


@pytest.fixture
def redis(settings: Any) -> Iterator[Redis]:
    """Yield a Redis that carries the news."""
    server = Redis()
    server.start()
    settings.LIVE_FEED = server.address
    yield server
    server.stop()


@pytest.mark.usefixtures("redis")
def test_redis_brings_news_at_once(noon: datetime) -> None:
    async def scene() -> None:
        tell, ready = telling(noon), asyncio.Event()
        page = asyncio.ensure_future(hear(["a"], 2, ready=ready))
        await ready.wait()
        await asyncio.sleep(0.2)
        begin = time.monotonic()
        await tell("a", 1)
        await tell("a", 2)
        assert numbers(await page) == [1, 2]
        assert time.monotonic() - begin < 0.8  # sooner than a look without being told

    play(scene)


@pytest.mark.usefixtures("redis")
def test_several_news_at_once_are_one_announcement(noon: datetime) -> None:
    async def scene() -> None:
        ready = asyncio.Event()
        page = asyncio.ensure_future(hear(["a"], 3, ready=ready))
        await ready.wait()
        tell_all = [{"n": n} for n in range(3)]
        await asyncio.to_thread(publish_all, tell_all, noon)
        assert numbers(await page) == [0, 1, 2]

    play(scene)


def publish_all(news: list[dict[str, int]], now: datetime) -> None:
    try:
        with transaction.atomic():
            live.publish_all("a", "n", news, now=now)
    finally:
        connection.close()


def test_news_go_on_while_redis_is_down_and_after_its_restart(
    noon: datetime, redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)

    async def scene() -> None:
        tell, ready = telling(noon), asyncio.Event()
        page = asyncio.ensure_future(hear(["a"], 4, ready=ready))
        await ready.wait()
        await tell("a", 1)
        await asyncio.to_thread(redis.stop)
        await tell("a", 2)  # the change is made although nobody can be told of it
        await tell("a", 3)
        await asyncio.sleep(2.5)
        assert not page.done()
        await asyncio.to_thread(redis.start)
        await asyncio.sleep(2.5)
        begin = time.monotonic()
        await tell("a", 4)
        assert numbers(await page) == [1, 2, 3, 4]
        assert time.monotonic() - begin < 0.8  # Redis carries them again

    play(scene)


def test_a_page_hears_within_seconds_without_redis(
    noon: datetime, redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)

    async def scene() -> None:
        tell, ready = telling(noon), asyncio.Event()
        page = asyncio.ensure_future(hear(["a"], 2, ready=ready))
        await ready.wait()
        await asyncio.to_thread(redis.stop)
        await tell("a", 1)
        await tell("a", 2)
        assert numbers(await page) == [1, 2]

    play(scene)


# --- two server processes -----------------------------------------------------------------------


def serve(stack: ExitStack, address: str) -> int:
    """Start a server process of the site with one page; return its port."""
    port = free_port()
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "qunce.site.settings",
        "QUNCE_DATABASE_URL": database_url(),
        "QUNCE_HOME": str(site.HOME),
        "QUNCE_LIVE": address,
    }
    program = [sys.executable, "-m", "uvicorn", "--factory", f"{live_site()}:application"]
    options = ["--port", str(port), "--log-level", "error", "--lifespan", "off"]
    server = subprocess.Popen([*program, *options], env=env)
    stack.callback(server.wait)
    stack.callback(server.kill)
    return port


def live_site() -> str:
    return f"{__package__}.live_site"


def open_page(stack: ExitStack, port: int) -> Any:
    """Return the stream of a page of a server, ready to be read line by line."""
    wait_for(port)
    door = stack.enter_context(closing(socket.create_connection(("127.0.0.1", port), PATIENCE)))
    door.sendall(b"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    page = stack.enter_context(door.makefile("rb"))
    while page.readline() != b"retry: 2000\n":
        pass
    return page


def read(page: Any) -> int:
    """Return the number that the next news tell."""
    while not (line := page.readline()).startswith(b"data: "):
        assert line
    return int(json.loads(line.removeprefix(b"data: "))["data"]["n"])


def test_pages_of_two_server_processes_hear_the_same(noon: datetime, redis: Redis) -> None:
    with ExitStack() as stack:
        ports = [serve(stack, redis.address) for _ in range(2)]
        pages = [open_page(stack, port) for port in ports]
        time.sleep(1.5)  # both have subscribed
        late = []
        for number in range(5):
            begin = time.monotonic()
            with transaction.atomic():
                live.publish("a", "n", {"n": number}, now=noon)
            assert [read(page) for page in pages] == [number, number]
            late.append(time.monotonic() - begin)
        assert sorted(late)[2] < 0.8  # told by Redis, not found by the look each second

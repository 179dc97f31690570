"""Fixtures of the tests of the whole house: a site that is served, and visitors with browsers."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Page
from pytest_django import Settings

from stage import at_work
from visitors import DESKTOP, PHONE, Visitors
from windows import Windows

SECONDS_TO_START = 20


@pytest.fixture(scope="session")
def uvicorn_address() -> Iterator[str]:
    """Yield the address of the site, served for the whole run by a thread of this process.

    Django's own live server speaks WSGI and hangs on server-sent events.
    """
    config = uvicorn.Config(
        "qunce.site.asgi:application",
        lifespan="off",
        log_level="warning",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        for _ in range(SECONDS_TO_START * 50):
            if server.started:
                break
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
def site(transactional_db: None, uvicorn_address: str, settings: Settings) -> str:
    """Return the address of the site; what a test stores is seen there."""
    settings.SITE_URL = uvicorn_address
    return uvicorn_address


@pytest.fixture
def visitors(site: str, windows: Windows) -> Iterator[Visitors]:
    """Yield what opens pages; fail where one has logged an error or asked another host."""
    guests = Visitors(windows, site)
    yield guests
    guests.leave()
    assert not guests.faults(), "\n" + "\n".join(guests.faults())


@pytest.fixture
def phone(visitors: Visitors) -> Page:
    """Return a page of a visitor with a phone, who is not logged in."""
    return visitors.open(width=PHONE)


@pytest.fixture
def desktop(visitors: Visitors) -> Page:
    """Return a page of a visitor at a desk, who is not logged in."""
    return visitors.open(width=DESKTOP)


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """Let a worker run beside the test, at the real time."""
    with at_work():
        yield

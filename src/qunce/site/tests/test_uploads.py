"""What is too large is refused while it comes in: with memory watched."""

import asyncio
import tracemalloc
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from qunce.people.models import Person
from qunce.site import uploads
from qunce.site.uploads import MEGABYTE, Limited

HUNDRED = 100 * MEGABYTE


def scope(path: str, length: int | None = None) -> dict[str, Any]:
    headers = [] if length is None else [(b"content-length", str(length).encode())]
    headers.append((b"cookie", f"theme=dark; {settings.SESSION_COOKIE_NAME}=mias".encode()))
    return {"type": "http", "method": "POST", "path": path, "headers": headers}


class Sender:
    """A browser that sends a body in pieces and hears the answer."""

    def __init__(self, size: int) -> None:
        self.left = size
        self.heard: list[Any] = []
        self.piece = bytes(MEGABYTE)

    async def receive(self) -> dict[str, Any]:
        size = min(self.left, len(self.piece))
        self.left -= size
        return {"type": "http.request", "body": self.piece[:size], "more_body": self.left > 0}

    async def send(self, message: Any) -> None:
        self.heard.append(message)


async def swallow(_scope: Any, receive: Any, send: Any) -> None:
    """Keep the whole body, as Django does, and answer 200; say nothing to who hung up."""
    kept = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        kept.append(message["body"])
        if not message["more_body"]:
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(sum(map(len, kept))).encode()})


def ask(
    path: str, size: int, *, declared: bool = True, logged_in: str = "mias"
) -> tuple[Sender, int]:
    """Send so many bytes to a path; return the sender and the most memory that it took."""
    sender = Sender(size)
    tracemalloc.start()
    app = Limited(swallow, lambda key: key == logged_in)
    asyncio.run(app(scope(path, size if declared else None), sender.receive, sender.send))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return sender, most


@pytest.mark.parametrize("declared", [True, False])
def test_a_hundred_megabytes_are_refused_without_being_kept(declared: bool) -> None:
    sender, memory = ask("/apply/abc/certificate/", HUNDRED, declared=declared)
    assert sender.left == 0  # all was read, so that the browser hears the answer
    assert sender.heard[0]["status"] == 303
    assert dict(sender.heard[0]["headers"])[b"location"] == b"/apply/abc/?large#certificate"
    assert memory < 20 * MEGABYTE


@pytest.mark.parametrize("path", ["/join/hr/", "/account/login/", "/m/hr/invitations/new/"])
def test_no_page_but_the_console_s_takes_more_than_a_certificate(path: str) -> None:
    sender, _memory = ask(path, HUNDRED)
    assert sender.heard[0]["status"] == 413
    assert "文件太大".encode() in sender.heard[1]["body"]


def test_what_is_small_enough_goes_through() -> None:
    sender, _memory = ask("/apply/abc/certificate/", 10 * MEGABYTE)
    assert sender.heard[1]["body"] == str(10 * MEGABYTE).encode()
    sender, _memory = ask("/c/hr/import/", 20 * MEGABYTE)
    assert sender.heard[0]["status"] == 200


@pytest.mark.parametrize("declared", [True, False])
def test_who_has_not_logged_in_sends_the_console_no_more_than_anybody(declared: bool) -> None:
    sender, memory = ask("/c/hr/import/", HUNDRED, declared=declared, logged_in="olgas")
    assert sender.heard[0]["status"] == 413
    assert memory < 20 * MEGABYTE
    sender, _memory = ask("/c/hr/import/", 10 * MEGABYTE, declared=declared, logged_in="olgas")
    assert sender.heard[0]["status"] == 200


@pytest.mark.django_db
def test_a_session_is_known_by_who_has_logged_in(mia: Person) -> None:
    assert mia.account
    client = Client()
    client.force_login(mia.account, "django.contrib.auth.backends.ModelBackend")
    assert uploads.is_logged_in(client.cookies[settings.SESSION_COOKIE_NAME].value)
    assert not uploads.is_logged_in("nobodys")
    empty = SessionStore()
    empty.create()
    assert not uploads.is_logged_in(str(empty.session_key))


def test_who_never_ends_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_THROWN_AWAY", 20 * MEGABYTE)
    sender, _memory = ask("/join/hr/", HUNDRED)
    assert sender.left > 70 * MEGABYTE

"""How much a request may bring: checked while it comes in, before any of it is kept.

Django would write the whole body to disk before a view sees it. What is too large is read and
thrown away, so that the browser is ready to hear the answer, and neither memory nor disk fill.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.http import parse_cookie

MEGABYTE = 1 << 20
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

# Console pages take exported chats; a certificate is the largest thing that anybody else sends.
LARGE, SMALL = 4096 * MEGABYTE, 11 * MEGABYTE
LIMITS = ((re.compile(r"/c/"), LARGE), (re.compile(r""), SMALL))
CERTIFICATE = re.compile(r"(/apply/[\w-]+/)certificate/")
MOST_THROWN_AWAY = 512 * MEGABYTE  # then the connection is closed
PAGE = (
    "<!doctype html><html lang=zh-Hans><meta charset=utf-8>"
    "<meta name=viewport content='width=device-width'><title>413</title>"
    "<p>文件太大，没有接收。请返回后换一个小一点的文件。</p>"
    "<p lang=en>This is too large and was not taken. Go back and choose a smaller file.</p>"
).encode()


class Limited:
    """The application behind a limit on the size of what is sent to it.

    `is_known` says of a session's key whether somebody is logged in there: nobody else sends more
    than the small limit, since a body is kept before a page looks at who sent it.
    """

    def __init__(self, app: App, is_known: Callable[[str], bool] | None = None) -> None:
        self.app = app
        self._is_known = is_known or is_logged_in

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Hand a request on as long as it is not too large."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self.app(scope, receive, send)
            return
        most = await self._most(scope)
        if _declared(scope) > most:
            await _refuse(scope, receive, send, 0)
            return
        taken = 0
        is_over = False

        async def counted() -> Message:
            nonlocal taken, is_over
            message = await receive()
            taken += len(message.get("body", b""))
            if taken <= most:
                return message
            is_over = True
            return {"type": "http.disconnect"}

        await self.app(scope, counted, send)
        if is_over:
            await _refuse(scope, receive, send, taken)

    async def _most(self, scope: Any) -> int:
        """Return how many bytes a request may bring; its session is asked only where it matters."""
        most = limit_of(scope["path"])
        if most <= SMALL or 0 < _declared(scope) <= SMALL:
            return most
        is_known = await sync_to_async(self._ask, thread_sensitive=False)(_session_of(scope))
        return most if is_known else SMALL

    def _ask(self, key: str) -> bool:
        try:
            return bool(key) and self._is_known(key)
        finally:
            connections.close_all()


def is_logged_in(key: str) -> bool:
    """Say whether somebody is logged in under a session's key."""
    return SESSION_KEY in SessionStore(key)


def limit_of(path: str) -> int:
    """Return how many bytes a request to a path may bring."""
    return next(most for pattern, most in LIMITS if pattern.match(path))


def _declared(scope: Any) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def _session_of(scope: Any) -> str:
    """Return the key of the session that a request names; "" for none."""
    told = [value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"]
    return parse_cookie("; ".join(told)).get(settings.SESSION_COOKIE_NAME, "")


async def _refuse(scope: Any, receive: Receive, send: Send, taken: int) -> None:
    """Throw the rest away and say that it was too much; who sent a certificate is led back."""
    while taken <= MOST_THROWN_AWAY:
        message = await receive()
        taken += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            break
    found = CERTIFICATE.fullmatch(scope["path"])
    status, headers, body = 413, [(b"content-type", b"text/html; charset=utf-8")], PAGE
    if found:
        place = f"{found[1]}?large#certificate".encode()
        status, headers, body = 303, [(b"location", place)], b""
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

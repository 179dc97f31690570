"""How much a request may bring: checked while it comes in, before any of it is kept.

Django would write the whole body to disk before a view sees it. What is too large is read and
thrown away, so that the browser is ready to hear the answer, and neither memory nor disk fill.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

MEGABYTE = 1 << 20
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

# Console pages take exported chats; a certificate is the largest thing that anybody else sends.
LIMITS = ((re.compile(r"/c/"), 4096 * MEGABYTE), (re.compile(r""), 11 * MEGABYTE))
CERTIFICATE = re.compile(r"(/apply/[\w-]+/)certificate/")
MOST_THROWN_AWAY = 512 * MEGABYTE  # then the connection is closed
PAGE = (
    "<!doctype html><html lang=zh-Hans><meta charset=utf-8>"
    "<meta name=viewport content='width=device-width'><title>413</title>"
    "<p>文件太大，没有接收。请返回后换一个小一点的文件。</p>"
    "<p lang=en>This is too large and was not taken. Go back and choose a smaller file.</p>"
).encode()


class Limited:
    """The application behind a limit on the size of what is sent to it."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Hand a request on as long as it is not too large."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self.app(scope, receive, send)
            return
        most = limit_of(scope["path"])
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


def limit_of(path: str) -> int:
    """Return how many bytes a request to a path may bring."""
    return next(most for pattern, most in LIMITS if pattern.match(path))


def _declared(scope: Any) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


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

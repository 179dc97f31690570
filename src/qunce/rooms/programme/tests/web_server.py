"""A web server on this machine that answers as the internet does: wrongly, slowly, without end."""

import gzip
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

HEAD = '<?xml version="1.0" encoding="{code}"?>'
RSS = '<rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'
ITEM = "<item><title>{title}</title><link>{link}</link><guid>{link}</guid>{more}</item>"
DAY = "<pubDate>Mon, 23 Nov 2026 {hour:02}:00:00 +0800</pubDate>"


def item(title: str, link: str = "", more: str = "") -> str:
    """Return an entry of an RSS feed."""
    return ITEM.format(title=title, link=link or f"https://example.com/{title}", more=more)


def rss(*items: str, name: str = "人社部", code: str = "utf-8") -> bytes:
    """Return an RSS feed in an encoding."""
    return (HEAD.format(code=code) + RSS.format(name=name, items="".join(items))).encode(code)


@dataclass
class Answer:
    """What the server says at a path; `drip` sends the body again and again, byte by byte."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0
    endless: bool = False
    late: float = 0.0


@dataclass
class Web:
    """The server: its address, what it says, and which requests it got (path, headers)."""

    base: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def host(self) -> str:
        """Return its host and port."""
        return self.base.removeprefix("http://")

    def say(self, path: str, body: bytes = b"", **about: Any) -> str:
        """Let it answer something at a path; return the address."""
        headers = {"Content-Type": "application/rss+xml", **about.pop("headers", {})}
        self.answers[path] = Answer(body, headers=headers, **about)
        return self.base + path

    def say_packed(self, path: str, body: bytes) -> str:
        """Let it answer something packed."""
        return self.say(path, gzip.compress(body), headers={"Content-Encoding": "gzip"})


class Handler(BaseHTTPRequestHandler):
    """Answers one request as the server was told."""

    known: Web

    def do_GET(self) -> None:
        """Note the request, and answer it."""
        known = self.known
        known.asked.append((self.path, dict(self.headers)))
        answer = known.answers.get(self.path, Answer(status=404))
        tag = answer.headers.get("ETag")
        status = 304 if tag and self.headers.get("If-None-Match") == tag else answer.status
        time.sleep(answer.late)
        try:
            self._answer(answer, status)
        except OSError:
            self.close_connection = True

    def _answer(self, answer: Answer, status: int) -> None:
        self.send_response(status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if not (answer.endless or answer.drip):
            body = b"" if status == 304 else answer.body
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        self.end_headers()
        for _ in range(100_000):
            self.wfile.write(answer.body)
            self.wfile.flush()
            time.sleep(answer.drip)

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@contextmanager
def web() -> Iterator[Web]:
    """Serve until the block ends."""
    handler: Any = type("Handler", (Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    handler.known = known = Web(f"http://127.0.0.1:{server.server_address[1]}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)

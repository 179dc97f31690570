"""Visitors with a browser: pages at phone and desktop width, watched for errors."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    WebError,
)

from qunce.people.models import Person
from windows import SECONDS_TO_WAIT, Windows

PHONE = 390
DESKTOP = 1280
HEIGHTS = {PHONE: 844, DESKTOP: 900}

FITS = "width => innerWidth === width && document.documentElement.scrollWidth <= width"


def beyond(page: Page, width: int) -> int:
    """Make a window as wide as a device; return by how many pixels the page stays wider, 0 if none.

    Charts and the browser itself follow the window a moment later.
    """
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    with suppress(Error):
        page.wait_for_function(FITS, arg=width, timeout=SECONDS_TO_WAIT * 1000)
        return 0
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@dataclass
class Visitors:
    """Opens pages of the site under test and remembers what went wrong in them.

    `expected` are regular expressions: an error that one of them finds is no fault. A test that
    asks for a page that does not exist says so: `visitors.expected.append("404")`.
    """

    windows: Windows
    url: str
    contexts: list[BrowserContext] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    spent: bool = False  # where a test leaves more in its browsers than can be cleaned away

    def open(
        self, path: str = "/", *, width: int = PHONE, person: Person | None = None, **also: Any
    ) -> Page:
        """Return a page in a browser of its own, logged in as `person`.

        `also` are Playwright's options of a context, e.g. `locale="en"`, `color_scheme="dark"`.
        """
        options: dict[str, Any] = {
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "has_touch": width == PHONE,
            "reduced_motion": "reduce",
        }
        viewport = {"width": width, "height": HEIGHTS.get(width, 900)}
        context = self.windows.take(
            **{"base_url": self.url, "viewport": viewport, **options, **also}
        )
        self.contexts.append(context)
        self.watch(context)
        if person is not None:
            self.log_in(context, person)
        (page,) = context.pages
        page.goto(path)
        return page

    def log_in(self, context: BrowserContext, person: Person) -> None:
        """Give a browser the session of a person, without the pages of the log-in."""
        assert person.account, f"{person} has no account"
        client = Client()
        client.force_login(person.account, "django.contrib.auth.backends.ModelBackend")
        name = settings.SESSION_COOKIE_NAME
        value = client.cookies[name].value
        context.add_cookies([{"name": name, "value": value, "url": self.url}])

    def watch(self, context: BrowserContext) -> None:
        """Remember errors in the console, in scripts, and requests to other hosts."""
        context.on("console", self.on_console)
        context.on("weberror", self.on_error)
        context.on("request", self.on_request)

    def look_away(self, context: BrowserContext) -> None:
        """Remember nothing more of a browser."""
        context.remove_listener("console", self.on_console)
        context.remove_listener("weberror", self.on_error)
        context.remove_listener("request", self.on_request)

    def on_error(self, error: WebError) -> None:
        """Remember an error in a script."""
        self.errors.append(f"script: {error.error}")

    def on_console(self, message: ConsoleMessage) -> None:
        """Remember an error in the console, with the place that it names."""
        if message.type == "error":
            self.errors.append(f"console: {message.text} ({message.location.get('url')})")

    def on_request(self, request: Request) -> None:
        """Remember a request to another host."""
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.errors.append(f"another host: {request.url}")

    @property
    def host(self) -> str:
        """Return host and port of the site under test."""
        return urlsplit(self.url).netloc

    def faults(self) -> list[str]:
        """Return the errors that nobody expected."""
        return [
            error for error in self.errors if not any(re.search(e, error) for e in self.expected)
        ]

    def leave(self) -> None:
        """Give all browsers back."""
        for context in self.contexts:
            self.look_away(context)
            self.windows.give_back(context, spent=self.spent)
        self.contexts.clear()

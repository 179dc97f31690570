"""Visitors with a browser: pages at phone and desktop width, watched for errors."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from qunce.people.models import Person

PHONE = 390
DESKTOP = 1280
HEIGHTS = {PHONE: 844, DESKTOP: 900}
SECONDS_TO_WAIT = 10
# Each window would load two pages for its address bar, which nobody sees: seven tenths of what an
# empty one takes of the processor. Chromium minds only the last list: Playwright's is said again.
WITHOUT = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints"),
    *("NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
)
FLAGS = (
    f"--disable-features={','.join(WITHOUT)}",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
)


@dataclass
class Visitors:
    """Opens pages of the site under test and remembers what went wrong in them.

    `expected` are regular expressions: an error that one of them finds is no fault. A test that
    asks for a page that does not exist says so: `visitors.expected.append("404")`.
    """

    browser: Browser
    url: str
    contexts: list[BrowserContext] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

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
        }
        viewport = {"width": width, "height": HEIGHTS.get(width, 900)}
        context = self.browser.new_context(
            **{"base_url": self.url, "viewport": viewport, **options, **also}
        )
        context.set_default_timeout(SECONDS_TO_WAIT * 1000)
        self.contexts.append(context)
        self.watch(context)
        if person is not None:
            self.log_in(context, person)
        page = context.new_page()
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
        context.on("weberror", lambda error: self.errors.append(f"script: {error.error}"))
        context.on("request", self.on_request)

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
        """Close all browsers."""
        for context in self.contexts:
            context.close()
        self.contexts.clear()

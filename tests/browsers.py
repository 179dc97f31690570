"""The pytest plug-in that keeps one browser for all tests that need one.

Starting Chromium takes a second of a processor. So the tests with a browser come first, in whatever
order they have among themselves, and one runs until they are over.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import sync_playwright

from needs import find_chromium
from windows import Windows

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
UNSAFE = "DJANGO_ALLOW_ASYNC_UNSAFE"


@contextmanager
def running() -> Iterator[Windows]:
    """Run the machine's Chromium; while it does, no other event loop can in this thread."""
    path = find_chromium()
    before = os.environ.get(UNSAFE)
    with sync_playwright() as playwright:
        os.environ[UNSAFE] = "1"
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield Windows(browser)
        browser.close()
    if before is None:
        del os.environ[UNSAFE]


@dataclass
class Shared:
    """The browser of this process, from the first test that needs one to the last in a row."""

    stack: ExitStack = field(default_factory=ExitStack)
    windows: Windows | None = None

    def open(self) -> Windows:
        """Return the windows of the running browser; start it where there is none."""
        if self.windows is None:
            self.windows = self.stack.enter_context(running())
        return self.windows

    def close(self) -> None:
        """Stop the browser if it runs."""
        self.windows = None
        self.stack.close()


shared = Shared()


def needs_browser(item: pytest.Item) -> bool:
    """Say whether a test asks for windows of a browser, itself or through a fixture."""
    return "windows" in getattr(item, "fixturenames", [])


@pytest.fixture
def windows() -> Windows:
    """Return the windows of the machine's Chromium."""
    return shared.open()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let tests with a browser come first: it runs once, and the longest tests do not end last."""
    items.sort(key=lambda item: not needs_browser(item))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Stop the browser before a test that may want an event loop of its own."""
    if not needs_browser(item):
        shared.close()


def pytest_sessionfinish() -> None:
    """Stop the browser after the last test."""
    shared.close()

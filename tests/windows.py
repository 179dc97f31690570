"""The windows of a browser, which are cleaned and used again.

An empty window takes a third of a second of a processor, and what a page brings is kept between
visits of the same one.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page

SECONDS_TO_WAIT = 10
KEPT = 4  # windows of one kind that wait for the next visitor


@dataclass
class Windows:
    """The windows of a browser: those that nobody uses are given to the next who asks for such."""

    browser: Browser
    free: defaultdict[str, list[BrowserContext]] = field(default_factory=lambda: defaultdict(list))
    kinds: dict[BrowserContext, str] = field(default_factory=dict)

    def take(self, **options: Any) -> BrowserContext:
        """Return a browser of its own with one empty page; `options` are Playwright's."""
        kind = repr(sorted(options.items()))
        context = self.free[kind].pop() if self.free[kind] else self.browser.new_context(**options)
        page = context.pages[0] if context.pages else context.new_page()
        for each in (context, page):
            each.set_default_timeout(SECONDS_TO_WAIT * 1000)
        page.set_viewport_size(options["viewport"])
        self.kinds[context] = kind
        return context

    def give_back(self, context: BrowserContext, *, spent: bool = False) -> None:
        """Clean a browser for the next one; close it where it is `spent` or does not come clean."""
        kind = self.kinds.pop(context)
        if spent or not context.pages or len(self.free[kind]) >= KEPT:
            context.close()
            return
        try:
            clean(context)
        except Error:
            context.close()
        else:
            self.free[kind].append(context)


def clean(context: BrowserContext) -> None:
    """Leave one empty page that remembers nothing but the files it has loaded."""
    page, *others = context.pages
    for each in others:
        each.close()
    page.unroute_all()
    origin = page.evaluate("location.origin")
    page.goto("about:blank")
    context.clear_cookies()
    forget(context, page, origin)


def forget(context: BrowserContext, page: Page, origin: str) -> None:
    """Empty what a site may store in a browser."""
    session = context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "local_storage"})
    session.detach()

"""Every page is visited: none logs an error, asks another host, or is wider than the screen.

A page is opened once, on a phone, and looked at in both widths: that its window becomes wider or
narrower happens to pages anyway, and nothing is loaded twice for it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from playwright.sync_api import Error, Page

from qunce.people.models import Person
from stage import Stage
from visitors import DESKTOP, HEIGHTS, PHONE, Visitors, beyond

pytestmark = pytest.mark.timeout(400)  # half a hundred pages, on a machine that may be busy

ENOUGH = 1  # page of each view: the demo is walked through with all questions by a client
LEAVING = ("account_logout",)
TEXT = "请问试用期辞退要给补偿吗？"
ADVERTISEMENT = "信 用 卡 代 办，下 卡 快 额 度 高，黑 户 白 户 都 能 操 作，加微信 13800000000"


@dataclass
class Walk:
    """Follows the links from page to page, a page of each view."""

    page: Page
    seen: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    def view_of(self, address: str) -> str:
        """Return the name of the view behind an address, "" for what is none of ours."""
        parts = urlsplit(address)
        if parts.netloc != urlsplit(self.page.url).netloc:
            return ""
        try:
            return resolve(parts.path).view_name
        except Resolver404:
            return ""

    def go(self, address: str) -> None:
        """Visit a page and all that it leads to."""
        waiting = [address]
        while waiting:
            here = waiting.pop(0).split("#")[0]
            view = self.view_of(here)
            if here in self.known or not view or view in LEAVING or self.seen[view] >= ENOUGH:
                continue
            self.known.add(here)
            self.seen[view] += 1
            if self.visit(here, view):
                waiting += self.links()

    def visit(self, address: str, view: str) -> bool:
        """Open a page and look at it; return whether it is a page at all."""
        self.turn_to(PHONE)
        try:
            answer = self.page.goto(address)
        except Error as error:
            if "Download is starting" not in str(error):
                self.faults.append(f"{view}: {error}")
            return False
        if answer is None or answer.status >= 400:
            self.faults.append(f"{view}: {address} answers {answer and answer.status}")
        elif "text/html" not in answer.headers.get("content-type", ""):
            return False
        self.look(view)
        return True

    def look(self, view: str) -> None:
        """Remember what is wrong with the page as it stands."""
        for width in (PHONE, DESKTOP):
            if wider := beyond(self.page, width):
                self.faults.append(f"{view}: {wider} px wider than {width} ({self.page.url})")
        if not self.page.title().strip():
            self.faults.append(f"{view}: no title")
        if not self.page.evaluate("document.documentElement.lang"):
            self.faults.append(f"{view}: the page does not say its language")

    def turn_to(self, width: int) -> None:
        """Make the window as wide as a device."""
        self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})

    def links(self) -> list[str]:
        """Return the addresses that the page leads to."""
        script = "found => found.filter(a => !a.hasAttribute('download')).map(a => a.href)"
        addresses: list[str] = self.page.locator("a[href]").evaluate_all(script)
        return [urljoin(self.page.url, address) for address in addresses]


@pytest.fixture
def lively(web_stage: Stage, ben: Person, mia: Person, wang: Person, ana: Person) -> Stage:
    """Return a group in which something has happened."""
    web_stage.say(ben, TEXT)
    web_stage.say(ben, ADVERTISEMENT)
    web_stage.work()
    return web_stage


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    """Yield the address patterns of the site."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each)
        else:
            yield each


def pages_known_by(community: str, group: str) -> Iterator[str]:
    """Yield the addresses of our own pages that need no more than a community or a group."""
    values = {"key": community, "group": group}
    for each in patterns(get_resolver()):
        if each.name and getattr(each.callback, "__module__", "").startswith("qunce."):
            names = set(each.pattern.regex.groupindex)
            if names <= set(values):
                yield reverse(each.name, kwargs={name: values[name] for name in names})


def walk_as(visitors: Visitors, person: Person | None) -> Walk:
    """Let a person walk through the site from its front page."""
    page = visitors.open(person=person, width=PHONE)
    walk = Walk(page)
    walk.go(page.url)
    return walk


@pytest.mark.slow
def test_the_owner_walks_through_all_pages(lively: Stage, visitors: Visitors, wang: Person) -> None:
    walk = walk_as(visitors, wang)
    for path in pages_known_by(lively.group.community.key, lively.group.key):
        if is_page(walk.page, path):
            walk.go(urljoin(visitors.url, path))
    assert not walk.faults, "\n" + "\n".join(walk.faults)
    assert len(walk.seen) > 10


def is_page(page: Page, path: str) -> bool:
    """Say whether an address answers a visit with a whole page: no stream, no form's target."""
    try:
        answer = page.request.get(path, timeout=2000, max_redirects=0)
        return answer.status == 200 and "<html" in answer.text()
    except Error:
        return False  # a stream of events does not end


def test_a_member_walks_through_all_pages(lively: Stage, visitors: Visitors, ben: Person) -> None:
    walk = walk_as(visitors, ben)
    assert not walk.faults, "\n" + "\n".join(walk.faults)


def test_a_passer_by_walks_through_all_pages(lively: Stage, visitors: Visitors) -> None:
    walk = walk_as(visitors, None)
    assert not walk.faults, "\n" + "\n".join(walk.faults)

"""A walk through the pages of the demo by Django's client: each view once, each question once."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

WORD = "招聘"
SEARCHED = {"text", "search"}  # the types of fields that take a word
Attributes = list[tuple[str, str | None]]


class Ways(HTMLParser):
    """Finds where a page leads: its links, and what its forms of search and filters may ask."""

    def __init__(self) -> None:
        """Start with an empty page."""
        super().__init__()
        self.links: list[str] = []
        self._action: str | None = None  # of the form of questions in which we are
        self._words: dict[str, str] = {}
        self._choices: dict[str, str] = {}
        self._choosing = ""

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Take a link, or a part of a form."""
        has = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in has:
            self.links.append(has["href"])
        elif tag == "form" and has.get("method", "get").lower() == "get":
            self._action = has.get("action", "")
        elif self._action is not None:
            self._take(tag, has)

    def _take(self, tag: str, has: dict[str, str]) -> None:
        name = has.get("name", "")
        if tag == "select":
            self._choosing = name
        elif tag == "option" and self._choosing and has.get("value"):
            self._choices[self._choosing] = has["value"]  # the last one stays
        elif tag == "input" and name and has.get("type", "text") in SEARCHED:
            self._words[name] = WORD

    def handle_endtag(self, tag: str) -> None:
        """At the end of a form, add what it may ask: the word, and each choice."""
        if tag == "select":
            self._choosing = ""
        if tag != "form" or self._action is None:
            return
        asked = [self._words, *({name: value} for name, value in self._choices.items())]
        self.links += [f"{self._action}?{urlencode(each)}" for each in asked if each]
        self._action, self._words, self._choices = None, {}, {}


@dataclass
class Walk:
    """Follows all links and forms of search, once for each view and each set of questions."""

    client: Client
    seen: set[tuple[str, frozenset[str]]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def go(self, start: str) -> None:
        """Visit a page and all that it leads to."""
        waiting = [start]
        while waiting:
            here = waiting.pop()
            kind = kind_of(here)
            if kind is None or kind in self.seen:
                continue
            self.seen.add(kind)
            waiting += self.visit(here)

    def visit(self, here: str) -> list[str]:
        """Open a page; return where it leads."""
        answer = self.client.get(here)
        if answer.status_code >= 400:
            self.faults.append(f"{here} answers {answer.status_code}")
        if answer.status_code == 302:
            return [urljoin(here, answer.headers["Location"])]
        if answer.streaming or "text/html" not in answer.headers.get("Content-Type", ""):
            return []
        ways = Ways()
        ways.feed(answer.content.decode())
        return [urljoin(here, each).split("#")[0] for each in ways.links]


def kind_of(address: str) -> tuple[str, frozenset[str]] | None:
    """Return the view behind an address and what is asked of it; None for what is none of ours."""
    parts = urlsplit(address)
    if parts.netloc:
        return None
    try:
        found = resolve(parts.path)
    except Resolver404:
        return None
    if not found.func.__module__.startswith("qunce."):
        return None
    return found.view_name, frozenset(parse_qs(parts.query))

"""Bytes of a server into pieces of news: RSS 0.9 to 2.0, RDF and Atom, whatever they claim to be.

Nothing of a feed is trusted: its markup is taken off, its links are of the web or none, its days
are days that can be, and whatever encoding it names wrongly is guessed.
"""

import html
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
import nh3

from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.kernel.tidy import tidy
from qunce.rooms.programme.domain_feeds import (
    LONGEST_LINK,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    Entry,
    Told,
    digest_of,
    same_link,
)
from qunce.rooms.programme.feeds.fetching import Fetched

MOST = 100  # entries of one feed
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)  # nothing that a feed tells is older
AHEAD = timedelta(days=1)  # a clock may be wrong, or in another zone, by so much

NO_FEED = N_("There is no RSS or Atom feed at this address.")
PAGE = N_("This is a web page and not a feed. It names these feeds: %(links)s")
PAGE_ONLY = N_("This is a web page and not a feed. Look on it for “RSS” or “Feed”.")
EMPTY = N_("The server answers with an empty page.")

_BLOCKS = re.compile(r"(?i)<\s*/?\s*(br|p|div|li|tr|h\d)\b[^>]*>")
_DECLARED = re.compile(rb"<\?xml[^>]*encoding=[\"']([\w.:-]+)", re.IGNORECASE)
_CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.IGNORECASE)


def read(fetched: Fetched, *, now: datetime) -> Told:
    """Return what a feed says. RefusedError where it is none."""
    body = (fetched.body or b"").lstrip(b"\x00 \t\r\n")
    if not body:
        raise RefusedError(Words(EMPTY))
    try:
        found = feedparser.parse(
            _in_utf8(body, fetched.kind),
            response_headers={
                "content-type": "application/xml; charset=utf-8",
                "content-location": fetched.url,
            },
        )
    except (ValueError, LookupError, RecursionError, AssertionError):
        raise RefusedError(Words(NO_FEED)) from None
    if not found.get("version") and not found.entries:
        raise RefusedError(_no_feed(body, fetched.url))
    entries = list(_entries(found.entries[:MOST], fetched.url, now))
    entries.sort(key=lambda each: each.published or EARLIEST, reverse=True)
    return Told(_plain(found.feed.get("title", ""), 80), tuple(entries))


def _in_utf8(body: bytes, kind: str) -> bytes:
    """Return a document in UTF-8 that says so, whatever the server and the document say.

    UTF-8 is tried first, for what is UTF-8 by chance is nothing else; then what is named, where
    GB2312 and GBK are read as GB18030, which holds both.
    """
    named = [each.decode("ascii") for each in _DECLARED.findall(body[:200])]
    named += _CHARSET.findall(kind)
    if body[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        named = ["utf-16"]
    tried = ["utf-8-sig", *("gb18030" if _is_chinese(each) else each for each in named), "gb18030"]
    for name in tried:
        try:
            text = body.decode(name)
        except (UnicodeError, LookupError):
            continue
        return _declared(text)
    return _declared(body.decode("utf-8", "replace"))


def _is_chinese(name: str) -> bool:
    return name.lower().replace("-", "").replace("_", "") in {"gb2312", "gbk", "gb18030", "cp936"}


def _declared(text: str) -> bytes:
    bare = re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1)
    return b'<?xml version="1.0" encoding="utf-8"?>' + bare.encode("utf-8", "replace")


def _entries(rows: Any, base: str, now: datetime) -> Iterator[Entry]:
    seen = set()
    for row in rows:
        title = _plain(row.get("title", ""), LONGEST_TITLE)
        summary = _plain(row.get("summary", "") or _content(row), LONGEST_SUMMARY)
        title = title or summary[:LONGEST_TITLE]
        link = _link(row.get("link", ""), base)
        key = digest_of(str(row.get("id", "")) or same_link(link) or title)
        if title and key not in seen:
            seen.add(key)
            yield Entry(key, title, link, summary, _day(row, now))


def _content(row: Any) -> str:
    return str(next((each.get("value", "") for each in row.get("content", ())), ""))


def _plain(markup: Any, most: int) -> str:
    """Return what a person reads of some HTML: one line, at most so many characters."""
    spaced = _BLOCKS.sub(" ", str(markup)[: 50 * most])
    bare = html.unescape(nh3.clean(spaced, tags=set(), clean_content_tags={"script", "style"}))
    # Markup that was escaped twice is markup still, to whoever wrote it.
    if "<" in bare and ">" in bare:
        bare = html.unescape(
            nh3.clean(_BLOCKS.sub(" ", bare), tags=set(), clean_content_tags={"script", "style"})
        )
    line = tidy(bare)
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _link(link: Any, base: str) -> str:
    try:
        whole = urljoin(base, str(link).strip())
        parts = urlsplit(whole)
    except ValueError:
        return ""
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    is_bare = not re.search(r"[\s<>\"]", whole)
    return whole if link and is_web and is_bare and len(whole) <= LONGEST_LINK else ""


def _day(row: Any, now: datetime) -> datetime | None:
    """Return when an entry was published; None where that is not told or cannot be."""
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        said = dict.get(row, name)  # its own get() makes one day of another, and warns
        if said:
            try:
                year, month, number, hour, minute, second = said[:6]
                day = datetime(year, month, number, hour, minute, second, tzinfo=UTC)
            except (ValueError, OverflowError, TypeError):
                continue
            if EARLIEST <= day <= now + AHEAD:
                return min(day, now)
    return None


# --- pages that are no feed ---------------------------------------------------------------------


def _no_feed(body: bytes, url: str) -> Words:
    if not re.search(rb"(?i)<(!doctype\s+html|html|head|body)\b", body[:4000]):
        return Words(NO_FEED)
    finder = _Finder()
    with suppress(AssertionError):  # markup that its reader gives up at
        finder.feed(body[:200_000].decode("utf-8", "replace"))
    links = [each for each in (_link(href, url) for href in finder.found) if each][:3]
    return Words(PAGE, {"links": " ".join(links)}) if links else Words(PAGE_ONLY)


class _Finder(HTMLParser):
    """Finds the feeds that a page names in its head."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of a link to a feed."""
        known = {name: value or "" for name, value in attrs}
        if tag == "link" and re.fullmatch(r"application/(rss|atom)\+xml", known.get("type", "")):
            self.found.append(known.get("href", ""))

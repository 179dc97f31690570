"""What a feed said, when it is asked again, and what is one and the same piece of news. Pure."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from qunce.kernel.options import option
from qunce.kernel.text import N_

LONGEST_TITLE = 160  # characters
LONGEST_SUMMARY = 400
LONGEST_LINK = 500
LONGEST_PAUSE = timedelta(days=1)  # between two tries of a feed that does not answer
NEAR = 0.82  # of the pairs of characters that two titles have in common
SHORTEST = 6  # characters of a title that can be told from another one


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """How often feeds are read, and for how long what they said is kept."""

    every: timedelta = option(
        timedelta(hours=1),
        N_("Feeds are read every"),
        N_("A feed that does not answer is asked less and less often, at least once a day."),
        low=10,
        high=1440,
        unit=N_("minutes"),
    )
    keep: timedelta = option(
        timedelta(days=30),
        N_("What they said is kept for"),
        N_("After that title and summary are erased."),
        low=3,
        high=365,
        unit=N_("days"),
    )
    broken: int = option(
        6,
        N_("A feed is broken after"),
        N_("So many faults one after another put it on the desk."),
        low=1,
        high=50,
        unit=N_("faults"),
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece of news as a feed told it: plain text, a link of the web or none, a day or none."""

    key: str
    title: str
    link: str = ""
    summary: str = ""
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a feed says of itself, and its entries, newest first."""

    title: str
    entries: tuple[Entry, ...]


def pause_after(faults: int, every: timedelta) -> timedelta:
    """Return how long a feed is left alone after so many faults one after another."""
    longest = max(LONGEST_PAUSE, every)
    times: int = 2 ** min(max(faults - 1, 0), 20)
    return min(every * times, longest)


# --- one and the same ---------------------------------------------------------------------------

# What tells a site where a reader came from, and nothing of what is read.
_TRACES = re.compile(r"^(utm_\w+|spm|from|ref|source|share\w*|scene|chksm|sessionid|tdsourcetag)$")
_BESIDE = re.compile(r"[\W_]+")
_NUMBERS = re.compile(r"\d+")


def same_link(link: str) -> str:
    """Return a link without what does not tell pages apart: scheme, www, traces, fragment."""
    parts = urlsplit(link)
    host = (parts.hostname or "").removeprefix("www.")
    query = sorted((k, v) for k, v in parse_qsl(parts.query) if not _TRACES.match(k.lower()))
    return urlunsplit(("", host, parts.path.rstrip("/"), urlencode(query), ""))


def same_title(title: str) -> str:
    """Return a title without what does not tell titles apart: width, case, punctuation, space."""
    return _BESIDE.sub("", unicodedata.normalize("NFKC", title).casefold())


def digest_of(text: str) -> str:
    """Return forty characters that stand for a text; "" for no text."""
    return hashlib.sha256(text.encode()).hexdigest()[:40] if text else ""


def is_near(one: str, other: str) -> bool:
    """Say whether two titles (as `same_title` returns them) tell the same.

    Those with other numbers do not, however alike they are: a year, an amount, an article.
    """
    if one == other:
        return True
    (mine, figures), (theirs, others) = _traits(one), _traits(other)
    if min(len(one), len(other)) < SHORTEST or figures != others:
        return False
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) >= NEAR


@lru_cache(maxsize=4096)  # each new title is compared with all those of two weeks
def _traits(text: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the pairs of characters of a title, and its numbers."""
    pairs = frozenset(text[n : n + 2] for n in range(len(text) - 1))
    return pairs, tuple(_NUMBERS.findall(text))


def find_near(title: str, known: Iterable[tuple[int, str]]) -> int | None:
    """Return the key of the first of some titles (key, as `same_title`) that tells the same."""
    return next((key for key, other in known if is_near(title, other)), None)

"""The lines of a briefing, and which news become one. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

LONGEST_LINE = 160  # characters of a line's text
MOST_LINES = 20
OF_ONE_SOURCE = 2  # lines that are chosen by themselves of one source


@dataclass(frozen=True, slots=True)
class News:
    """Something that a briefing may tell: of a feed (`entry`), or of the library (`item`)."""

    title: str
    source: str
    at: datetime
    link: str = ""
    part: str = ""
    summary: str = ""
    entry: int = 0
    item: int = 0

    @property
    def key(self) -> str:
        """Return what tells it apart from other news: "e12", "i7"."""
        return f"e{self.entry}" if self.entry else f"i{self.item}"

    @property
    def is_web(self) -> bool:
        """Say whether its link leads to a page of the web."""
        return self.link.startswith(("https://", "http://"))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a briefing: what it says, where it is from. `key` is that of its news, or ""."""

    text: str
    source: str = ""
    link: str = ""
    part: str = ""
    key: str = ""

    @property
    def is_web(self) -> bool:
        """Say whether its link leads to a page of the web."""
        return self.link.startswith(("https://", "http://"))


def line_of(each: News) -> Line:
    """Return a piece of news as a line, before somebody shortened it."""
    return Line(each.title[:LONGEST_LINE], each.source, each.link, each.part, each.key)


def choose(found: Sequence[News], count: int, parts: Sequence[str] = ()) -> list[Line]:
    """Return the lines that are chosen by themselves: the newest, of one source two at most.

    More of a source only where there are not enough others. They stand in the order of the parts,
    those of no part at the end; in a part the newest first.
    """
    newest = sorted(found, key=lambda one: one.at, reverse=True)
    chosen: list[News] = []
    for each in newest:
        if sum(other.source == each.source for other in chosen) < OF_ONE_SOURCE:
            chosen.append(each)
    rest = [each for each in newest if each not in chosen]
    chosen = sorted([*chosen, *rest][:count], key=lambda one: one.at, reverse=True)
    places = {part: place for place, part in enumerate(parts)}
    chosen.sort(key=lambda one: places.get(one.part, len(places)))
    return [line_of(each) for each in chosen]


def moved(lines: Sequence[Line], place: int, by: int) -> list[Line]:
    """Return the lines with one of them further up (-1) or down (1); at the ends it stays."""
    to = place + by
    found = list(lines)
    if 0 <= place < len(found) and 0 <= to < len(found):
        found[place], found[to] = found[to], found[place]
    return found


def tidied(lines: Sequence[Line]) -> list[Line]:
    """Return the lines that say something; a source without brackets of its own."""
    return [
        replace(each, source=each.source.strip("（）() ")) for each in lines if each.text.strip()
    ]

"""How a text comes out in a chat: how many lines it takes, and in how many pieces it goes. Pure.

Lengths are those that the platforms document: WeCom's group robot takes 2048 bytes of text. The
web group takes what its own page takes. Of a group in WeChat and QQ that a person posts in, and
of Feishu and DingTalk, none is documented that a person can rely on: there a piece is as long as
stays readable in one bubble.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from unicodedata import east_asian_width

from qunce.kernel.text import N_

NUMBER = "（{}/{}）\n"  # before each of several pieces
DIGITS = 4  # of its numbers together, beyond their place holders
COLUMNS = 32  # of a line in WeChat's bubble on a phone of 390 points: 16 Chinese characters
ROWS = 24  # lines that such a phone shows at once, between the bars of the chat


def width_of(line: str) -> int:
    """Return how many columns a line takes: two for a Chinese character."""
    return sum(2 if east_asian_width(each) in {"W", "F", "A"} else 1 for each in line)


def lines_of(text: str) -> int:
    """Return how many lines a text takes in WeChat's bubble."""
    return sum(max(1, -(-width_of(line) // COLUMNS)) for line in text.split("\n"))


def shortened(text: str, length: int) -> str:
    """Return a text of at most `length` characters, cut at the end of a clause where one is near.

    >>> shortened("续签要提前三十天通知，别等到最后一周", 14)
    '续签要提前三十天通知…'
    """
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    end = max(cut.rfind(mark) for mark in "，。；、,;")
    return f"{cut[:end] if end >= length // 2 else cut}…"


@dataclass(frozen=True, slots=True)
class Medium:
    """A kind of chat as a text reaches it. `most` counts characters, or bytes of UTF-8.

    `is_documented` says that the platform states this limit; else it is what stays readable.
    """

    key: str
    title: str
    most: int
    in_bytes: bool = False
    is_documented: bool = False

    def size_of(self, text: str) -> int:
        """Return the length of a text as this chat counts it."""
        return len(text.encode()) if self.in_bytes else len(text)

    def takes(self, text: str) -> bool:
        """Say whether a text goes into one message."""
        return self.size_of(text) <= self.most


WEB = Medium("web", N_("Web group"), 5000, is_documented=True)
WECHAT = Medium("wechat", N_("WeChat, posted by hand"), 2000)
WECOM = Medium("wecom", N_("WeCom robot"), 2048, in_bytes=True, is_documented=True)
QQ = Medium("qq", "QQ", 2000)
FEISHU = Medium("feishu", N_("Feishu"), 4000)
DINGTALK = Medium("dingtalk", N_("DingTalk"), 4000)
MEDIA = (WECHAT, WEB, WECOM, QQ, FEISHU, DINGTALK)

# A link, and the source in brackets at the end of a line: neither is ever cut through.
_WHOLE = re.compile(r"https?://[^\s（）()，。；、]+|（[^（）\n]{1,60}）(?=\s*$)", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[。！？!?；;…])|(?<=\.) ")
_CLAUSE = re.compile(r"(?<=[，,、：:]) ?| ")


def split(text: str, medium: Medium) -> list[str]:
    """Return the pieces in which a text goes into a chat, each within its limit, none empty.

    It is cut between paragraphs where that is possible, else between lines, sentences, clauses;
    a link or the source of a line only where it alone is longer than a message may be. A line
    that is followed by nothing but its link keeps it.
    """
    text = text.strip()
    if not text:
        return []
    if medium.takes(text):
        return [text]
    pieces: list[str] = []
    for glue, part in _parts(text, medium):
        last = pieces[-1] + glue + part if pieces else part
        if pieces and medium.takes(last):
            pieces[-1] = last
        else:
            pieces.append(part)
    return [each.strip() for each in pieces if each.strip()]


def numbered(text: str, medium: Medium) -> list[str]:
    """Return the pieces of `split`; where there are several each begins with its number."""
    if medium.takes(text.strip()):
        return split(text, medium)
    pieces = split(text, replace(medium, most=medium.most - len(NUMBER.encode()) - DIGITS))
    return [NUMBER.format(place, len(pieces)) + each for place, each in enumerate(pieces, 1)]


def _parts(text: str, medium: Medium) -> Iterator[tuple[str, str]]:
    """Yield the smallest parts that have to stay whole, each with what stands before it."""
    for number, paragraph in enumerate(re.split(r"\n{2,}", text)):
        glue = "\n\n" if number else ""
        if medium.takes(paragraph):
            yield glue, paragraph
            continue
        for place, line in enumerate(_lines(paragraph)):
            before = glue if not place else "\n"
            if medium.takes(line):
                yield before, line
            else:
                yield from _pieces(line, before, medium)


def _lines(paragraph: str) -> list[str]:
    """Return the lines of a paragraph; one that is a link only stays with the one before."""
    found: list[str] = []
    for line in paragraph.split("\n"):
        if found and _WHOLE.fullmatch(line.strip()):
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return found


def _pieces(line: str, glue: str, medium: Medium) -> Iterator[tuple[str, str]]:
    """Yield the parts of a line that is too long: sentences, else clauses, else what fits."""
    parts = _cut(line, _SENTENCE)
    if not all(medium.takes(each) for each in parts):
        parts = _cut(line, _CLAUSE)
    for number, part in enumerate(parts):
        before = glue if not number else ""
        if medium.takes(part):
            yield before, part
            continue
        for place, chunk in enumerate(_chunks(part, medium)):
            yield before if not place else "", chunk


def _cut(line: str, pattern: re.Pattern[str]) -> list[str]:
    """Return a line cut where a pattern fits and nothing whole is cut through."""
    whole = [match.span() for match in _WHOLE.finditer(line)]
    ends = [match.end() for match in pattern.finditer(line)]
    ends = [end for end in ends if 0 < end < len(line) and not _is_inside(end, whole)]
    # What stands in brackets at the end of a line tells of the sentence before it.
    tied = {start for start, _end in whole if line[start] == "（"}
    ends = [end for end in ends if end not in tied]
    starts = [0, *ends]
    return [line[a:b] for a, b in zip(starts, [*ends, len(line)], strict=True) if line[a:b]]


def _is_inside(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < place < end for start, end in spans)


def _chunks(part: str, medium: Medium) -> Iterator[str]:
    """Yield what has no place to be cut at in parts as long as fit, links whole where they fit."""
    whole = [match.span() for match in _WHOLE.finditer(part)]
    start = 0
    while start < len(part):
        end = _reach(part, start, medium)
        if end < len(part):
            inside = [a for a, b in whole if a < end < b and a > start]
            end = inside[0] if inside else end
        yield part[start:end]
        start = end


def _reach(part: str, start: int, medium: Medium) -> int:
    """Return how far a piece from `start` on may go; at least one character."""
    low, high = start + 1, min(len(part), start + medium.most)
    while low < high:
        middle = (low + high + 1) // 2
        if medium.takes(part[start:middle]):
            low = middle
        else:
            high = middle - 1
    return low

"""A screenshot of a WeChat group, as boxes of text, → the text of a paste, for correction.

Pure geometry: a nickname is smaller and further out than the words of its bubble; what stands in
the middle is a time or the platform's own line; what ends at the right is the owner's own. The
result has the form that `paste.read` understands, so that a person can correct it before it is
looked at.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from qunce.gateway.channels.manual.parse import system

SURE = 0.86
"""Below this a text is shown for correction."""

UNKNOWN = "?"
"""Stands for a speaker whose name is not in the picture."""

BUNDLE = "的聊天记录"
"""Ends the first line of a forwarded bundle: what follows are messages."""

_MIDDLE = 0.07  # of the width: how far from the middle a time or a system line may be
_OWN = 0.205  # of the width: the words of others begin left of it
_OUT = 0.018  # of the width: how much further out a nickname begins than the words below
_LONG = 0.4  # of the width: from here on the longest line tells how wide a bubble can be
_HEADER = 0.16  # of the height: the title stands within
_STATUS = 0.045  # of the height: clock and battery
_FOOTER = 0.93  # of the height: the field to write in
_LINES_APART = 0.9  # of a line's height: lines of one bubble are nearer than this

_TITLE = re.compile(r"^(?P<title>.{1,60}?)\s*[(（]\s*\d{1,4}\s*[)）]$")
_TIME = re.compile(
    r"^(?:(?:\d{4}[年/-])?\d{1,2}[月/-]\d{1,2}日?|今天|昨天|前天|(?:星期|周)[一二三四五六日天]"
    r"|[Yy]esterday)?\s*(?:凌晨|早上|上午|中午|下午|傍晚|晚上)?\s*\d{1,2}[:：]\d{2}$"
)


@dataclass(frozen=True, slots=True)
class Box:
    """A line of text in a picture: its corners in pixels, and how sure the reading is (0 to 1)."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    score: float = 1.0

    @property
    def height(self) -> float:
        """Return the height in pixels."""
        return self.bottom - self.top

    @property
    def width(self) -> float:
        """Return the width in pixels."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Screenshot:
    """What a picture says: `text` as for a paste, the group's title, what to look at again."""

    text: str
    title: str = ""
    uncertain: tuple[str, ...] = ()


@dataclass(slots=True)
class _Bubble:
    """A message, a time (`is_time`) or the platform's own line, with the lines it consists of."""

    name: str
    lines: list[Box] = field(default_factory=list)
    is_time: bool = False

    def text(self, widest: float) -> str:
        """Return the words; a line as long as a bubble can be goes on in the next one."""
        said = ""
        for place, line in enumerate(self.lines):
            before = self.lines[place - 1]
            is_wrapped = place > 0 and before.width >= widest - 2 * before.height
            said += _joint(said, line.text) if is_wrapped else ("\n" if said else "")
            said += line.text
        return said


def read(boxes: Sequence[Box], width: float, height: float) -> Screenshot:
    """Return the messages in a picture of `width` by `height` pixels. Never raises."""
    told = sorted((box for box in boxes if box.text.strip()), key=lambda box: (box.top, box.left))
    title, below = _title(told, width, height)
    shown = [box for box in told if box.top >= below and box.bottom <= height * _FOOTER]
    longest = max((box.width for box in shown), default=0)
    widest = longest if longest >= width * _LONG else width
    said = [_words(bubble, widest) for bubble in _bubbles(shown, width)]
    text = "\n\n".join([f"{title}{BUNDLE}", *said] if title and said else said)
    doubtful = tuple(box.text for box in shown if box.score < SURE)
    return Screenshot(text, title, doubtful)


def _title(boxes: Sequence[Box], width: float, height: float) -> tuple[str, float]:
    """Return the group's title, and where the conversation begins."""
    for box in boxes:
        if box.top > height * _HEADER:
            break
        match = _TITLE.match(box.text.strip())
        if match and abs((box.left + box.right) / 2 - width / 2) < width * 0.2:
            return match["title"], box.bottom
    return "", height * _STATUS


def _joint(before: str, after: str) -> str:
    """Latin words are parted by a space where the line was wrapped, Chinese ones are not."""
    return " " if before[-1:].isascii() and after[:1].isascii() and after[:1].isalnum() else ""


def _words(bubble: _Bubble, widest: float) -> str:
    text = bubble.text(widest)
    if bubble.is_time:
        return text.replace("：", ":")
    return f"{bubble.name}:\n{text}"


def _bubbles(boxes: Sequence[Box], width: float) -> Iterator[_Bubble]:
    open_one: _Bubble | None = None
    for place, box in enumerate(boxes):
        after = boxes[place + 1] if place + 1 < len(boxes) else None
        begun = _begun(box, after, width)
        if begun is None and open_one is not None and _goes_on(open_one, box, width):
            open_one.lines.append(box)
            continue
        if open_one is not None and open_one.lines:
            yield open_one
        open_one = begun or _Bubble(_side_name(box, width), [box])
    if open_one is not None and open_one.lines:
        yield open_one


def _begun(box: Box, after: Box | None, width: float) -> _Bubble | None:
    """Return the bubble that a line begins for sure: a time, a system line, a nickname."""
    text = box.text.strip()
    in_middle = abs((box.left + box.right) / 2 - width / 2) < width * _MIDDLE
    if in_middle and _TIME.match(text):
        return _Bubble("", [box], is_time=True)
    if in_middle and system.is_system(text):
        return _Bubble(UNKNOWN, [box])
    if after is not None and _is_nickname(box, after, width):
        return _Bubble(text.rstrip(":："))
    return None


def _is_nickname(box: Box, after: Box, width: float) -> bool:
    if box.left > width * _OWN or len(box.text) > 40:
        return False
    is_near = 0 <= after.top - box.bottom < 2.2 * box.height
    is_out = after.left - box.left > width * _OUT
    return is_near and is_out and box.height <= after.height * 1.05 and after.left < width * _OWN


def _side_name(box: Box, width: float) -> str:
    return system.ME if box.left >= width * _OWN else UNKNOWN


def _goes_on(bubble: _Bubble, box: Box, width: float) -> bool:
    """Say whether a line belongs to the bubble above it."""
    if bubble.is_time:
        return False
    if not bubble.lines:
        return True
    last = bubble.lines[-1]
    same_side = (last.left >= width * _OWN) == (box.left >= width * _OWN)
    return same_side and box.top - last.bottom < _LINES_APART * last.height

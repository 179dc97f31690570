"""A screenshot of a WeChat group: lines of text on plates → messages with speakers and times.

Each line knows the plate of one colour on which it stands (`pixels`). Lines of one plate are one
bubble; on the page itself stand nicknames (at the left, above a bubble), times and the platform's
own lines (in the middle). What is none of these belongs to the frame and is left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from qunce.gateway.channels.manual.parse import paste, system
from qunce.gateway.channels.manual.parse.pixels import Plate, Rect, is_near

SURE = 0.9
"""Below this a reading is shown for correction: a right one of a screenshot is rarely below."""

NOISE = 0.6
"""Below this what stands outside of bubbles is no text but a part of a face."""

PHOTO = "[图片]"
"""What is said where a nickname has nothing readable below it."""

_PAGE = 0.8  # of the pane: what is wider is no bubble but the page or a bar
_MIDDLE = 0.06  # of the pane: how far from its middle a time may be
_MARGIN = 0.3  # of the pane: nicknames begin and bubbles of others stand within
_FACES = 0.05  # of the pane: only faces begin so near to its edges
_HEADER = 0.2  # of the picture's height: the title stands within
_WIDE = 0.5  # of the pane: bubbles in which lines are broken are wider
_EM = 0.85  # of a line's height: the width of a Chinese character

_TITLE = re.compile(r"^(?P<title>.{1,60}?)\s*[(（]\s*\d{1,4}\s*[)）]$")
_TOKEN = re.compile(r"^[!-~]+")


@dataclass(frozen=True, slots=True)
class Box(Rect):
    """A line of text in a picture, how sure its reading is (0 to 1), and what it stands on."""

    text: str = ""
    score: float = 1.0
    plate: Plate = field(default_factory=lambda: Plate(0, 0, 0, 0))


@dataclass(frozen=True, slots=True)
class Piece:
    """A message in a picture, or one of the platform's own lines.

    `who` is "" where the nickname is not in the picture, `system.ME` for one's own. `time` is
    what stands above it in the middle, and `is_first` says that it is the first one below.
    `doubts` are the parts of `text` and `who` that need a look; `is_cut` says that the picture
    ends within the bubble.
    """

    who: str
    text: str
    time: str = ""
    is_first: bool = False
    is_system: bool = False
    quoted: str = ""
    doubts: tuple[str, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Shot:
    """What a screenshot holds, from top to bottom, and the group's title if it shows one."""

    pieces: tuple[Piece, ...] = ()
    title: str = ""


@dataclass(slots=True)
class _Bubble:
    plate: Plate
    rows: list[Box]

    @property
    def pad(self) -> float:
        """Return what is left free between the edge and the words."""
        return min(row.left for row in self.rows) - self.plate.left


@dataclass(slots=True)
class _State:
    """What was met on the way down."""

    time: str = ""
    is_first: bool = False
    name: Box | None = None
    before: _Bubble | None = None


def arrange(boxes: Sequence[Box], pane: Plate, height: float) -> Shot:
    """Return the messages among the lines of a picture of some height in pixels. Never raises.

    `pane` is where the chat is (`Picture.pane`).
    """
    told = [box for box in boxes if box.text.strip()]
    title = _title(told, height)
    top = max(pane.top, title.bottom if title else 0)
    chat = Plate(pane.left, top, pane.right, pane.bottom, pane.colour)
    shown = [box for box in told if chat.holds(box)]
    match = _TITLE.match(title.text.strip()) if title else None
    return Shot(tuple(_Reader(chat).pieces(shown)), match["title"] if match else "")


def _title(boxes: Sequence[Box], height: float) -> Box | None:
    heads = (box for box in boxes if box.bottom < height * _HEADER)
    return next((box for box in heads if _TITLE.match(box.text.strip())), None)


class _Reader:
    """Goes through a chat from top to bottom."""

    def __init__(self, chat: Plate) -> None:
        self._chat = chat
        self._widest = 0.0

    def pieces(self, boxes: Sequence[Box]) -> Iterator[Piece]:
        """Yield what the lines say."""
        on_page = [box for box in boxes if not self._in_bubble(box) and box.score > NOISE]
        bubbles = _bubbles([box for box in boxes if self._in_bubble(box)])
        self._widest = max((one.plate.width for one in bubbles), default=0)
        items: list[Box | _Bubble] = [*_rows(on_page), *bubbles]
        items.sort(key=lambda one: one.plate.top if isinstance(one, _Bubble) else one.top)
        state, last = _State(), None
        for one in items:
            for piece in self._next(state, one):
                if last is not None:
                    yield last
                last = piece
            if last is not None and isinstance(one, _Bubble) and self._quotes(state, one):
                last = _with_quote(last, one)
            elif isinstance(one, _Bubble):
                state.before, state.name = one, None
        if last is not None:
            yield last
        if state.name is not None:
            yield replace(self._photo(state), is_cut=True)

    def _in_bubble(self, box: Box) -> bool:
        plate, chat = box.plate, self._chat
        if plate.width > chat.width * _PAGE or is_near(plate.colour, chat.colour):
            return False
        is_face = min(plate.left - chat.left, chat.right - plate.right) < chat.width * _FACES
        has_margins = box.left - plate.left > 2 and plate.right - box.right > 2
        return has_margins and not is_face and plate.height > box.height * 1.15

    def _next(self, state: _State, one: "Box | _Bubble") -> Iterator[Piece]:
        """Yield the messages that are complete or begin with this line or bubble."""
        if isinstance(one, _Bubble):
            if not self._quotes(state, one):
                yield self._said(state, one)
                state.is_first = False
            return
        text = " ".join(one.text.split()).replace("：", ":")
        is_middle = self._is_middle(one)
        is_system = is_middle and system.is_system(one.text)
        is_time = is_middle and paste.is_time(text)
        is_name = not is_middle and one.left - self._chat.left < self._chat.width * _MARGIN
        if state.name is not None and (is_time or is_system or is_name):
            yield self._photo(state)
            state.is_first = False
        if is_time or is_system or is_name:
            state.name, state.before = (one if is_name else None), None
        if is_time:
            state.time, state.is_first = text, True
        elif is_system:
            doubts = (one.text,) if one.score < SURE else ()
            yield Piece(
                "", one.text, state.time, is_first=state.is_first, is_system=True, doubts=doubts
            )
            state.is_first = False

    def _is_middle(self, box: Box) -> bool:
        middle = (self._chat.left + self._chat.right) / 2
        return abs((box.left + box.right) / 2 - middle) < self._chat.width * _MIDDLE

    def _quotes(self, state: _State, one: _Bubble) -> bool:
        """Say whether a plate holds what the message above it answers to."""
        before = state.before
        if before is None or state.name is not None:
            return False
        if one.plate.is_green or is_near(one.plate.colour, before.plate.colour):
            return False
        mine = before.plate.is_green
        apart = one.plate.right - before.plate.right if mine else one.plate.left - before.plate.left
        is_below = one.plate.top - before.plate.bottom < one.rows[0].height * 0.9
        return is_below and abs(apart) < self._chat.width * 0.03

    def _said(self, state: _State, one: _Bubble) -> Piece:
        name = state.name if state.name and self._names(state.name, one) else None
        who = system.ME if self._is_mine(one, name) else (name.text.strip() if name else "")
        doubts = [row.text for row in one.rows if row.score < SURE]
        if name and who and name.score < SURE:
            doubts.append(name.text)
        is_cut = one.plate.top <= self._chat.top + 3 or one.plate.bottom >= self._chat.bottom - 3
        return Piece(
            who,
            self._text(one),
            state.time,
            is_first=state.is_first,
            doubts=tuple(doubts),
            is_cut=is_cut,
        )

    def _photo(self, state: _State) -> Piece:
        who = state.name.text.strip() if state.name else ""
        return Piece(who, PHOTO, state.time, is_first=state.is_first, doubts=(PHOTO,))

    def _names(self, name: Box, one: _Bubble) -> bool:
        is_above = -name.height < one.plate.top - name.bottom < 2 * name.height
        return is_above and abs(name.left - one.plate.left) < self._chat.width * 0.08

    def _is_mine(self, one: _Bubble, name: Box | None) -> bool:
        if one.plate.is_green or name is not None:
            return one.plate.is_green
        left, right = one.plate.left - self._chat.left, self._chat.right - one.plate.right
        return right < left - self._chat.width * 0.05

    def _text(self, one: _Bubble) -> str:
        short = self._widest - one.plate.width  # a bubble is as wide as its longest line
        is_full = short < 2.2 * _EM * one.rows[0].height
        is_full = is_full and one.plate.width > self._chat.width * _WIDE
        edge = one.plate.right - one.pad
        said = one.rows[0].text.strip()
        for before, row in pairwise(one.rows):
            said += _joint(before, row, edge) if is_full else "\n"
            said += row.text.strip()
        return said


def _joint(before: Box, row: Box, edge: float) -> str:
    """Return what parts two lines: a line that is full was broken by the bubble alone."""
    free, em = edge - before.right, before.height * _EM
    if abs(before.height - row.height) > 0.3 * max(before.height, row.height):
        return "\n"  # title and description of a card
    token = _TOKEN.match(row.text.strip())
    is_word = token is not None and before.text[-1:].isascii()
    if free < em * 1.6:
        return " " if is_word and free > em * 0.5 and before.text[-1:].isalnum() else ""
    if token is not None and free < len(token.group()) * em * 0.6:
        return " " if is_word else ""
    return "\n"


def _with_quote(piece: Piece, one: _Bubble) -> Piece:
    return replace(piece, quoted="".join(row.text.strip() for row in one.rows))


def _bubbles(boxes: Sequence[Box]) -> list[_Bubble]:
    """Return the bubbles with their lines."""
    found: list[_Bubble] = []
    for box in sorted(boxes, key=lambda one: (one.top, one.left)):
        for one in found:
            if one.plate.holds(box) and is_near(one.plate.colour, box.plate.colour):
                one.rows.append(box)
                break
        else:
            found.append(_Bubble(box.plate, [box]))
    for one in found:
        one.rows = _rows(one.rows)
    return found


def _rows(boxes: Sequence[Box]) -> list[Box]:
    """Join boxes that stand side by side and near each other."""
    rows: list[Box] = []
    for box in sorted(boxes, key=lambda one: ((one.top + one.bottom) / 2, one.left)):
        last = rows[-1] if rows else None
        if last is not None and _is_beside(last, box):
            rows[-1] = _joined(*sorted((last, box), key=lambda one: one.left))
        else:
            rows.append(box)
    return rows


def _is_beside(one: Box, other: Box) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    gap = max(one.left, other.left) - min(one.right, other.right)
    lower = min(one.height, other.height)
    return overlap > 0.5 * lower and gap < 3 * lower


def _joined(left: Box, right: Box) -> Box:
    gap = " " if right.left - left.right > 0.25 * left.height else ""
    return Box(
        left.left,
        min(left.top, right.top),
        right.right,
        max(left.bottom, right.bottom),
        f"{left.text}{gap}{right.text}",
        min(left.score, right.score),
        left.plate if left.plate.width >= right.plate.width else right.plate,
    )


def join(shots: Sequence[Sequence[Piece]]) -> list[Piece]:
    """Return the messages of screenshots that were taken one after the other.

    What the end of one shows again at the beginning of the next is taken once.
    """
    joined: list[Piece] = []
    for pieces in shots:
        most = min(len(joined), len(pieces))
        same = next((n for n in range(most, 0, -1) if _overlap(joined[-n:], pieces[:n])), 0)
        both = zip(joined[len(joined) - same :], pieces[:same], strict=True)
        joined[len(joined) - same :] = [_better(one, other) for one, other in both]
        joined.extend(pieces[same:])
    return joined


def _overlap(ends: Sequence[Piece], begins: Sequence[Piece]) -> bool:
    return all(_is_same(one, other) for one, other in zip(ends, begins, strict=True))


def _is_same(one: Piece, other: Piece) -> bool:
    if one.who and other.who and one.who != other.who:
        return False
    if not (one.is_cut or other.is_cut):
        return one.text == other.text
    shorter, longer = sorted(("".join(p.text.split()) for p in (one, other)), key=len)
    return shorter in longer


def _better(one: Piece, other: Piece) -> Piece:
    """Return the one of two that shows more; the time of the first one stays."""
    best = other if one.is_cut and not other.is_cut else one
    who = best.who or one.who or other.who
    return replace(best, who=who, time=one.time, is_first=one.is_first)

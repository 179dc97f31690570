"""Draws screenshots of a chat as WeChat shows it, for the tests of what reads them.

Sizes are WeChat's in points of a phone of 375; colours are those of its light and dark looks.
"""

import io
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from needs import give_up

POINTS = 375  # the width of the phone for which sizes are told
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Said:
    """A message. `name` is "" for the owner of the phone, who speaks on the right."""

    name: str
    text: str
    quote: str = ""
    kind: str = "text"  # "text", "picture", "link" (title and description, one line each)


@dataclass(frozen=True)
class Middle:
    """A time, or the platform's own line."""

    text: str


Item = Said | Middle


@dataclass(frozen=True)
class Look:
    """How the screen is: its size in pixels, light or dark, as on the phone or on a desktop."""

    width: int = 1080
    height: int = 2340
    is_dark: bool = False
    is_desktop: bool = False
    title: str = "HR充电站(186)"
    shift: int = 0  # points by which the chat is scrolled up: cuts the first message

    def colour(self, what: str) -> Colour:
        """Return the colour of a part."""
        return _COLOURS[what][self.is_dark]


_COLOURS: dict[str, tuple[Colour, Colour]] = {
    "page": ((237, 237, 237), (17, 17, 17)),
    "bar": ((247, 247, 247), (30, 30, 30)),
    "line": ((213, 213, 213), (44, 44, 44)),
    "others": ((255, 255, 255), (44, 44, 44)),
    "mine": ((149, 236, 105), (62, 181, 117)),
    "quote": ((225, 225, 225), (35, 35, 35)),
    "ink": ((25, 25, 25), (209, 209, 209)),
    "ink mine": ((20, 30, 15), (10, 25, 15)),
    "grey": ((127, 127, 127), (127, 127, 127)),
    "list": ((230, 229, 229), (38, 38, 38)),
}
_NEVER_FIRST = "，。！？；：、）》”"  # they take the character before them along
_AVATARS = ((92, 138, 201), (219, 143, 85), (108, 172, 120), (176, 104, 160), (90, 90, 110))


def need_reader() -> None:
    """Skip the test where the extra [ocr] is missing; fail it where all is required."""
    if find_spec("rapidocr") is None:
        give_up("the reader of screenshots", "pip install -r requirements/ocr.txt")


@lru_cache(maxsize=1)
def font_path() -> Path:
    """Return the file of Noto Sans CJK."""
    ask = ["fc-match", "-f", "%{file}", "Noto Sans CJK SC:style=Regular"]
    told = ""
    if shutil.which("fc-match"):
        told = subprocess.run(ask, capture_output=True, text=True, check=True).stdout
    if "CJK" not in told:
        give_up("Noto Sans CJK", "install it (Debian: apt-get install fontconfig fonts-noto-cjk)")
    return Path(told)


@lru_cache(maxsize=32)
def _font(size: int) -> Any:
    return import_module("PIL.ImageFont").truetype(str(font_path()), size, index=2)


@dataclass
class Screen:
    """A picture that is being drawn, from top to bottom."""

    look: Look
    y: float = 0
    image: Any = None
    pen: Any = None
    left: int = 0  # of the chat
    faces: dict[str, Colour] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take an empty picture."""
        size = (self.look.width, self.look.height)
        self.image = import_module("PIL.Image").new("RGB", size, self.look.colour("page"))
        self.pen = import_module("PIL.ImageDraw").Draw(self.image)
        if self.look.is_desktop:
            self.left = int(self.look.width * 0.32)

    @property
    def scale(self) -> float:
        """Return the pixels of a point."""
        return 1.0 if self.look.is_desktop else self.look.width / POINTS

    def px(self, points: float) -> int:
        """Return points as pixels."""
        return round(points * self.scale)

    @property
    def font_size(self) -> int:
        """Return the size of the words in a bubble, in points."""
        return 15 if self.look.is_desktop else 17

    def wrap(self, text: str, size: int, widest: int) -> list[str]:
        """Break lines where they are as wide as a bubble may be."""
        font, lines = _font(size), []
        for row in text.split("\n"):
            line = ""
            for char in row:
                if line and font.getlength(line + char) > widest:
                    keep = len(line) - 1 if char in _NEVER_FIRST else len(line)
                    lines.append(line[:keep])
                    line = line[keep:]
                line += char
            lines.append(line)
        return lines

    def write(self, place: tuple[float, float], text: str, points: float, colour: str) -> None:
        """Write one line."""
        self.pen.text(place, text, font=_font(self.px(points)), fill=self.look.colour(colour))

    def middle(self, item: Middle) -> None:
        """Write a line in the middle."""
        self.y += self.px(10)
        widest = int((self.look.width - self.left) * 0.8)
        for line in self.wrap(item.text, self.px(12), widest):
            long = _font(self.px(12)).getlength(line)
            x = self.left + (self.look.width - self.left - long) / 2
            self.write((x, self.y), line, 12, "grey")
            self.y += self.px(18)
        self.y += self.px(8)

    def said(self, item: Said) -> None:
        """Draw a message with its face, its name above, and what it quotes below."""
        self.y += self.px(8)
        is_mine = not item.name
        edge = self.px(12)
        face_x = self.look.width - edge - self.px(40) if is_mine else self.left + edge
        face = self.faces.setdefault(item.name, _AVATARS[len(self.faces) % len(_AVATARS)])
        corner = (face_x, self.y, face_x + self.px(40), self.y + self.px(40))
        self.pen.rounded_rectangle(corner, self.px(4), fill=face)
        if not is_mine:
            self.write((self.left + self.px(62), self.y - self.px(2)), item.name, 12, "grey")
            self.y += self.px(19)
        draw = {"text": self.bubble, "picture": self.picture, "link": self.link}[item.kind]
        draw(item)
        if item.quote:
            self.quote(item)
        self.y += self.px(10)

    def plate(self, size: tuple[float, float], colour: str, *, is_mine: bool) -> tuple[float, ...]:
        """Draw a rounded plate on its side; return where it stands."""
        wide, high = size
        left = self.look.width - self.px(62) - wide if is_mine else self.left + self.px(62)
        place = (left, self.y, left + wide, self.y + high)
        self.pen.rounded_rectangle(place, self.px(5), fill=self.look.colour(colour))
        return place

    def tail(self, x: float, colour: str, *, is_mine: bool) -> None:
        """Draw the tip of a bubble, which points at the face."""
        y, tip = self.y + self.px(20), self.px(6) * (1 if is_mine else -1)
        points = ((x, y - self.px(6)), (x + tip, y), (x, y + self.px(6)))
        self.pen.polygon(points, fill=self.look.colour(colour))

    def bubble(self, item: Said) -> None:
        """Draw the words of a message."""
        size, pad, high = self.px(self.font_size), self.px(11), self.px(self.font_size * 1.42)
        widest = int((self.look.width - self.left) * 0.62)
        lines = self.wrap(item.text, size, widest)
        wide = max(_font(size).getlength(line) for line in lines) + 2 * pad
        is_mine = not item.name
        box = (wide, len(lines) * high + 1.6 * pad)
        left, top, right, _ = self.plate(box, "mine" if is_mine else "others", is_mine=is_mine)
        self.tail(right if is_mine else left, "mine" if is_mine else "others", is_mine=is_mine)
        for place, line in enumerate(lines):
            at = (left + pad, top + 0.8 * pad + place * high)
            self.write(at, line, self.font_size, "ink mine" if is_mine else "ink")
        self.y += box[1]

    def quote(self, item: Said) -> None:
        """Draw what a message answers to."""
        self.y += self.px(5)
        long = _font(self.px(13)).getlength(item.quote)
        box = (long + self.px(20), self.px(32))
        left, top, *_ = self.plate(box, "quote", is_mine=not item.name)
        self.write((left + self.px(10), top + self.px(6)), item.quote, 13, "grey")
        self.y += box[1]

    def picture(self, item: Said) -> None:
        """Draw a photograph: something of many colours."""
        wide, high = self.px(120), self.px(160)
        left = self.look.width - self.px(62) - wide if not item.name else self.left + self.px(62)
        gradient = import_module("PIL.Image").linear_gradient("L").resize((wide, high))
        photo = import_module("PIL.ImageOps").colorize(gradient, (40, 80, 60), (220, 190, 140))
        self.image.paste(photo, (left, round(self.y)))
        self.y += high

    def link(self, item: Said) -> None:
        """Draw the card of an article: title, description, thumbnail."""
        title, _, about = item.text.partition("\n")
        wide = (self.look.width - self.left) * 0.62
        rows = self.wrap(title, self.px(16), int(wide - self.px(24)))
        notes = self.wrap(about, self.px(12), int(wide - self.px(80)))
        high = self.px(24) + len(rows) * self.px(22) + max(len(notes) * self.px(17), self.px(46))
        left, top, right, bottom = self.plate((wide, high), "others", is_mine=not item.name)
        for place, row in enumerate(rows):
            self.write((left + self.px(12), top + self.px(10 + 22 * place)), row, 16, "ink")
        below = top + self.px(16 + 22 * len(rows))
        for place, row in enumerate(notes):
            self.write((left + self.px(12), below + self.px(17 * place)), row, 12, "grey")
        thumb = (
            right - self.px(54),
            bottom - self.px(52),
            right - self.px(12),
            bottom - self.px(10),
        )
        self.pen.rectangle(thumb, fill=_AVATARS[1])
        self.y += high

    def frame(self) -> None:
        """Draw what stands around the chat: title and the field to write in."""
        look = self.look
        top, foot = self.top, look.height - self.foot
        self.pen.rectangle((self.left, 0, look.width, top), fill=look.colour("page"))
        self.pen.line((self.left, top, look.width, top), fill=look.colour("line"))
        self.pen.rectangle((self.left, foot, look.width, look.height), fill=look.colour("bar"))
        self.pen.line((self.left, foot, look.width, foot), fill=look.colour("line"))
        if look.is_desktop:
            self._desktop()
            return
        self.write((self.px(30), self.px(14)), "9:41", 15, "ink")
        self.write((look.width - self.px(70), self.px(14)), "5G 86", 13, "ink")
        long = _font(self.px(17)).getlength(look.title)
        self.write(((look.width - long) / 2, self.px(54)), look.title, 17, "ink")
        field_at = (self.px(50), foot + self.px(8), look.width - self.px(96), foot + self.px(46))
        self.pen.rounded_rectangle(field_at, self.px(5), fill=look.colour("others"))

    @property
    def top(self) -> int:
        """Return where the chat begins."""
        return 60 if self.look.is_desktop else self.px(88)

    @property
    def foot(self) -> int:
        """Return how high the lower bar is."""
        return 130 if self.look.is_desktop else self.px(84)

    def _desktop(self) -> None:
        look = self.look
        self.pen.rectangle((0, 0, 60, look.height), fill=(46, 46, 46))
        self.pen.rectangle((60, 0, self.left - 1, look.height), fill=look.colour("list"))
        for place, name in enumerate(("文件传输助手", "招聘同行群", "HR充电站", "薪酬小组")):
            y = 70 + 66 * place
            self.pen.rounded_rectangle((72, y, 112, y + 40), 4, fill=_AVATARS[place])
            self.write((122, y), name, 14, "ink")
            self.write((122, y + 22), "好的，收到", 12, "grey")
            self.write((self.left - 50, y + 2), "18:28", 11, "grey")
        self.write((self.left + 20, 18), look.title, 18, "ink")
        button = (look.width - 110, look.height - 44, look.width - 24, look.height - 14)
        self.pen.rounded_rectangle(button, 4, fill=(233, 233, 233))
        self.write((look.width - 92, look.height - 40), "发送(S)", 14, "mine")


def draw(items: Sequence[Item], look: Look | None = None, kind: str = "PNG") -> bytes:
    """Return a screenshot of a chat, as the bytes of a picture."""
    screen = Screen(look or Look())
    screen.y = screen.top + screen.px(6) - screen.px(screen.look.shift)
    for item in items:
        if isinstance(item, Middle):
            screen.middle(item)
        else:
            screen.said(item)
    screen.frame()
    out = io.BytesIO()
    screen.image.save(out, kind, **({"quality": 80} if kind == "JPEG" else {}))
    return out.getvalue()

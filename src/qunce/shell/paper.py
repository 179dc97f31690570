"""PDF files in Chinese and English: a few kinds of text, set by our own rules of line breaking.

The font comes with a package and only the characters used go into the file: a charter of ten
clauses has about 100 KB.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from django.utils.translation import gettext
from fpdf import FPDF
from pylopdf_fonts_zh_cn import sans_path

FONT = "noto"
BODY, SMALL, TITLE, HEADING = 10.5, 8.5, 19.0, 13.0  # points
LEADING = 1.62  # line height as a multiple of the size
MARGIN = 20.0  # millimetres
POINT = 25.4 / 72  # millimetres
INK, GREY, GREEN, RED = (28, 34, 43), (89, 97, 109), (27, 110, 60), (179, 38, 30)

# A line does not begin with these, nor end with those (W3C, Requirements for Chinese Text Layout).
NOT_FIRST = "，。、；：？！）》」』】〉”’…·%,.;:?!)]}"
NOT_LAST = "（《「『【〈“‘([{"
TOKENS = re.compile(r"[A-Za-z0-9_@/.&'’+#=?:%-]+|\s+|.", re.DOTALL)

# Emoji have no form in the font. One may be put together of several signs: joined ones (a family),
# or two letters of a flag.
JOINER, PICTURE, FLAG, NO_FORM = "\u200d", "\ue000", "\ue001", "□"
REGIONS = ("\U0001f1e6", "\U0001f1ff")
EMOJI = re.compile(f"(?:{PICTURE}(?:{JOINER}[^{JOINER}])*|{FLAG}{FLAG}?){JOINER}?")


class Paper(FPDF):
    """An A4 document that is filled from top to bottom. `foot` stands below every page."""

    def __init__(self, title: str, foot: str, made: datetime) -> None:
        super().__init__(format="A4")
        self.foot = foot
        self.add_font(FONT, fname=str(sans_path()))
        self.known = frozenset(self.fonts[FONT].cmap)  # type: ignore[union-attr]  # it is no core font
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN)
        self.set_title(title)
        self.set_creator("Qunce")
        # The same document is the same file, whenever it is made.
        self.set_creation_date(made.astimezone(UTC))
        self.add_page()

    def footer(self) -> None:
        """Put the foot and the page's number below a page; fpdf2 calls it."""
        self.set_y(-MARGIN + 6)
        self.set_font(FONT, size=SMALL)
        self.set_text_color(*GREY)
        self.cell(self.epw - 12, 5, self.shown(self.foot))
        self.cell(12, 5, str(self.page_no()), align="R")

    def title_line(self, text: str) -> None:
        """Put the title of the document."""
        self.text_block(text, size=TITLE)

    def heading(self, text: str) -> None:
        """Put a heading that stays with the lines that follow."""
        self.space(3)
        if self.will_page_break(4 * HEADING * LEADING * POINT):
            self.add_page()
        self.text_block(text, size=HEADING)
        self.space(0.5)

    def line_item(self, text: str, mark: str = "·", tone: tuple[int, int, int] = GREY) -> None:
        """Put a line with a mark before it."""
        self.set_font(FONT, size=BODY)
        self.set_text_color(*tone)
        top, height = self.get_y(), BODY * LEADING * POINT
        if self.will_page_break(height):
            self.add_page()
            top = self.get_y()
        self.set_xy(MARGIN + 1, top)
        self.cell(5, height, self.shown(mark))
        self.text_block(text, indent=6)

    def text_block(
        self,
        text: str,
        *,
        size: float = BODY,
        tone: tuple[int, int, int] = INK,
        indent: float = 0,
    ) -> None:
        """Put a text, broken into lines; `indent` in millimetres."""
        self.set_font(FONT, size=size)
        self.set_text_color(*tone)
        for line in text.splitlines():
            for part in broken(self.shown(line), self.epw - indent, self.get_string_width):
                self.set_x(MARGIN + indent)
                self.cell(0, size * LEADING * POINT, part, new_x="LMARGIN", new_y="NEXT")

    def space(self, height: float) -> None:
        """Leave room, in millimetres."""
        self.ln(height)

    def shown(self, text: str) -> str:
        """Return a text with a word for each emoji and a box for each other sign without a form.

        Marks that only change the sign before them (skin tones, variants) go with it.
        """
        signs = EMOJI.sub(gettext("[emoji]"), "".join(map(self._drawn, text)))
        return "".join(each for each in signs if ord(each) in self.known)

    def _drawn(self, sign: str) -> str:
        """Return what stands for a sign: itself, one of EMOJI's two signs, a box, or nothing."""
        if ord(sign) in self.known:
            return sign
        if sign == JOINER:
            return JOINER
        kind = unicodedata.category(sign)
        if kind == "So":
            return FLAG if REGIONS[0] <= sign <= REGIONS[1] else PICTURE
        return "" if kind[0] in "CM" or kind == "Sk" else NO_FORM

    def bytes(self) -> bytes:
        """Return the finished file."""
        return bytes(self.output())


def broken(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    """Yield the lines of a text: Latin words stay whole, marks keep to the side they belong to.

    `measure` gives the width of a text in the unit of `width`. A word longer than a line is cut.
    """
    line, used = "", 0.0
    for unit in _units(text):
        wide = measure(unit)
        if line and used + measure(unit.rstrip()) > width:
            yield line.rstrip()
            line, used = "", 0.0
            unit = unit.lstrip()  # noqa: PLW2901  (a line does not begin with a space)
            wide = measure(unit)
        while wide > width and len(unit) > 1:
            fits = next(n for n in range(len(unit), 0, -1) if n == 1 or measure(unit[:n]) <= width)
            yield unit[:fits]
            unit = unit[fits:]  # noqa: PLW2901
            wide = measure(unit)
        line, used = line + unit, used + wide
    if line.strip() or not text:
        yield line.rstrip()


def _units(text: str) -> Iterator[str]:
    """Yield what must not be torn apart: a word or a character with its marks."""
    unit = ""
    for token in TOKENS.findall(text):
        joins = token[0] in NOT_FIRST or (unit and unit[-1] in NOT_LAST)
        if unit and not joins:
            yield unit
            unit = ""
        unit += token
    if unit:
        yield unit

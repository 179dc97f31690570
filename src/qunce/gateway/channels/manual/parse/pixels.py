"""What colours tell about a picture of a chat: on which plate of one colour a text stands.

A bubble is such a plate, and so is the page between two bubbles. Photographs and faces are none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median_low

Colour = tuple[int, int, int]

NEAR = 7
"""Steps of a channel (0 to 255) within which two colours are one: pages, bubbles and quotes differ
by 10 and more, the noise of JPEG on a plate by less."""

NO_COLOUR = (-100, -100, -100)
"""Is near to no colour: the page is a photograph."""

_WIDE = 0.3  # of the picture: what stands between two things on the page is at least as wide
_HIGH = 0.4  # of the picture: a chat is at least as high


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in pixels; the right and the lower edge are the last pixels inside."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Return the width in pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Return the height in pixels."""
        return self.bottom - self.top

    def holds(self, other: "Rect") -> bool:
        """Say whether the middle of another rectangle lies within."""
        across, down = (other.left + other.right) / 2, (other.top + other.bottom) / 2
        return self.left <= across <= self.right and self.top <= down <= self.bottom


@dataclass(frozen=True, slots=True)
class Plate(Rect):
    """A rectangle of one colour."""

    colour: Colour = (255, 255, 255)

    @property
    def is_green(self) -> bool:
        """Say whether it is the colour in which WeChat shows one's own words."""
        red, green, blue = self.colour
        return green - max(red, blue) > 40


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: three bytes (red, green, blue) for each pixel, row by row."""

    pixels: bytes
    width: int
    height: int

    def at(self, x: float, y: float) -> Colour:
        """Return the colour of a pixel; what lies outside has that of the edge."""
        across = min(max(int(x), 0), self.width - 1)
        down = min(max(int(y), 0), self.height - 1)
        place = 3 * (down * self.width + across)
        return self.pixels[place], self.pixels[place + 1], self.pixels[place + 2]

    def plate(self, text: Rect) -> Plate:
        """Return the plate on which a text stands."""
        colour = _middle([self.at(*point) for point in _around(text)])
        rows = (text.top - 1, (text.top + text.bottom) / 2, text.bottom + 1)
        # The tail of a bubble is beside one of the rows only, so the nearest edge is the right one.
        left = max(self._walk((text.left - 2, row), (-1, 0), colour)[0] for row in rows)
        right = min(self._walk((text.right + 2, row), (1, 0), colour)[0] for row in rows)
        margin = left + max(1.0, min((text.left - left) / 2, text.height / 3))
        middle = (text.top + text.bottom) / 2
        top = self._walk((margin, middle), (0, -1), colour)[1]
        bottom = self._walk((margin, middle), (0, 1), colour)[1]
        return Plate(left, min(top, text.top), right, max(bottom, text.bottom), colour)

    def pane(self, plates: Sequence[Plate]) -> Plate:
        """Return the part in which the chat is: without list, title and the field to write in.

        An upright picture is as wide as the chat. In a desktop's window the page of the chat is
        as wide where nothing stands beside a text, e.g. a time.
        """
        page = max(plates, key=lambda one: one.width, default=None)
        if page is None or page.width < self.width * _WIDE:
            return Plate(0, 0, self.width - 1, self.height - 1, NO_COLOUR)
        left, right = page.left, page.right
        if self.height > self.width:
            left, right = 0, self.width - 1
        start = left + 2, self.height / 2
        top = self._walk(start, (0, -1), page.colour)[1]
        bottom = self._walk(start, (0, 1), page.colour)[1]
        if bottom - top < self.height * _HIGH:
            top, bottom = 0, self.height - 1
        return Plate(left, top, right, bottom, page.colour)

    def _walk(
        self, start: tuple[float, float], step: tuple[int, int], colour: Colour
    ) -> tuple[float, float]:
        """Return the last pixel of a colour in a direction (the start where that is none)."""
        x, y = start
        while 0 <= x < self.width and 0 <= y < self.height and is_near(self.at(x, y), colour):
            x, y = x + step[0], y + step[1]
        return x - step[0], y - step[1]


def is_near(one: Colour, other: Colour) -> bool:
    """Say whether two colours look the same."""
    return all(abs(a - b) <= NEAR for a, b in zip(one, other, strict=True))


def _around(text: Rect) -> Iterator[tuple[float, float]]:
    """Yield points just outside of a text."""
    steps = 24
    for place in range(steps + 1):
        x = text.left + text.width * place / steps
        yield x, text.top - 1
        yield x, text.bottom + 1
    for y in (text.top, (text.top + text.bottom) / 2, text.bottom):
        yield text.left - 2, y
        yield text.right + 2, y


def _middle(colours: Sequence[Colour]) -> Colour:
    red, green, blue = (median_low(channel) for channel in zip(*colours, strict=True))
    return red, green, blue

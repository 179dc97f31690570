"""The plate of one colour on which a text stands, and the part of a picture that is the chat."""

import pytest

from qunce.gateway.channels.manual.parse.pixels import (
    NO_COLOUR,
    Colour,
    Picture,
    Plate,
    Rect,
    is_near,
)

PAGE, WHITE, GREEN, BAR = (237, 237, 237), (255, 255, 255), (149, 236, 105), (200, 200, 200)


def picture(width: int, height: int, *plates: Plate) -> Picture:
    pixels = bytearray(bytes(PAGE) * (width * height))
    for one in plates:
        for row in range(int(one.top), int(one.bottom) + 1):
            start = 3 * (row * width + int(one.left))
            pixels[start : start + 3 * int(one.width + 1)] = bytes(one.colour) * int(one.width + 1)
    return Picture(bytes(pixels), width, height)


@pytest.mark.parametrize("colour", [WHITE, GREEN])
def test_a_bubble_is_found_around_its_text(colour: Colour) -> None:
    bubble = Plate(40, 20, 160, 60, colour)
    tail = Plate(34, 38, 40, 41, colour)  # beside the middle of the text
    found = picture(200, 100, bubble, tail).plate(Rect(55, 30, 140, 50))
    assert found == bubble
    assert found.is_green is (colour == GREEN)


def test_a_text_on_the_page_stands_on_all_of_it() -> None:
    found = picture(200, 100).plate(Rect(80, 40, 120, 52))
    assert (found.left, found.right, found.colour) == (0, 199, PAGE)


def test_the_chat_ends_at_the_bar_below_and_at_the_line_above() -> None:
    shown = picture(200, 400, Plate(0, 30, 199, 30, BAR), Plate(0, 360, 199, 399, BAR))
    pane = shown.pane([shown.plate(Rect(80, 100, 120, 112))])
    assert (pane.left, pane.top, pane.right, pane.bottom) == (0, 31, 199, 359)


def test_the_chat_of_a_desktop_begins_beside_the_list() -> None:
    shown = picture(400, 300, Plate(0, 0, 119, 299, BAR))
    pane = shown.pane([shown.plate(Rect(240, 100, 280, 112)), shown.plate(Rect(20, 50, 60, 62))])
    assert (pane.left, pane.right) == (120, 399)


def test_a_photograph_as_page_has_no_colour() -> None:
    pane = picture(50, 50).pane([])
    assert pane.colour == NO_COLOUR
    assert not is_near(pane.colour, PAGE)
    assert (pane.width, pane.height) == (49, 49)

"""A progress bar: the share, the counts, the time left; nothing where nobody looks on."""

from io import StringIO

import pytest

from qunce.shell.bars import WIDTH, Bar, bar_of


@pytest.mark.parametrize(
    ("done", "total", "seconds", "told"),
    [
        (0, 1000, 3.0, "   0%  0 / 1,000"),
        (250, 1000, 30.0, "  25%  250 / 1,000  1:30"),
        (1000, 1000, 120.0, " 100%  1,000 / 1,000"),
        (0, 0, 0.0, " 100%  0 / 0"),
    ],
)
def test_a_bar_tells_the_share_the_counts_and_the_time_left(
    done: int, total: int, seconds: float, told: str
) -> None:
    picture = bar_of(done, total, seconds)
    assert picture[WIDTH:] == told
    assert picture.count("█") == (WIDTH * done // total if total else WIDTH)


class Terminal(StringIO):
    """A stream that a person looks at."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def test_a_bar_is_drawn_over_itself_and_taken_away() -> None:
    screen, file = Terminal(), StringIO()
    for out in (screen, file):
        bar = Bar(out)
        bar.show(5, 10)
        bar.show(6, 10)  # too soon after the first
        bar.show(10, 10)
        bar.clear()
    assert file.getvalue() == ""
    assert screen.getvalue().count("\r") == 3
    assert "6 / 10" not in screen.getvalue()
    assert screen.getvalue().endswith("\r\x1b[K")

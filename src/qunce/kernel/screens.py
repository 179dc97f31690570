"""How a text stands on the screen of a phone, as WeChat shows it: no Markdown. Pure."""

from unicodedata import east_asian_width

COLUMNS = 32  # of a line in WeChat's bubble on a phone of 390 points: 16 Chinese characters


def lines_of(text: str) -> int:
    """Return how many lines a text takes in WeChat's bubble."""
    return sum(max(1, -(-width_of(line) // COLUMNS)) for line in text.split("\n"))


def width_of(text: str) -> int:
    """Return how many columns a text takes: Chinese characters take two."""
    return sum(2 if east_asian_width(each) in {"W", "F", "A"} else 1 for each in text)


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

"""How ordinary a piece of text is: the cost of its cheapest reading as everyday words.

A disguise is only plausible where the text as it stands is odd and becomes ordinary with the
listed word in its place: 付肥 is odd, 付费 is not; 威信 is a word of its own. The cost of a word
is the natural logarithm of its rarity.
"""

from functools import cache

from qunce.kernel.normal.fold import load

UNKNOWN = 15.0  # a Chinese character that no list knows
SIGN = 7.5  # anything that is not Chinese, where it stands inside of Chinese
LISTED = 11.0  # a word of somebody's list that everyday words do not have


@cache
def costs() -> dict[str, float]:
    """Return the cost of each everyday word of one to four characters."""
    table: dict[str, float] = {}
    for line in load("ordinary.txt").splitlines():
        size, cost, words = line.split(" ")
        step = int(size)
        pieces = (words[at : at + step] for at in range(0, len(words), step))
        table.update(dict.fromkeys(pieces, int(cost) / 2))
    return table


def gain(before: str, shown: str, after: str, word: str) -> float:
    """Return by how much a text is more ordinary with a listed word in place of what is shown.

    `before` and `after` are what stands around it, a few characters each; a space in `shown`
    costs nothing and parts words. A listed word costs at most `LISTED`.
    """
    best = divide(before + shown + after)
    return best[-1] - best[len(before)] - min(costs().get(word, LISTED), LISTED) - divide(after)[-1]


def divide(text: str) -> list[float]:
    """Return for each beginning of a text the cost of its cheapest division into known words."""
    get = costs().get
    best = [0.0]
    for end, char in enumerate(text, 1):
        least = get(char)
        if least is None:
            least = 0.0 if char == " " else UNKNOWN if char > "\u2e7f" else SIGN
        least += best[-1]
        for size in (2, 3, 4):
            if size > end:
                break
            word = get(text[end - size : end])
            if word is not None and best[end - size] + word < least:
                least = best[end - size] + word
        best.append(least)
    return best


def at_most(text: str, start: int, end: int, word: str) -> float:
    """Return a bound of `gain` for `text[start:end]` that is quick to tell, or nearly one.

    It is nothing where what is shown is a word, and little where one of its ends makes a word
    with its neighbour.
    """
    get = costs().get
    shown = text[start:end]
    if get(shown) is not None:
        return 0.0
    single = [get(char, UNKNOWN) for char in shown]
    least = sum(single)
    if start:
        joined = get(text[start - 1 : start + 1])
        if joined is not None:
            least = min(least, least - single[0] + joined - get(text[start - 1], UNKNOWN))
    joined = get(text[end - 1 : end + 1])
    if joined is not None and end < len(text):
        least = min(least, sum(single[:-1]) + joined - get(text[end], UNKNOWN))
    return least - min(get(word, LISTED), LISTED)

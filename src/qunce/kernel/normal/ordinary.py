"""How ordinary a piece of text is: the cost of its cheapest reading as everyday words.

A disguise is only plausible where the text as it stands is odd and becomes ordinary with the
listed word in its place: 付肥 is odd, 付费 is not; 威信 is a word of its own. The cost of a word
is the natural logarithm of its rarity.
"""

from functools import cache

from qunce.kernel.normal.fold import load

LONGEST = 4
UNKNOWN = 15.0  # a Chinese character that no list knows
SIGN = 4.0  # anything that is not Chinese, where it stands inside of Chinese
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


def cost(text: str) -> float:
    """Return the cost of the cheapest division of a short text into everyday words.

    Time is linear in the length; a space costs nothing and parts words.
    """
    table = costs()
    best = [0.0]
    for end, char in enumerate(text, 1):
        known = table.get(char)
        if known is None:
            known = 0.0 if char == " " else UNKNOWN if char > "\u2e7f" else SIGN
        least = best[-1] + known
        for start in range(max(0, end - LONGEST), end - 1):
            word = table.get(text[start:end])
            if word is not None and best[start] + word < least:
                least = best[start] + word
        best.append(least)
    return best[-1]


def word_cost(word: str) -> float:
    """Return what a listed word costs where it is read as one word."""
    return min(costs().get(word, LISTED), LISTED)

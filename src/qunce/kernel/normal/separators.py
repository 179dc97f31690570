"""What people put between the characters of a word to hide it, and what really ends a sentence."""

import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise

from qunce.kernel.normal.fold import Table

# Skipped inside a word. Commas, full stops of Chinese, questions, exclamations, semicolons and
# line ends are not here: they part sentences, and must never glue two words into one.
SEPARATORS = " \t\r.·•‧∙・-–—―_*~`'\"/\\|+=^#&%@<>[](){}【】「」『』〔〕《》〈〉“”‘’…︱ˉ﹒"
_EMOJI = (
    (0x2190, 0x21FF), (0x2300, 0x23FF), (0x2500, 0x27BF), (0x2900, 0x297F), (0x2B00, 0x2BFF),
    (0x1F000, 0x1FAFF),
)  # fmt: skip
IDEOGRAPHS = "㐀-䶿一-鿿豈-﫿\U00020000-\U0002fa1f"
TOKEN = f"{IDEOGRAPHS}a-z0-9"
_SKIP = f"{re.escape(SEPARATORS)}"

BREAKS = "\n,，、"


@cache
def _runs() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of runs: with separators, 劳.动.仲.裁, and with one break, 加，微，信."""
    return (
        re.compile(f"(?<![{TOKEN}])[{TOKEN}](?:[{_SKIP}]{{1,4}}[{TOKEN}](?![{TOKEN}])){{2,}}"),
        re.compile(
            f"(?<![{TOKEN}])[{IDEOGRAPHS}](?:([\\n,、])[{IDEOGRAPHS}](?![{TOKEN}]))"
            f"(?:\\1[{IDEOGRAPHS}](?![{TOKEN}]))+"
        ),
    )


@cache
def may_have_runs() -> Callable[[str], re.Match[str] | None]:
    """Return a quick search for what every run of single characters holds."""
    return re.compile(f"[{_SKIP}][{TOKEN}][{_SKIP}]|[\\n,、][{IDEOGRAPHS}][\\n,、]").search


_NUMBERS_ONLY = 6


def is_emoji(char: str) -> bool:
    """Tell whether a character is a picture or a pictorial sign."""
    point = ord(char)
    return any(low <= point <= high for low, high in _EMOJI)


@cache
def skips() -> Table:
    """Return the table that drops separators and emoji."""
    points = [ord(char) for char in SEPARATORS]
    for low, high in _EMOJI:
        points += range(low, high + 1)
    return dict.fromkeys(points, "")


@cache
def skipped() -> frozenset[str]:
    """Return the characters that `skips` drops."""
    return frozenset(map(chr, skips()))


def find_runs(plain: str) -> list[tuple[int, int, str]]:
    """Return the separators inside runs of single characters, as spans to be cut out."""
    gaps = []
    for pattern in _runs():
        for run in pattern.finditer(plain):
            kept = [at for at in range(*run.span()) if ord(plain[at]) not in skips()]
            kept = [at for at in kept if plain[at] not in BREAKS]
            if len(kept) < _NUMBERS_ONLY and all(plain[at].isdigit() for at in kept):
                continue  # 1.2.3 is a version, 9-9-6 a way to work
            gaps += [(left + 1, right, "") for left, right in pairwise(kept)]
    return sorted(gaps)

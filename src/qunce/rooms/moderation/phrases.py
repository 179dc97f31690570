"""Phrases: what no list of words can hold. Pure."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from qunce.kernel.rules import Spot

# The rules on sales look for the same phrases in the same messages, rule after rule: as many are
# remembered as a batch has.
BATCH = 1024


@dataclass(frozen=True, slots=True)
class Phrase:
    """What no list can hold: a pattern, and a cheap `gate` that is true of whatever it finds.

    A gate begins with one set of characters or with plain words only: then `re` runs along the
    text by the set; with both it tries every branch at every character, five times as long.
    """

    pattern: str
    gate: str = ""

    def find(self, plain: str) -> tuple[Spot, ...]:
        """Return where the phrase stands in a text in normal form."""
        return _phrases(self.pattern, self.gate, plain)


@lru_cache(maxsize=BATCH)
def _phrases(pattern: str, gate: str, plain: str) -> tuple[Spot, ...]:
    if gate and not _compiled(gate).search(plain):
        return ()
    found = _compiled(pattern).finditer(plain)
    return tuple(Spot(each.group(), *each.span()) for each in found)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


class Hints:
    """Phrases one of which may stand in a text."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        """Compile the phrases."""
        searches = [
            (_compiled(each.gate or each.pattern).search, _compiled(each.pattern).search)
            for each in phrases
        ]

        @lru_cache(maxsize=BATCH)
        def stand_in(plain: str) -> bool:
            for gate, pattern in searches:  # noqa: SIM110  (half the time of `any`)
                if gate(plain) and pattern(plain):
                    return True
            return False

        self.stand_in: Callable[[str], bool] = stand_in


@cache
def hints_of(phrases: tuple[Phrase, ...]) -> Hints:
    """Return what looks for phrases: the same for all who look for the same ones."""
    return Hints(phrases)

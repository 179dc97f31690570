"""Patterns that people write: refused when they are saved bad, bounded when they are run. Pure.

A pattern like (a|aa)+$ takes longer than the universe will last for a line of sixty letters. The
module `regex` looks at the clock while it searches, which `re` cannot; so a bad pattern costs a
message its twentieth of a second, and is noted, and the conversation goes on.
"""

from functools import lru_cache
from math import prod

import regex

from qunce.kernel.text import N_, Words

LONGEST = 200  # characters of a pattern, as much as the platforms' own tools take
READ = 2_000  # characters of a text that are searched
BOUND = 0.05  # seconds for one text
PROBE_BOUND = 0.1  # seconds for one probe, when a pattern is saved
PROBE = 400  # characters of a probe: what is exponential never comes to its end
REPEATS = 1_000  # a counted repetition at most
ALL_REPEATS = 100_000  # all of a pattern, multiplied: they may be nested

EMPTY = N_("Write a pattern.")
TOO_LONG = N_("A pattern has at most 200 characters.")
FAULTY = N_("The pattern cannot be read: %(fault)s (character %(place)s)")
MATCHES_ALL = N_("The pattern fits every message, even an empty one.")
TOO_MANY = N_("The pattern repeats something more than 1000 times.")
TOO_SLOW = N_(
    "Some messages would take this pattern minutes to read. Usually something that may repeat "
    "stands inside of something that repeats, like (a+)+: write it once."
)
_COUNTED = regex.compile(r"(?<!\\)\{(?:\d*,)?(\d+),?\}")
KNOWN_FLAGS = regex.IGNORECASE | regex.VERSION0


class TooSlowError(Exception):
    """A search took longer than its bound."""


def check_pattern(pattern: str) -> Words | None:
    """Return what is wrong with a pattern that somebody wants to save, or None."""
    counts = [int(each) for each in _COUNTED.findall(pattern)]
    many = max(counts, default=0) > REPEATS or prod(filter(None, counts)) > ALL_REPEATS
    shape = ((not pattern.strip(), EMPTY), (len(pattern) > LONGEST, TOO_LONG), (many, TOO_MANY))
    if wrong := next((msgid for holds, msgid in shape if holds), None):
        return Words(wrong)
    try:
        compiled = _compiled(pattern)
    except (regex.error, OverflowError, RecursionError, MemoryError) as error:
        place = getattr(error, "pos", None)
        fault = getattr(error, "msg", None) or str(error)
        return Words(FAULTY, {"fault": fault, "place": (place or 0) + 1})
    if compiled.search("", timeout=PROBE_BOUND):
        return Words(MATCHES_ALL)
    return Words(TOO_SLOW) if any(_is_slow(compiled, each) for each in _probes(pattern)) else None


def _is_slow(compiled: "regex.Pattern[str]", probe: str) -> bool:
    """Say whether a search is slow, and not only the machine busy: it is tried twice."""
    for bound in (PROBE_BOUND, 3 * PROBE_BOUND):
        try:
            compiled.search(probe, timeout=bound)
        except TimeoutError:
            continue
        return False
    return True


def search(pattern: str, text: str, *, bound: float = BOUND) -> tuple[int, int] | None:
    """Return where a pattern first fits (half open), or None.

    `bound` is in seconds. Raises TooSlowError where it needs longer, and nothing for a pattern
    that cannot be read: it fits nowhere.
    """
    try:
        found = _compiled(pattern).search(text[:READ], timeout=bound)
    except regex.error:
        return None
    except TimeoutError:
        raise TooSlowError(pattern) from None
    return found.span() if found else None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> "regex.Pattern[str]":
    return regex.compile(pattern, KNOWN_FLAGS)


def _probes(pattern: str) -> list[str]:
    """Return texts that a pattern with too many ways to fit is slow at, made of its own letters."""
    letters = sorted({each for each in pattern if each.isalnum()})[:12]
    letters += [each for each in "a1 汉" if each not in letters]
    units = [*letters, *(one + other for one in letters[:6] for other in letters[:6])]
    words = regex.findall(r"\w{2,}", pattern)[:6]
    # A search that needs a sign which stands nowhere gives up at once: it shall stand at the end.
    signs = "".join(sorted({each for each in pattern if not each.isspace()}))
    ends = ("\x00", f"\x00{signs}\x00{pattern}\x00")
    return [unit * (PROBE // len(unit)) + end for end in ends for unit in (*units, *words)]

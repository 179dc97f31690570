"""Patterns that people write: refused when they are bad, and never slow when they run.

RE2 takes time in proportion to the text whatever the pattern (Cox 2007, "Regular expression
matching can be simple and fast"): what makes other engines hang, as `(a+)+$` does, is harmless
here. It has no back references and no look-around; a pattern that uses them is refused.
"""

from functools import lru_cache
from typing import Any

import re2

from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words

LONGEST = 200  # characters of a pattern
MEMORY = 1 << 20  # bytes that a compiled pattern may take
KEPT = 512  # compiled patterns

BAD = N_("The pattern “%(pattern)s” cannot be read: %(fault)s")
TOO_LONG = N_("A pattern has at most %(count)s characters.")
MATCHES_NOTHING = N_("The pattern “%(pattern)s” fits an empty text, and so every message.")

# What RE2 finds wrong (re2.h, RE2::ErrorCode), in words; the part it names stays behind them.
FAULTS = {
    "missing )": N_("a closing ) is missing"),
    "unexpected )": N_("there is a ) too many"),
    "missing ]": N_("a closing ] is missing"),
    "invalid character class range": N_("a range within [ ] runs backwards"),
    "invalid character class": N_("what stands within [ ] is not known"),
    "no argument for repetition operator": N_("before * + ? nothing stands that could repeat"),
    "bad repetition operator": N_("two signs of repetition stand side by side"),
    "invalid repetition size": N_("the numbers within { } are too large, or out of order"),
    "invalid escape sequence": N_("what stands behind \\ is not known"),
    "trailing \\": N_("behind the last \\ a sign is missing"),
    "invalid perl operator": N_("look-around is not supported"),
    "invalid named capture group": N_("a named group is not written as (?P<name>…)"),
    "pattern too large": N_("it takes too much memory"),
}


@lru_cache(maxsize=KEPT)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.max_mem = MEMORY
    options.log_errors = False
    options.case_sensitive = False
    return re2.compile(pattern, options)


def check(pattern: str) -> None:
    """Raise RefusedError, with words that say what to mend, for a pattern that is not to be used.

    Refused are patterns that are too long or cannot be read, that take too much memory, and those
    that fit an empty text: they would fit every message.
    """
    if len(pattern) > LONGEST:
        raise RefusedError(Words(TOO_LONG, {"count": LONGEST}))
    try:
        fits_nothing = _compiled(pattern).search("") is not None
    except re2.error as error:
        raise RefusedError(Words(BAD, {"pattern": pattern, "fault": _said(error)})) from None
    if fits_nothing:
        raise RefusedError(Words(MATCHES_NOTHING, {"pattern": pattern}))


def _said(error: Exception) -> Words | str:
    """Return what is wrong with a pattern in words, as RE2 says it where there are none."""
    fault = error.args[0]
    told = fault.decode() if isinstance(fault, bytes) else str(fault)
    return next((Words(words) for known, words in FAULTS.items() if told.startswith(known)), told)


def find(pattern: str, text: str) -> tuple[int, int] | None:
    """Return where a checked pattern first fits a text (half open, in characters), or None.

    Letters are compared without regard to case.
    """
    found = _compiled(pattern).search(text)
    return (found.start(), found.end()) if found else None

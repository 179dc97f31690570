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
        fault = error.args[0]
        told = fault.decode() if isinstance(fault, bytes) else str(fault)
        raise RefusedError(Words(BAD, {"pattern": pattern, "fault": told})) from None
    if fits_nothing:
        raise RefusedError(Words(MATCHES_NOTHING, {"pattern": pattern}))


def find(pattern: str, text: str) -> tuple[int, int] | None:
    """Return where a checked pattern first fits a text (half open, in characters), or None.

    Letters are compared without regard to case.
    """
    found = _compiled(pattern).search(text)
    return (found.start(), found.end()) if found else None

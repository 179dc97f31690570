"""What people type, as a person sees it: no hidden characters, single spaces. Pure.

Nothing is silently cut off: what is too long is refused where it is typed.
"""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})  # control, direction, surrogates, unassigned


def tidy(text: str) -> str:
    """Return a line without hidden characters, with single spaces: what a person sees of it."""
    spaced = _SPACES.sub(" ", text)
    seen = "".join(each for each in spaced if unicodedata.category(each) not in _HIDDEN)
    return unicodedata.normalize("NFC", _SPACES.sub(" ", seen).strip())


def tidy_lines(text: str) -> str:
    """Return a text of several lines, each tidied, without empty ones at the ends."""
    return "\n".join(tidy(line) for line in text.splitlines()).strip("\n")

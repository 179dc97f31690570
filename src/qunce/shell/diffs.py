"""What changed between two texts, word by word and character by character in Chinese."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

PIECES = re.compile(r"[A-Za-z0-9_]+|\s+|.", re.DOTALL)
LONGEST = 5000  # pieces; beyond it a text is compared as a whole


class Change(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of text that stayed, went, or came."""

    change: Change
    text: str


def compare(old: str, new: str) -> list[Stretch]:
    """Return the stretches that lead from `old` to `new`, in reading order."""
    if old == new:
        return [Stretch(Change.SAME, old)] if old else []
    before, after = PIECES.findall(old), PIECES.findall(new)
    if len(before) > LONGEST or len(after) > LONGEST:
        return _stretches(old, new, "")
    found: list[Stretch] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        gone, came = "".join(before[i:j]), "".join(after[k:m])
        found += _stretches("", "", gone) if tag == "equal" else _stretches(gone, came, "")
    return found


def _stretches(gone: str, came: str, same: str) -> list[Stretch]:
    parts = ((Change.SAME, same), (Change.GONE, gone), (Change.NEW, came))
    return [Stretch(change, text) for change, text in parts if text]

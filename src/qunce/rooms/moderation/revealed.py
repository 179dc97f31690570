"""A message as its readers take it: with the words that hide in it written out. Pure."""

from collections.abc import Sequence
from functools import cache

from qunce.kernel.normal import Hit, Normal, normalise_all
from qunce.kernel.normal.signs import LATIN
from qunce.kernel.normal.spelled import Reader
from qunce.kernel.rules import Seen
from qunce.rooms.moderation.lexicon import load
from qunce.rooms.moderation.traits import LISTS

Edit = tuple[int, int, str]


@cache
def reader() -> Reader:
    """Return what reads words that are spelled in Latin letters, those of the lists first."""
    return Reader(word for name in LISTS for words in load(name).values() for word in words)


def reveal(batch: Sequence[Seen], hiding: Sequence[Sequence[Hit]]) -> list[Normal]:
    """Return the texts of messages with hidden words (where any hide) and spelled ones."""
    shown = [seen.normal for seen in batch]
    told: dict[int, str] = {}
    for at, (normal, hits) in enumerate(zip(shown, hiding, strict=True)):
        is_spelled = normal.signs & LATIN and normal.voiced is not normal.split
        if not hits and not is_spelled:
            continue
        found = [spot.hit for spot in batch[at].spots if spot.hit]
        edits = [(hit.start, hit.end, hit.word) for hit in found]
        if is_spelled:
            edits += _spelled(batch[at])
        if edits:
            told[at] = _written_out(normal.text, edits)
    for at, normal in zip(told, normalise_all(told.values()), strict=True):
        shown[at] = normal
    return shown


def _spelled(seen: Seen) -> list[Edit]:
    """Return the words that are spelled in a text, where they are part of no way to reach somebody.

    Their spans are of the original text.
    """
    normal, taken = seen.normal, [contact.span for contact in seen.contacts]
    return [
        (*normal.span(start, end), words)
        for start, end, words in reader().find(normal.plain)
        if not any(start < right and left < end for left, right in taken)
    ]


def _written_out(text: str, edits: list[Edit]) -> str:
    """Return a text with edits carried out; of those that overlap the last."""
    end = len(text)
    for left, right, word in sorted(edits, reverse=True):
        if right <= end:
            text, end = text[:left] + word + text[right:], left
    return text

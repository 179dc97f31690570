"""Whether a find is a disguised word, or ordinary text that happens to look or sound like it."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from qunce.kernel.normal import ordinary, shape, sound, split
from qunce.kernel.normal.disguise import Disguise
from qunce.kernel.normal.layer import Edit, Layer
from qunce.kernel.normal.split import is_ideograph

_CONTEXT = 2
_ENOUGH = 2.0  # so much more ordinary must the text become, in natural logarithms
_CONFUSED = 3.0  # for each pair of sounds that speakers confuse
_LOOKS = 1.0  # for each look-alike


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a list in its forms: as listed, folded, without separators, joined, in sounds."""

    listed: str
    plain: str
    bare: str
    tight: str


@dataclass(frozen=True, slots=True)
class Find:
    """A place in a layer where a word may stand: half open, in `tight` and in `plain`."""

    layer: Layer
    start: int
    end: int
    left: int
    right: int


def look(shown: str, word: Word, *, radicals: bool) -> tuple[set[Disguise], float] | None:
    """Return the disguises of what a shape automaton found, and their price; None: no such word.

    `radicals` says whether a bare radical stands for what begins with it.
    """
    if shown == word.bare:
        return set(), 0.0
    taken: set[Disguise] = set()
    price = 0.0
    changed = 0
    for seen, meant in zip(shown, word.bare, strict=True):
        if seen == meant or shape.figure(seen) == shape.figure(meant):
            continue
        changed += 1
        if radicals and seen in split.radicals_of().get(meant, ""):
            taken.add(Disguise.SPLIT)
        elif shape.alike(seen, meant):
            taken |= (
                {Disguise.SHAPE, Disguise.SOUND} if sound.same(seen, meant) else {Disguise.SHAPE}
            )
            price += _LOOKS
        else:
            return None
    if (changed and len(shown) == 1) or changed == len(shown) == 2:
        return None
    return taken, price


def listen(bare: str, start: int, end: int, word: Word) -> tuple[set[Disguise], float] | None:
    """Return the disguises of what a sound automaton found, and their price; None: no such word."""
    room = ordinary.at_most(bare, start, end, word.bare) - _ENOUGH
    if room <= 0:
        return None
    price = 0.0
    changed = [
        (seen, meant)
        for seen, meant in zip(bare[start:end], word.bare, strict=True)
        if seen != meant and seen not in sound.spelled()
    ]
    for seen, meant in changed:
        if not sound.same(seen, meant):
            if meant == "v":
                return None
            price += _CONFUSED
    if price >= room or len(changed) == end - start == 2:
        return None
    if any(shape.alike(seen, meant) for seen, meant in changed):
        return {Disguise.SOUND, Disguise.SHAPE}, price
    return {Disguise.SOUND}, price


def accept(find: Find, word: Word, taken: set[Disguise], price: float) -> bool:
    """Tell whether a find is the word rather than ordinary text; adds what its layer undid."""
    if find.layer.edits and not _add_edits(find, taken):
        return False
    shown = find.layer.plain[find.left : find.right]
    if taken <= {Disguise.DIGIT} and (shown == word.plain or all(map(_is_token, shown))):
        return True
    if not taken and _is_set_apart(find, shown):
        return True
    if shown in ordinary.costs():
        return False  # a word of its own: 首富 is not 首付
    return _gain(find, word) > _ENOUGH + price


def _add_edits(find: Find, taken: set[Disguise]) -> bool:
    """Add what the layer itself undid inside of the find; False where an edit is cut through."""
    edits = find.layer.edits
    at = bisect_right(edits, find.left, key=_end_of)
    while at < len(edits) and edits[at][0] < find.right:
        start, end, to = edits[at]
        if start < find.left or find.right < end:
            return False
        if to.isascii():
            taken.add(Disguise.DIGIT)
        elif to not in sound.spelled():
            taken.add(Disguise.SPLIT)
        at += 1
    return True


def _end_of(edit: Edit) -> int:
    return edit[1]


def _is_set_apart(find: Find, shown: str) -> bool:
    """Tell whether single characters stand apart from each other and from the rest."""
    plain = find.layer.plain
    if any(_is_token(one) and _is_token(other) for one, other in pairwise(shown)):
        return False
    before = find.left and _is_token(plain[find.left - 1])
    after = find.right < len(plain) and _is_token(plain[find.right])
    return find.end - find.start > 2 or not (before or after)


def _gain(find: Find, word: Word) -> float:
    """Return by how much the text is more ordinary with the word in place of what stands there."""
    plain = find.layer.plain
    left = find.left
    while left and find.left - left < _CONTEXT and is_ideograph(plain[left - 1]):
        left -= 1
    right = find.right
    while right < len(plain) and right - find.right < _CONTEXT and is_ideograph(plain[right]):
        right += 1
    shown = "".join(
        char if _is_token(char) or char in "+➕" else " " for char in plain[find.left : find.right]
    )
    return ordinary.gain(plain[left : find.left], shown, plain[find.right : right], word.bare)


def _is_token(char: str) -> bool:
    return is_ideograph(char) or (char.isascii() and char.isalnum())

"""Words of a list found in a text through its disguises."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, product

from ahocorasick_rs import AhoCorasick

from qunce.kernel.normal import plausible, sound, split
from qunce.kernel.normal.disguise import Disguise
from qunce.kernel.normal.layer import Layer, tighten, voice
from qunce.kernel.normal.many import END, FEW, Found, Joined, joined
from qunce.kernel.normal.normal import Normal, differences, in_order
from qunce.kernel.normal.numbers import NUMERALS
from qunce.kernel.normal.plausible import Find, Word
from qunce.kernel.normal.shape import strays
from qunce.kernel.normal.signs import LATIN, PARTS, UNITS

_ACCOUNT = 5  # so many digits after a word are an account, not a part of the word
_READINGS = 4  # at most so many ways to read one word aloud
_RADICALS = 4  # words longer than this are not looked for with bare radicals


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of the list, where it stands in the original text (half open), and how hidden."""

    word: str
    start: int
    end: int
    undone: tuple[Disguise, ...] = ()


# A text without these signs has no other reading for the eye, or for the ear.
_OTHERWISE, _SPOKEN = PARTS | UNITS, PARTS | LATIN


class Matcher:
    """A list of words as automata; building them is costly, asking them is cheap.

    A hit inside of a phrase of `allow` does not count. `sound`, `shape` and `split` say whether
    sound-alike, look-alike and taken-apart characters are seen through. Without `literal`, words
    that stand in `Normal.plain` as they are are left to a caller who has found those already.
    """

    def __init__(
        self,
        words: Iterable[str],
        *,
        allow: Iterable[str] = (),
        sound: bool = True,
        shape: bool = True,
        split: bool = True,
        literal: bool = True,
    ) -> None:
        """Prepare the automata; empty words are left out, an empty list finds nothing."""
        self._words = _prepare(words)
        self._shape = shape
        self._split = split
        self._literal = literal
        self._allow = _automaton([word.tight for word in _prepare(allow)])
        keys = [(word.tight, at) for at, word in enumerate(self._words)]
        if split:
            keys += [(key, at) for at, word in enumerate(self._words) for key in _halved(word)]
        if shape:
            keys += [(key, at) for at, word in enumerate(self._words) for key in _strayed(word)]
        self._keys = [self._words[at] for _, at in keys]
        self._meant = [word.bare for word in self._keys]
        self._automaton = _automaton([key for key, _ in keys])
        figures = [(key, at) for key, at in keys if any(map(str.isdigit, key))]
        self._figure_keys = [self._words[at] for _, at in figures]
        self._figures = _automaton([key for key, _ in figures])
        voices = [
            (key, at) for at, word in enumerate(self._words) if sound for key in _voices(word)
        ]
        self._voices = [self._words[at] for _, at in voices]
        self._told = [word.bare for word in self._voices]
        self._ear = _automaton([key for key, _ in voices])

    def find(self, normal: Normal) -> list[Hit]:
        """Return the hits in the order of the text; of overlapping ones the longest stays."""
        hits = self._look(normal, normal.base, self._automaton, self._keys)
        if normal.signs & _OTHERWISE:
            hits += self._see_more(normal)
        hits += self._hear(normal)
        return self._settle(normal, hits) if hits else hits

    def find_all(self, normals: Sequence[Normal]) -> list[list[Hit]]:
        """Return the hits of each text; quicker than one by one, one automaton after the other."""
        if len(normals) < FEW:
            return [self.find(normal) for normal in normals]
        bases = [normal.base for normal in normals]
        voiced = [
            normal.voiced if self._split and normal.signs & _SPOKEN else base
            for normal, base in zip(normals, bases, strict=True)
        ]
        tighten(list(dict.fromkeys((*bases, *voiced, *_others(normals)))))
        voice(voiced)
        looks = joined([base.tight for base in bases])
        sounds = joined([layer.sounds for layer in voiced])
        if looks is None or sounds is None or self._automaton is None or self._ear is None:
            return [self.find(normal) for normal in normals]
        hits: list[list[Hit]] = [[] for _ in normals]
        literally = [END * len(base.tight) if self._literal else _standing(base) for base in bases]
        for at, found in _unlike(looks, self._automaton, self._meant, literally):
            hits[at] += self._looked(normals[at], bases[at], found, self._keys)
        for normal, its in zip(normals, hits, strict=True):
            if normal.signs & _OTHERWISE:
                its.extend(self._see_more(normal))
        said = [layer.bare for layer in voiced]
        for at, found in _unlike(sounds, self._ear, self._told, said):
            hits[at] += self._listened(normals[at], voiced[at], found)
        return [
            self._settle(normal, its) if its else its
            for normal, its in zip(normals, hits, strict=True)
        ]

    def _settle(self, normal: Normal, hits: list[Hit]) -> list[Hit]:
        return _longest(self._without_allowed(normal, hits))

    def _see_more(self, normal: Normal) -> list[Hit]:
        """Return what is seen only with parts put together, or with numerals in figures."""
        hits: list[Hit] = []
        if self._split and normal.split is not normal.base:
            hits += self._look(normal, normal.split, self._automaton, self._keys)
        if self._figures is not None and normal.numbers is not normal.base:
            hits += self._look(normal, normal.numbers, self._figures, self._figure_keys)
        return hits

    def _hear(self, normal: Normal) -> list[Hit]:
        return [] if self._ear is None else self._listen(normal, self._ear)

    def _look(
        self, normal: Normal, layer: Layer, eye: AhoCorasick | None, keys: Sequence[Word]
    ) -> list[Hit]:
        if eye is None:
            return []
        found = eye.find_matches_as_indexes(layer.tight, overlapping=True)
        return self._looked(normal, layer, found, keys) if found else []

    def _looked(
        self, normal: Normal, layer: Layer, found: Found, keys: Sequence[Word]
    ) -> list[Hit]:
        hits: list[Hit] = []
        bare = layer.bare
        literal = self._literal
        for index, start, end in found:
            word, shown = keys[index], bare[start:end]
            if not literal and shown == word.bare and _stands(word, layer):
                continue
            seen = plausible.look(shown, word, radicals=bool(layer.edits))
            if seen is not None and (self._shape or Disguise.SHAPE not in seen[0]):
                _add(hits, normal, Find(layer, start, end, *layer.span(start, end)), word, seen)
        return hits

    def _listen(self, normal: Normal, ear: AhoCorasick) -> list[Hit]:
        layer = normal.voiced if self._split and normal.signs & _SPOKEN else normal.base
        found = ear.find_matches_as_indexes(layer.sounds, overlapping=True)
        return self._listened(normal, layer, found) if found else []

    def _listened(self, normal: Normal, layer: Layer, found: Found) -> list[Hit]:
        hits: list[Hit] = []
        for word, start, end in _changed(found, self._voices, layer):
            seen = plausible.listen(layer.bare, start, end, word)
            if seen is not None:
                _add(hits, normal, Find(layer, start, end, *layer.span(start, end)), word, seen)
        return hits

    def _without_allowed(self, normal: Normal, hits: list[Hit]) -> list[Hit]:
        if self._allow is None:
            return hits
        base = normal.base
        found = self._allow.find_matches_as_indexes(base.tight, overlapping=True)
        spans = sorted(normal.span(*base.span(start, end)) for _, start, end in found)
        reach = list(accumulate((end for _, end in spans), max))
        starts = [start for start, _ in spans]
        kept = []
        for hit in hits:
            before = bisect_right(starts, hit.start)
            if not before or reach[before - 1] < hit.end:
                kept.append(hit)
        return kept


def _others(normals: Sequence[Normal]) -> Iterator[Layer]:
    """Yield the readings in which parts are put together, or numerals are figures."""
    for normal in normals:
        if normal.signs & _OTHERWISE:
            yield normal.split
            yield normal.numbers


def _unlike(
    whole: Joined, automaton: AhoCorasick, words: Sequence[str], shown: Iterable[str]
) -> Iterator[tuple[int, Found]]:
    """Yield what an automaton finds in each of many texts, but for words that are `shown` there.

    Those are nearly all that there is to find, and in the whole they are passed over quickest.
    """
    text = END.join(shown)
    unlike: dict[int, Found] = {}
    for index, start, end in [
        each
        for each in automaton.find_matches_as_indexes(whole.text, overlapping=True)
        if text[each[1] : each[2]] != words[each[0]]
    ]:
        at = bisect_right(whole.starts, start) - 1
        first = whole.starts[at]
        unlike.setdefault(at, []).append((index, start - first, end - first))
    yield from unlike.items()


def _standing(layer: Layer) -> str:
    """Return what stands in a text as it is, as long as the layer: nothing if separators do not."""
    bare = layer.bare
    return bare if len(bare) == len(layer.plain) else END * len(bare)


def _changed(found: Found, meant: Sequence[Word], layer: Layer) -> list[tuple[Word, int, int]]:
    """Leave out what is literally the word, and pairs with neither character of the word."""
    bare, edits = layer.bare, layer.edits
    kept = []
    for index, start, end in found:
        word = meant[index]
        said = word.bare
        if end - start > 2 or edits:
            if bare[start:end] != said:
                kept.append((word, start, end))
        elif (bare[start] == said[0]) != (bare[start + 1] == said[1]):
            kept.append((word, start, end))
    return kept


def _stands(word: Word, layer: Layer) -> bool:
    """Tell whether a word stands in the text as it is wherever it is read in a layer."""
    if len(layer.bare) == len(layer.plain) and not layer.edits:
        return True
    return layer.plain.count(word.bare) == layer.bare.count(word.bare)


def _add(
    hits: list[Hit], normal: Normal, find: Find, word: Word, seen: tuple[set[Disguise], float]
) -> None:
    """Add the hit where the word stands by itself and is plausible."""
    taken, price = seen
    if not _is_cut_off(find, word) and plausible.accept(find, word, taken, price):
        start, end = normal.span(find.left, find.right)
        undone = taken | differences(normal.text[start:end], word.listed)
        hits.append(Hit(word.listed, start, end, in_order(undone)))


def _automaton(keys: list[str]) -> AhoCorasick | None:
    return AhoCorasick(keys) if keys else None


def _prepare(words: Iterable[str]) -> list[Word]:
    prepared: dict[str, Word] = {}
    for listed in words:
        layer = Normal(listed).base
        if layer.bare:
            prepared.setdefault(layer.bare, Word(listed, layer.plain, layer.bare, layer.tight))
    return list(prepared.values())


def _halved(word: Word) -> Iterator[str]:
    """Yield the word with bare radicals in place of characters, one character at least whole."""
    if not 2 <= len(word.bare) <= _RADICALS:
        return
    ways = [
        (whole, *split.radicals_of().get(char, ""))
        for whole, char in zip(word.tight, word.bare, strict=True)
    ]
    for way in product(*ways):
        changed = sum(one != whole for one, whole in zip(way, word.tight, strict=True))
        if 0 < changed < len(way):
            yield "".join(way)


def _strayed(word: Word) -> Iterator[str]:
    """Yield the word with one character in the cluster of a look-alike of another cluster."""
    if len(word.bare) > 1:
        for at, char in enumerate(word.bare):
            for head in strays().get(char, ""):
                yield word.tight[:at] + head + word.tight[at + 1 :]


def _voices(word: Word) -> Iterator[str]:
    """Yield the symbols of the ways to read a word aloud; at least two characters must sound."""
    symbols = sound.symbols()
    ways = []
    for char in word.bare:
        spoken = ("wei",) if char == "v" else sound.readings().get(char, ())
        read = dict.fromkeys(symbols[one] for one in spoken)
        ways.append(tuple(read) or (char,))
    if sum(map(sound.is_read, word.bare)) < 2 or word.bare.isascii():
        return
    for count, way in enumerate(product(*ways)):
        if count == _READINGS:
            return
        yield "".join(way)


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _is_cut_off(find: Find, word: Word) -> bool:
    """Tell whether a word with a Latin edge is only a part of a longer one."""
    plain, left, right = find.layer.plain, find.left, find.right
    first, last = word.bare[0], word.bare[-1]
    around = find.layer.bare[max(0, find.start - 1) : find.start + 1]
    if find.layer.edits and around.isdecimal() and len(around) == 2:
        return True
    if left and first.isdigit() and plain[left - 1] in NUMERALS:
        return True
    if left and _is_letter(first) and _is_letter(plain[left - 1]):
        return True
    if right == len(plain) or not _is_letter(last) or not _is_letter(plain[right]):
        return False
    digits = plain[right : right + _ACCOUNT]
    return last.isdigit() or len(digits) < _ACCOUNT or not digits.isdigit()


def _longest(hits: list[Hit]) -> list[Hit]:
    """Keep of overlapping hits the longest, of equally long ones the first."""
    if len(hits) == 1:
        return hits
    kept: list[Hit] = []
    taken: set[int] = set()
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        # What is kept is at least as long, so an overlap covers one of the ends.
        if hit.start not in taken and hit.end - 1 not in taken:
            kept.append(hit)
            taken.update(range(hit.start, hit.end))
    return sorted(kept, key=lambda hit: hit.start)

"""Ways in which people hide words from filters, to measure what is seen through.

Written from other sources than the normal form (`kernel.normal`) where there are any: look-alikes
and parts from the shared data, sounds from pypinyin, traditional characters from OpenCC.
"""

import random
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin

from qunce.kernel.normal.ordinary import costs

Change = Callable[[str, random.Random], str]

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
_SIGNS = ".·*-_|~/^"
_EMOJI = "🔥💰🌟✨🎉👉❤🍀"
_LEET = str.maketrans("oiesa", "01354")
_CHINESE = "〇一二三四五六七八九"
_CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨"
_RARE = 9.5  # words that cost less are said all the time: nobody hides them
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]+")
_WORDS_CHANGED = 2


def words_in(text: str) -> list[tuple[int, int]]:
    """Return the words of two to four characters that somebody might hide, as half-open spans."""
    spans = []
    for run in _IDEOGRAPH.finditer(text):
        at = run.start()
        while at < run.end():
            sizes = [size for size in (4, 3, 2) if at + size <= run.end()]
            size = next((each for each in sizes if text[at : at + each] in costs()), 1)
            if size > 1 and costs()[text[at : at + size]] >= _RARE:
                spans.append((at, at + size))
            at += size
    return spans


def _in_words(change: Change) -> Change:
    """Return a change of some words of a text."""

    def whole(text: str, dice: random.Random) -> str:
        spans = words_in(text)
        chosen = sorted(dice.sample(spans, min(_WORDS_CHANGED, len(spans))), reverse=True)
        for start, end in chosen:
            text = text[:start] + change(text[start:end], dice) + text[end:]
        return text

    return whole


def _between(signs: str) -> Change:
    return lambda word, dice: "".join(char + dice.choice(signs) for char in word[:-1]) + word[-1]


def _shifted(text: str, first_upper: int, first_lower: int, first_digit: int) -> str:
    """Return Latin letters and figures as those of another alphabet."""
    starts = (("A", "Z", first_upper), ("a", "z", first_lower), ("0", "9", first_digit))
    out = []
    for char in text:
        to = next((b + ord(char) - ord(a) for a, z, b in starts if a <= char <= z), None)
        out.append(char if to is None else chr(to))
    return "".join(out)


def _figures(text: str, dice: random.Random) -> str:
    signs = dice.choice((_CHINESE, _CIRCLED))
    return "".join(signs[int(char)] if char in "0123456789" else char for char in text)


def _one(table: Mapping[str, str]) -> Change:
    """Return the change of one character of a word for one that the table names."""

    def change(word: str, dice: random.Random) -> str:
        places = [at for at, char in enumerate(word) if table.get(char)]
        if not places:
            return word
        at = dice.choice(places)
        return word[:at] + dice.choice(table[word[at]]) + word[at + 1 :]

    return change


@cache
def _sounds() -> dict[str, str]:
    """Return for each everyday character others of the same sound."""
    common = [word for word in costs() if len(word) == 1 and costs()[word] < 12]
    groups: dict[str, str] = {}
    for char, sound in zip(common, lazy_pinyin("".join(common), style=Style.NORMAL), strict=True):
        groups[sound] = groups.get(sound, "") + char
    return {char: group.replace(char, "") for group in groups.values() for char in group}


def _spelled(word: str, _dice: random.Random) -> str:
    return "".join(lazy_pinyin(word))


def _parts(folder: Path) -> dict[str, str]:
    """Return for each character two parts that stand beside each other."""
    table: dict[str, str] = {}
    for line in (folder / "chaizi/chaizi-jt.txt").read_text("utf-8").splitlines():
        char, *ways = line.split("\t")
        pairs = [way.split() for way in ways]
        fit = [pair for pair in pairs if len(pair) == 2 and all(map(_is_plain, pair))]
        if fit:
            table[char] = "".join(fit[0])
    return table


def _is_plain(part: str) -> bool:
    return len(part) == 1 and "\u4e00" <= part <= "\u9fff"


def _taken_apart(table: Mapping[str, str]) -> Change:
    def change(word: str, dice: random.Random) -> str:
        places = [at for at, char in enumerate(word) if char in table]
        if not places:
            return word
        at = dice.choice(places)
        return word[:at] + table[word[at]] + word[at + 1 :]

    return change


def _alike(folder: Path) -> dict[str, str]:
    lines = (folder / "similar_character/shape_similar.txt").read_text("utf-8").splitlines()
    pairs = (line.split(" ", 1) for line in lines if " " in line)
    return {char: "".join(each for each in others if each in costs()) for char, others in pairs}


def kinds(folder: Path | None) -> dict[str, Change]:
    """Return the changes by name; those that need the shared data only where it is named."""
    simple = OpenCC("s2t")
    found: dict[str, Change] = {
        "zero width": _in_words(_between(_INVISIBLE)),
        "width": lambda text, _dice: _shifted(text, 0xFF21, 0xFF41, 0xFF10),
        "maths letters": lambda text, _dice: _shifted(text, 0x1D400, 0x1D41A, 0x1D7CE),
        "case": lambda text, dice: "".join(
            dice.choice((char.upper(), char.lower())) for char in text
        ),
        "spacing": _in_words(_between("  \u3000")),
        "punctuation": _in_words(_between(_SIGNS)),
        "emoji": _in_words(_between(_EMOJI)),
        "traditional": lambda text, _dice: simple.convert(text),
        "digits": _figures,
        "leet": lambda text, _dice: re.sub(
            "[A-Za-z]{2,}", lambda word: word[0].lower().translate(_LEET), text
        ),
        "sound": _in_words(_one(_sounds())),
        "pinyin": _in_words(_spelled),
    }
    if folder:
        found["shape"] = _in_words(_one(_alike(folder)))
        found["split"] = _in_words(_taken_apart(_parts(folder)))
    return found

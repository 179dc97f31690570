"""Ways in which people hide a word, made at random: what normalisation has to undo."""

import random
from collections import defaultdict
from collections.abc import Callable
from functools import cache

import opencc
from pypinyin import lazy_pinyin

from qunce.kernel.normal import shape, split

CARRIERS = (
    "各位HR姐妹，需要{}的找我，价格好说",
    "本人常年{}，群里有需要的吗",
    "{}，真实靠谱，不影响正常工作",
    "想了解的看这里：{} 先到先得",
    "今天有人问我{}的事，我来统一回复一下",
    "有没有人要{}？",
    "提供{}服务，全国可做",
    "刚下班，说一句，{}了解一下。",
)
NUMBERS = (
    "13800000000", "500元", "88彩金", "7天到岗", "1680报", "9块9", "300彩票", "2000万", "38元",
    "150元", "24期", "365天", "28天瘦15斤", "100元红包",
)  # fmt: skip
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_SEPARATORS = (" ", ".", "-", "*", "/", "|", "·", "_", "~", " . ", "  ", "、")
_EMOJI = "💰🔥🎁😀🌸👉🈶💯✨🍊📦🙏❤️⭐"
_STYLES = (
    "〇一二三四五六七八九",
    "零壹贰叁肆伍陆柒捌玖",
    "⓪①②③④⑤⑥⑦⑧⑨",
    "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡",
    "０１２３４５６７８９",
)

Transform = Callable[[str, random.Random], str]


def _joined(word: str, dice: random.Random, between: str) -> str:
    places = range(1, len(word))
    chosen = set(dice.sample(places, k=dice.randint(1, len(places))))
    return "".join(
        (dice.choice(between) if at in chosen else "") + char for at, char in enumerate(word)
    )


def zero_width(word: str, dice: random.Random) -> str:
    """Put invisible characters between some characters."""
    return _joined(word, dice, _INVISIBLE)


def spacing(word: str, dice: random.Random) -> str:
    """Put one separator between all characters."""
    return dice.choice(_SEPARATORS[:-1]).join(word)


def emoji_insert(word: str, dice: random.Random) -> str:
    """Put emoji between some characters."""
    return _joined(word, dice, _EMOJI.replace("\ufe0f", ""))


def fullwidth(word: str, dice: random.Random) -> str:
    """Write Latin letters and figures full width."""
    del dice
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in word)


def case(word: str, dice: random.Random) -> str:
    """Mix capitals and small letters."""
    return "".join(dice.choice((char.upper(), char.lower())) for char in word)


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def traditional(word: str, dice: random.Random) -> str:
    """Write in traditional characters, of the mainland's standard, Taiwan's or Hong Kong's."""
    converted: str = _converter(dice.choice(("s2t", "s2tw", "s2hk"))).convert(word)
    return converted


def digits(word: str, dice: random.Random) -> str:
    """Write figures in another style."""
    style = dice.choice(_STYLES)
    return "".join(style[int(char)] if char in "0123456789" else char for char in word)


@cache
def _homophones() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for high in range(0xB0, 0xD8):  # the commoner half of GB 2312
        for low in range(0xA1, 0xFF):
            char = bytes((high, low)).decode("gb2312", "ignore")
            if char:
                groups[lazy_pinyin(char)[0]].append(char)
    return groups


def homophone(word: str, dice: random.Random) -> str:
    """Replace one character, of longer words up to half, by one that sounds the same."""
    changed = list(word)
    count = 1 if len(word) < 4 else dice.randint(1, len(word) // 2)
    for at in dice.sample(range(len(word)), k=count):
        others = [one for one in _homophones()[lazy_pinyin(word)[at]] if one != word[at]]
        changed[at] = dice.choice(others) if others else word[at]
    return "".join(changed)


def pinyin(word: str, dice: random.Random) -> str:
    """Spell the word, or all but one character of it, with or without spaces."""
    syllables = lazy_pinyin(word)
    if len(word) > 2 and dice.random() < 0.5:
        at = dice.randrange(len(word))
        syllables[at] = word[at]
    return dice.choice(("", " ")).join(syllables)


@cache
def _parts() -> dict[str, list[str]]:
    ways: dict[str, list[str]] = defaultdict(list)
    for parts, char in split.made():
        ways[char].append(parts)
    return ways


def radical_split(word: str, dice: random.Random) -> str:
    """Take all characters apart that can be."""
    ways = _parts()
    return "".join(dice.choice(ways[char]) if ways.get(char) else char for char in word)


def look_alike(word: str, dice: random.Random) -> str:
    """Replace one character by one that looks alike."""
    places = [at for at, char in enumerate(word) if shape.look_alikes().get(char)]
    if not places:
        return word
    at = dice.choice(places)
    return word[:at] + dice.choice(shape.look_alikes()[word[at]]) + word[at + 1 :]


TRANSFORMS: dict[str, Transform] = {
    "zero_width": zero_width,
    "spacing": spacing,
    "emoji_insert": emoji_insert,
    "fullwidth": fullwidth,
    "case": case,
    "traditional": traditional,
    "digits": digits,
    "homophone": homophone,
    "pinyin": pinyin,
    "radical_split": radical_split,
    "look_alike": look_alike,
}


def variants(
    kind: str, words: list[str], count: int, seed: int = 20261123
) -> list[tuple[str, str]]:
    """Return pairs of a word and a text that holds it in disguise; the disguise changes it."""
    dice = random.Random(f"{seed}{kind}")  # noqa: S311  (test data, no secret)
    made: list[tuple[str, str]] = []
    while len(made) < count:
        word = dice.choice(words)
        hidden = TRANSFORMS[kind](word, dice)
        if hidden != word:
            made.append((word, dice.choice(CARRIERS).format(hidden)))
    return made

"""How one and the same sentence looks from different thumbs, and how ads are disguised."""

import re
from collections.abc import Callable, Mapping
from random import Random

EMOJI = ("[呲牙]", "[捂脸]", "😂", "[愉快]", "[强]", "🤔", "[旺柴]", "😊")
LAUGHS = ("哈哈", "[破涕为笑]", "哈哈哈", "[捂脸]")
CHINESE_END = re.compile(r"[\u4e00-\u9fff]$")
ZERO_WIDTH = "\u200b"
WIDE = {each: chr(ord(each) + 0xFEE0) for each in map(chr, range(0x21, 0x7F))}
DIGITS = dict(zip("0123456789", "零壹贰叁肆伍陆柒捌玖", strict=True))
PRETTY = ("🌸", "✨", "🍀", "⭐", "🎈")


def _tail(text: str, tail: str) -> str:
    return text.removesuffix("。") + tail


def _rose(text: str, rng: Random) -> str:
    return _tail(text, rng.choice(("[玫瑰]", "[抱拳]", "🌹"))) if rng.random() < 0.35 else text


def _tilde(text: str, rng: Random) -> str:
    return _tail(text, "～") if CHINESE_END.search(text) and rng.random() < 0.3 else text


def _emoji(text: str, rng: Random) -> str:
    return _tail(text, rng.choice(EMOJI)) if rng.random() < 0.35 else text


def _haha(text: str, rng: Random) -> str:
    return _tail(text, rng.choice(LAUGHS)) if rng.random() < 0.2 else text


def _bare(text: str, rng: Random) -> str:
    return text.removesuffix("。").replace("，", " ") if rng.random() < 0.6 else text


HABITS: Mapping[str, Callable[[str, Random], str]] = {
    "rose": _rose,
    "tilde": _tilde,
    "emoji": _emoji,
    "haha": _haha,
    "bare": _bare,
}


def as_typed(text: str, habit: str, rng: Random) -> str:
    """Return the text as somebody with that habit types it; long or marked texts stay as is."""
    if len(text) > 60 or text.startswith(("[", "【")) or "\n" in text or text.endswith("]"):
        return text
    change = HABITS.get(habit)
    return change(text, rng) if change else text


def _between(text: str, rng: Random, marks: tuple[str, ...], share: float) -> str:
    return "".join(
        each + (rng.choice(marks) if each.isalnum() and rng.random() < share else "")
        for each in text
    )


DISGUISES: Mapping[str, Callable[[str, Random], str]] = {
    "space": lambda text, rng: _between(text, rng, (" ",), 0.75),
    "dot": lambda text, rng: _between(text, rng, (".", "·"), 0.5),
    "zero": lambda text, rng: _between(text, rng, (ZERO_WIDTH,), 0.6),
    "emoji": lambda text, rng: _between(text, rng, PRETTY, 0.25),
    "wide": lambda text, _: "".join(WIDE.get(each, each) for each in text),
    "digits": lambda text, _: "".join(DIGITS.get(each, each) for each in text),
}


def disguised(text: str, disguise: str, rng: Random) -> str:
    """Return the text in that disguise; `sound`, `shape` and `split` are written by hand."""
    change = DISGUISES.get(disguise)
    return change(text, rng) if change else text

"""Numbers written in Chinese: 一三八〇〇〇, 壹佰伍, 三百."""

import re
from itertools import pairwise

FIGURES = "〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两"
_VALUES = str.maketrans(FIGURES, "00012345678911234567892")
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LEAST = 5  # shorter runs are words and years: 三三两两, 二〇二五

RUN = re.compile(f"(?<![0-9])[0-9]*[{FIGURES}][{FIGURES}0-9]{{3,}}")
_HINT = re.compile(f"[{FIGURES}][{FIGURES}0-9]{{3}}")
NUMERALS = FIGURES + "".join(UNITS)
NUMBER = re.compile(f"[{NUMERALS}]+")
UNIT = re.compile("[十拾百佰千仟]")


def fold_runs(plain: str) -> str:
    """Write runs of figures in Latin ones, character by character: 一三八〇〇〇 is 138000."""
    if not _HINT.search(plain):
        return plain
    return RUN.sub(
        lambda run: run[0].translate(_VALUES) if len(run[0]) >= _LEAST else run[0], plain
    )


def value(numeral: str) -> int | None:
    """Return the value of a numeral with units below ten thousand, or None: 壹佰伍 is 150."""
    total = 0
    figure: int | None = None
    last = 10_000
    for char in numeral:
        unit = UNITS.get(char)
        if unit is None:
            figure = int(char.translate(_VALUES))
        elif unit >= last:
            return None
        else:
            total += (1 if figure is None else figure) * unit
            last, figure = unit, None
    if figure is not None:
        spoken = last > 10 and "零" not in numeral and "〇" not in numeral
        total += figure * (last // 10 if spoken else 1)
    return total


def find_numbers(plain: str) -> list[tuple[int, int, str]]:
    """Return the numerals with units in a text, as spans of `plain` and their Latin figures."""
    edits = []
    for found in NUMBER.finditer(plain):
        if len(found[0]) > 1 and UNIT.search(found[0]):
            number = value(found[0]) if _is_regular(found[0]) else None
            if number is not None:
                edits.append((*found.span(), str(number)))
    return edits


def _is_regular(numeral: str) -> bool:
    """Tell whether figures and units alternate: 二三百 is no one number."""
    figures = [char not in UNITS for char in numeral if char not in "零〇○"]
    return not any(one and other for one, other in pairwise(figures))

"""Characters that look alike."""

import json
from functools import cache, lru_cache

from qunce.kernel.normal.fold import Table, load

# Figures, and characters that stand for one another wherever a word list is read.
_FIGURES = dict(zip("〇零一二三四五六七八九幺", "001234567891", strict=True))
_FORMAL = dict(zip("壹贰叁肆伍陆柒捌玖", "123456789", strict=True))
_SAME = _FIGURES | _FORMAL | dict(zip("著乾藉瞭", "着干借了", strict=True))


@cache
def _data() -> dict[str, list[str]]:
    tables: dict[str, list[str]] = json.loads(load("shape.json"))
    return tables


@cache
def heads() -> Table:
    """Return the table from each character to the head of its cluster of look-alikes.

    Figures written as Chinese characters become Latin ones.
    """
    table: Table = {}
    for cluster in _data()["clusters"]:
        table.update(dict.fromkeys(map(ord, cluster), cluster[0]))
    table.update({ord(char): table.get(ord(to), to) for char, to in _SAME.items()})
    return table


@cache
def look_alikes() -> dict[str, str]:
    """Return for each character those that are taken for it at a glance."""
    table: dict[str, str] = {}
    for pair in _data()["pairs"]:
        one, other = pair[0], pair[1]
        table[one] = table.get(one, "") + other
        table[other] = table.get(other, "") + one
    return table


@cache
def strays() -> dict[str, str]:
    """Return the heads of each character's look-alikes that are in another cluster than it."""
    table = heads()
    found = {}
    for char, others in look_alikes().items():
        own = table.get(ord(char), char)
        far = dict.fromkeys(table.get(ord(other), other) for other in others)
        far.pop(own, None)
        if far:
            found[char] = "".join(far)
    return found


@cache
def _bodies() -> dict[str, set[int]]:
    table: dict[str, set[int]] = {}
    for number, group in enumerate(_data()["bodies"]):
        for char in group:
            table.setdefault(char, set()).add(number)
    return table


def figure(char: str) -> str:
    """Return the Latin figure of a Chinese one, or the character itself."""
    return _SAME.get(char, char)


@lru_cache(maxsize=1 << 16)  # pairs of common characters come up again and again
def alike(one: str, other: str) -> bool:
    """Tell whether two characters are taken for each other at a glance."""
    if other in look_alikes().get(one, ""):
        return True
    return bool(_bodies().get(one, set()) & _bodies().get(other, set()))

"""The fold: one character at a time, to the plain character that a reader takes it for."""

import json
from functools import cache
from importlib.resources import files

from qunce.kernel.normal.disguise import Disguise

Table = dict[int, str]


def load(name: str) -> str:
    """Return the text of a compiled table, written by `tools/compile_characters.py`."""
    return (files("qunce.kernel.normal") / "data" / name).read_text("utf-8")


@cache
def fold_kinds() -> dict[str, dict[str, str]]:
    """Return the folds by kind of disguise."""
    kinds: dict[str, dict[str, str]] = {}
    for kind, table in json.loads(load("fold.json")).items():
        kinds[kind] = dict(zip(*table["one"], strict=True)) | table["other"]
    return kinds


@cache
def fold_table() -> Table:
    """Return the fold for `str.translate`: what is dropped maps to the empty string.

    Half of a surrogate pair is no character; it is read as the sign for that.
    """
    table = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    for kind in fold_kinds().values():
        table |= {ord(char): to for char, to in kind.items()}
    return table


@cache
def disguises() -> dict[str, Disguise]:
    """Return which disguise each folded character is."""
    return {char: Disguise(kind) for kind, table in fold_kinds().items() for char in table}


def trace(text: str, table: Table) -> list[tuple[int, int]]:
    """Return for each character of `text.translate(table)` the span of `text` it comes from.

    What is dropped after a character belongs to no span; time is linear in the length.
    """
    places = []
    for place, char in enumerate(text):
        to = table.get(ord(char))
        width = 1 if to is None else len(to)
        places += [(place, place + 1)] * width
    return places

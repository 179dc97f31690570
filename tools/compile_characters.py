"""Compile the tables of qunce.kernel.normal: `compile_characters.py DATA OUT`."""

import json
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import opencc

Table = dict[str, str]

ROMAN = {chr(first + number): str(number + 1) for first in (0x2160, 0x2170) for number in range(12)}
LATIN_ALIKE = dict(
    zip(
        "аеорсухіјѕԁһԛԝьвнкмтгпαβεηικνορτυχγωϲϳ",
        "aeopcyxijsdhqwbbhkmtrnabenikvoptuxywcj",
        strict=True,
    )
)
RADICAL_ALIKE = dict(
    zip(
        "⺅⺡⺘⻈⻐⺼⻊⺌⺮⺾⻍⻖⺨⺩⺬⻂⺶⺖⺝",
        "亻氵扌讠钅月足小竹艹辶阝犭王礻衤羊忄月",
        strict=True,
    )
)
ALIKE = LATIN_ALIKE | RADICAL_ALIKE
NEGATIVE_NAMES = ("NEGATIVE CIRCLED ", "NEGATIVE SQUARED ", "SQUARED ", "CIRCLED ", "FULLWIDTH ")


def every_character() -> Iterator[str]:
    """Yield all characters that may need a fold, surrogates and private use left out."""
    for point in range(0x80, 0x2FA20):
        if not 0xD800 <= point < 0xF900:
            yield chr(point)
    for point in (*range(0xE0000, 0xE0080), *range(0xE0100, 0xE01F0)):
        yield chr(point)


def is_invisible(char: str) -> bool:
    """Tell whether a character leaves no mark of its own: format, filler or combining."""
    point = ord(char)
    if char in "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800\u20e3":
        return True
    if unicodedata.category(char) == "Cf" or 0xFE00 <= point <= 0xFE0F:
        return True
    if point >= 0xE0000:
        return True
    return any(
        low <= point <= high
        for low, high in (
            (0x300, 0x36F),
            (0x1AB0, 0x1AFF),
            (0x1DC0, 0x1DFF),
            (0x20D0, 0x20FF),
            (0xFE20, 0xFE2F),
        )
    ) or point in range(0x80, 0xA0)


def named_letter(char: str) -> str:
    """Return the letter or figure that a squared or negative sign shows, or nothing."""
    name = unicodedata.name(char, "")
    for start in NEGATIVE_NAMES:
        for kind in ("LATIN CAPITAL LETTER ", "LATIN SMALL LETTER "):
            if name.startswith(start + kind):
                return (
                    name.removeprefix(start + kind).lower()
                    if len(name) == len(start + kind) + 1
                    else ""
                )
    digit = unicodedata.digit(char, None)
    return "" if digit is None else str(digit)


def compatible(char: str) -> str:
    """Return what Unicode says a character is compatible with, lower case, marks taken off."""
    folded = unicodedata.normalize("NFKC", char).lower()
    bare = unicodedata.normalize("NFKD", folded)
    if bare and bare[0].isascii():
        folded = "".join(one for one in bare if not unicodedata.combining(one))
    return folded.replace("\u2044", "/")


def kind_of(char: str, folded: str) -> str:
    """Name the disguise that a fold takes off."""
    if unicodedata.decimal(char, None) is not None or unicodedata.numeric(char, None) is not None:
        wide = 0xFF10 <= ord(char) <= 0xFF19
        return "width" if wide else "digit"
    if char.lower() == folded and char.lower() != char:
        return "case"
    if unicodedata.normalize("NFKC", char).lower() == folded:
        return "width"
    return "shape"


def is_everyday(char: str) -> bool:
    """Tell whether a Chinese character is one of simplified Chinese (GB 2312)."""
    try:
        char.encode("gb2312")
    except UnicodeError:
        return False
    return True


def fold_one(char: str, simple: Table) -> tuple[str, str] | None:
    """Return the kind of disguise and the fold of a character, or None where it stands."""
    for kind, table in (("traditional", simple), ("digit", ROMAN), ("shape", ALIKE)):
        to = table.get(char) or table.get(char.lower())
        if to:
            return kind, to
    folded = named_letter(char) or compatible(char)
    if folded == char or not folded or is_common_sign(char):
        return None
    folded = "".join(simple.get(one, one) for one in folded)
    return kind_of(char, folded), folded


def is_common_sign(char: str) -> bool:
    """Tell whether a sign is ordinary Chinese writing and is to stay as it is."""
    if not (is_everyday(char) and "\u2010" < char < "\uff00") or char == "\u3000":
        return False
    return unicodedata.category(char) != "No"


def simplified() -> Table:
    """Return the traditional and Japanese forms of characters with their simplified ones."""
    to_simple = opencc.OpenCC("t2s")
    from_japan = opencc.OpenCC("jp2t")
    table = {}
    for point in (*range(0x3400, 0xA000), *range(0x20000, 0x2EBF0)):
        char = chr(point)
        simple = to_simple.convert(char)
        if simple == char:
            simple = to_simple.convert(from_japan.convert(char))
        everyday = is_everyday(char) and char not in "後夥徵菸麽於"
        if simple != char and len(simple) == 1 and not everyday:
            table[char] = simple
    return table


def fold_tables() -> dict[str, Table]:
    """Return the folds by kind of disguise, closed: no target is folded again."""
    simple = simplified()
    flat: dict[str, tuple[str, str]] = {}
    for char in every_character():
        if is_invisible(char):
            flat[char] = ("invisible", "")
            continue
        found = fold_one(char, simple)
        if found:
            flat[char] = found
    for char in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        flat[char] = ("case", char.lower())
    kinds: dict[str, Table] = {}
    for char, (kind, target) in flat.items():
        closed = target
        for _ in range(4):
            closed = "".join(flat.get(one, ("", one))[1] for one in closed)
        if closed != char:
            kinds.setdefault(kind, {})[char] = closed
    return kinds


def write_json(path: Path, value: object) -> None:
    """Write a table as ASCII, so that invisible characters can be read."""
    path.write_text(json.dumps(value, separators=(",", ":"), sort_keys=True) + "\n", "ascii")


def main() -> None:
    """Compile all tables."""
    out = Path(sys.argv[2])
    kinds = fold_tables()
    write_json(
        out / "fold.json",
        {
            kind: {
                "one": [
                    "".join(char for char, to in table.items() if len(to) == 1),
                    "".join(to for to in table.values() if len(to) == 1),
                ],
                "other": {char: to for char, to in table.items() if len(to) != 1},
            }
            for kind, table in kinds.items()
        },
    )


if __name__ == "__main__":
    main()

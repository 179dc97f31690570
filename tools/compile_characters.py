"""Compile the tables of qunce.kernel.normal: `compile_characters.py DATA WORDS OUT`."""

import json
import math
import re
import sys
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import opencc
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

Table = dict[str, str]

LEAST_COUNT = {1: 0, 2: 10, 3: 10, 4: 20}
EXTRA_COUNT = 2_000
CHANCE = 40  # pairs of parts that chance brings together more often than this are left out
CLUSTER = 20
SELDOM = 50_000  # of 100 million characters
STROKES = "丨丶丿乚乙亅□"
OWN = tomllib.loads((Path(__file__).parent / "characters.toml").read_text("utf-8"))
BARE_RADICALS: str = OWN["bare_radicals"]
RADICALS: str = BARE_RADICALS + OWN["radicals"]
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
INVISIBLE = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800\u20e3"
COMBINING = (
    "\x80\x9f", "\u0300\u036f", "\u1ab0\u1aff", "\u1dc0\u1dff", "\u20d0\u20ff",
    "\ufe00\ufe0f", "\ufe20\ufe2f",
)  # fmt: skip
SIGN_NAME = re.compile(
    r"(?:NEGATIVE |FULLWIDTH )?(?:CIRCLED |SQUARED )?LATIN (?:CAPITAL|SMALL) LETTER (.)$"
)


def every_character() -> Iterator[str]:
    """Yield all characters that may need a fold, surrogates and private use left out."""
    for point in range(0x80, 0x2FA20):
        if not 0xD800 <= point < 0xF900:
            yield chr(point)
    for point in (*range(0xE0000, 0xE0080), *range(0xE0100, 0xE01F0)):
        yield chr(point)


def is_invisible(char: str) -> bool:
    """Tell whether a character leaves no mark of its own: format, filler or combining."""
    if char in INVISIBLE or unicodedata.category(char) == "Cf" or ord(char) >= 0xE0000:
        return True
    return any(ends[0] <= char <= ends[1] for ends in COMBINING)


def named_letter(char: str) -> str:
    """Return the letter or figure that a squared or negative sign shows, or nothing."""
    shown = SIGN_NAME.match(unicodedata.name(char, ""))
    if shown:
        return shown[1].lower()
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
    if unicodedata.numeric(char, None) is not None:
        return "width" if 0xFF10 <= ord(char) <= 0xFF19 else "digit"
    if char.lower() == folded:
        return "case"
    return "width" if unicodedata.normalize("NFKC", char).lower() == folded else "shape"


def is_everyday(char: str) -> bool:
    """Tell whether a character is one of simplified Chinese (GB 2312)."""
    return bool(char.encode("gb2312", "ignore"))


def fold_one(char: str, simple: Table) -> tuple[str, str] | None:
    """Return the kind of disguise and the fold of a character, or None where it stands."""
    for kind, table in (("traditional", simple), ("digit", ROMAN), ("shape", ALIKE)):
        to = table.get(char) or table.get(char.lower())
        if to:
            return kind, to
    folded = named_letter(char) or compatible(char)
    pictured = "\U0001f200" <= char <= "\U0001f2ff"  # 🈶 stands between characters like any emoji
    if folded == char or not folded or pictured or is_common_sign(char):
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


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a table of Chinese characters, one entry a line."""
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def write_folds(out: Path) -> None:
    """Write the folds by kind: pairs of equal length, and those that drop or widen."""
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
            for kind, table in fold_tables().items()
        },
    )


def read_frequencies(path: Path) -> dict[str, int]:
    """Return how often each ordinary word occurs, from lines of word, count and class."""
    counts = {}
    for line in path.read_text("utf-8").splitlines():
        word, count, *_ = line.split(" ")
        counts[word] = int(count)
    for word in OWN["everyday"].split():
        counts[word] = max(counts.get(word, 0), EXTRA_COUNT)
    return counts


def write_ordinary(counts: dict[str, int], out: Path) -> None:
    """Write ordinary words by length and cost: half natural logarithms of rarity, rounded."""
    total = sum(counts.values())
    groups: dict[tuple[int, int], list[str]] = {}
    for word, count in counts.items():
        if count < LEAST_COUNT.get(len(word), sys.maxsize):
            continue
        if all("\u3400" <= char <= "\u9fff" for char in word):
            cost = round(2 * math.log(total / max(count, 1)))
            groups.setdefault((len(word), cost), []).append(word)
    write_lines(
        out / "ordinary.txt",
        (
            f"{size} {cost} {''.join(sorted(words))}"
            for (size, cost), words in sorted(groups.items())
        ),
    )


def bare(reading: str) -> str:
    """Return a syllable without its tone, with v for the u of 绿."""
    letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(char for char in letters if char.isalpha() and char.isascii())


def write_sounds(out: Path) -> None:
    """Write for each syllable the characters read so first, and those read so in words."""
    spoken: dict[str, Counter[str]] = {}
    for word, said in PHRASES_DICT.items():
        for char, one in zip(word, said, strict=False):
            spoken.setdefault(char, Counter())[bare(one[0])] += 1
    first: dict[str, list[str]] = {}
    second: dict[str, list[str]] = {}
    for point, readings in sorted(PINYIN_DICT.items()):
        char = chr(point)
        if not is_writable(char):
            continue
        main = bare(readings.split(",")[0])
        first.setdefault(main, []).append(char)
        counts = spoken.get(char, Counter())
        for other, count in counts.items():
            if other != main and count * 10 >= counts.total() and count > 1:
                second.setdefault(other, []).append(char)
    syllables = sorted(set(first) | set(second))
    write_lines(
        out / "sound.txt",
        (
            f"{one} {''.join(first.get(one, []))} {''.join(second.get(one, []))}"
            for one in syllables
        ),
    )


def is_writable(char: str) -> bool:
    """Tell whether people's keyboards offer a Chinese character (GBK)."""
    return "\u4e00" <= char <= "\u9fff" and len(char.encode("gbk", "ignore")) == 2


def read_parts(data: Path) -> dict[str, list[str]]:
    """Return how each everyday character can be taken apart into two to four others."""
    parts: dict[str, list[str]] = dict(OWN["parts"])
    for name in ("chaizi-jt.txt", "chaizi-ft.txt"):
        for line in (data / "chaizi" / name).read_text("utf-8").splitlines():
            char, *ways = line.split("\t")
            for way in ways:
                pieces = way.split()
                known = parts.setdefault(char, [])
                if is_takeable(pieces) and "".join(pieces) not in known:
                    known.append("".join(pieces))
    return {char: ways for char, ways in parts.items() if is_everyday(char) and char not in "□我"}


def is_takeable(pieces: list[str]) -> bool:
    """Tell whether people could type these parts of a character."""
    return 2 <= len(pieces) <= 4 and all(
        len(one) == 1 and one not in STROKES and (is_writable(one) or one in BARE_RADICALS)
        for one in pieces
    )


def stand_ins(way: str) -> set[str]:
    """Return a way to take a character apart, with the parts that people type for radicals."""
    ways = {way}
    for radical, others in OWN["stand_ins"].items():
        ways |= {one.replace(radical, other, 1) for one in ways for other in others}
    return ways


def write_splits(parts: dict[str, list[str]], counts: dict[str, int], out: Path) -> None:
    """Write the parts and the character they make; pairs that ordinary text is full of are out."""
    total = sum(counts.values())
    made: dict[str, str] = {}
    for char in sorted(parts, key=lambda one: counts.get(one, 0)):
        for way in parts[char]:
            for typed in stand_ins(way):
                rare = any(one in BARE_RADICALS for one in typed)
                chance = math.prod(counts.get(one, 1) for one in typed) / total ** (len(typed) - 1)
                if rare or (counts.get(typed, 0) < 3 and chance < CHANCE and len(typed) < 4):
                    made[typed] = char
    write_lines(out / "split.txt", (f"{typed} {char}" for typed, char in sorted(made.items())))


def write_radicals(parts: dict[str, list[str]], out: Path) -> None:
    """Write for each bare radical the everyday characters that begin with it."""
    groups: dict[str, list[str]] = {}
    for char, ways in sorted(parts.items()):
        for radical in {way[0] for way in ways if way[0] in BARE_RADICALS}:
            groups.setdefault(radical, []).append(char)
    write_lines(
        out / "radical.txt", (f"{one} {''.join(those)}" for one, those in sorted(groups.items()))
    )


def same_body(parts: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return groups of characters that differ in the radical only: 群 裙 郡 君."""
    groups: dict[str, list[str]] = {}
    for char, ways in sorted(parts.items()):
        for way in ways:
            bodies = [one for one in way if one not in RADICALS]
            if len(way) == 2 and len(bodies) == 1:
                group = groups.setdefault(bodies[0], [bodies[0]] if is_everyday(bodies[0]) else [])
                if char not in group:
                    group.append(char)
    return {body: group for body, group in groups.items() if len(group) > 1}


def write_shapes(
    data: Path, parts: dict[str, list[str]], counts: dict[str, int], out: Path
) -> None:
    """Write look-alikes of each character, and clusters that hold as many pairs as they can."""
    alike: dict[str, set[str]] = {}
    for line in (data / "similar_character" / "shape_similar.txt").read_text("utf-8").splitlines():
        char, _, others = line.partition(" ")
        alike.setdefault(char, set()).update(others)
    pairs = {(one, other) for one, others in alike.items() for other in others}
    own = {(group[0], other) for group in OWN["alike"].split() for other in group[1:]}
    pairs |= own
    bodies = same_body(parts)
    mates = {(group[0], other) for group in bodies.values() for other in group[1:]}
    usage = Counter[str]()
    for word, count in counts.items():
        usage.update(dict.fromkeys(word, count))
    clusters = join(
        [*in_order(own, usage), *in_order(pairs, usage), *in_order(mates, usage)], usage
    )
    groups: dict[str, list[str]] = {}
    for char, head in clusters.items():
        groups.setdefault(head, []).append(char)
    write_json(
        out / "shape.json",
        {
            "clusters": sorted("".join(sorted(group)) for group in groups.values()),
            "pairs": sorted(
                one + other for one, other in pairs if one < other or (other, one) not in pairs
            ),
            "bodies": sorted("".join(group) for group in bodies.values()),
        },
    )


def in_order(pairs: set[tuple[str, str]], usage: Counter[str]) -> list[tuple[str, str]]:
    """Return pairs with the commonest characters first."""
    return sorted(pairs, key=lambda pair: (-max(usage[one] for one in pair), pair))


def join(pairs: list[tuple[str, str]], usage: Counter[str]) -> dict[str, str]:
    """Join pairs to clusters: few characters each, and all but one of them seldom used.

    Two common characters in one cluster would make every text full of false candidates.
    """
    heads: dict[str, str] = {}
    groups: dict[str, list[str]] = {}
    for pair in pairs:
        keep, gone = (heads.setdefault(char, char) for char in pair)
        both = [*groups.get(keep, [keep]), *groups.get(gone, [gone])]
        seldom = sum(sorted(usage[char] for char in both)[:-1])
        if keep == gone or len(both) > CLUSTER or seldom > SELDOM:
            continue
        heads.update(dict.fromkeys(both, keep))
        groups[keep] = both
    return heads


def main() -> None:
    """Compile all tables from the data folder and a list of word counts."""
    data, words, out = (Path(argument) for argument in sys.argv[1:4])
    counts = read_frequencies(words)
    parts = read_parts(data)
    write_folds(out)
    write_ordinary(counts, out)
    write_sounds(out)
    write_splits(parts, counts, out)
    write_radicals(parts, out)
    write_shapes(data, parts, counts, out)


if __name__ == "__main__":
    main()

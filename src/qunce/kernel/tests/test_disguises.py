"""Recall on words in disguise, and no disguise seen in ordinary talk."""

import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from qunce.kernel.normal import Disguise, Matcher, normalise, ordinary
from qunce.kernel.tests.disguises import NUMBERS, variants
from qunce.kernel.tests.word_list import WORDS

DATA = Path(__file__).parent / "data"
COUNT = 300
CHINESE = [word for word in WORDS if re.fullmatch("[一-鿿]+", word)]
LATIN = ["加VX", "VX", "加V", "Weixin888", "taobao", "QQ号", "Bet365", "http"]
POOLS = {"digits": list(NUMBERS), "case": LATIN, "fullwidth": LATIN}
REVERSIBLE = 0.99
PLAUSIBLE = 0.90
FLOORS = {
    "zero_width": REVERSIBLE,
    "spacing": REVERSIBLE,
    "emoji_insert": REVERSIBLE,
    "fullwidth": REVERSIBLE,
    "case": REVERSIBLE,
    "traditional": REVERSIBLE,
    "digits": REVERSIBLE,
    "homophone": PLAUSIBLE,
    "pinyin": PLAUSIBLE,
    "radical_split": PLAUSIBLE,
    "look_alike": PLAUSIBLE,
}
GUESSED = {Disguise.SOUND, Disguise.SHAPE, Disguise.SPLIT, Disguise.SEPARATOR, Disguise.EMOJI}
# In these pairs the variant has no trace of the word: it was dropped, or stands there by chance.
NOT_HIDDEN = {"转会", "劳动合同"}


def _read(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def _words(text: str) -> list[str]:
    """Divide a text into everyday words, Latin words and numbers of three characters and more."""
    best = ordinary.divide(text)
    words = re.findall("[A-Za-z0-9_]{3,}", text)
    end = len(text)
    while end:
        sizes = [size for size in (4, 3, 2) if size <= end and text[end - size : end] in _COSTS]
        start = end - 1
        for size in sizes:
            if abs(best[end - size] + _COSTS[text[end - size : end]] - best[end]) < 1e-6:
                start = end - size
        if end - start > 1:
            words.append(text[start:end])
        end = start
    return words


_COSTS = ordinary.costs()


@pytest.mark.parametrize("kind", FLOORS)
def test_a_word_in_disguise_is_found(kind: str) -> None:
    pool = POOLS.get(kind, CHINESE)
    matchers = {word: Matcher([word]) for word in pool}
    made = variants(kind, pool, COUNT)
    missed = [(word, text) for word, text in made if not matchers[word].find(normalise(text))]
    assert 1 - len(missed) / len(made) >= FLOORS[kind], missed


@pytest.mark.parametrize("kind", FLOORS)
def test_the_whole_list_finds_a_word_in_disguise_at_its_place(kind: str) -> None:
    matcher = Matcher([*WORDS, *NUMBERS, *LATIN])
    made = variants(kind, POOLS.get(kind, CHINESE), COUNT, seed=7)
    missed = [text for _, text in made if not matcher.find(normalise(text))]
    assert 1 - len(missed) / len(made) >= FLOORS[kind], missed


def test_words_of_real_messages_are_found_in_their_variants() -> None:
    found: dict[str, list[bool]] = defaultdict(list)
    for row in _read("variants.jsonl"):
        for word in set(_words(row["original"])) - NOT_HIDDEN:
            if word not in row["variant"]:
                hits = Matcher([word]).find(normalise(row["variant"]))
                found[row["kind"]].append(bool(hits))
    rates = {kind: sum(hits) / len(hits) for kind, hits in found.items()}
    guessed = {"homophone", "pinyin", "radical_split"}
    assert all(rate >= (PLAUSIBLE if kind in guessed else 1) for kind, rate in rates.items()), rates
    assert len(rates) == 10


def test_no_disguise_is_seen_in_ordinary_talk() -> None:
    matcher = Matcher(WORDS)
    seen = []
    for line in (DATA / "ok.jsonl").read_text("utf-8").splitlines():
        text = json.loads(line)
        hits = matcher.find(normalise(text))
        seen += [(hit, text[hit.start : hit.end]) for hit in hits if GUESSED & set(hit.undone)]
    assert not seen

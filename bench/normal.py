"""How many texts a second are normalised and searched for a list of words: one JSON line."""

import argparse
import json
import os
import platform
import random
import time

from qunce.kernel.normal import Matcher, normalise, normalise_all, ordinary

SEED = 20_261_123
LENGTH = 40
BATCH = 500


def make_texts(count: int, rng: random.Random) -> list[str]:
    """Write texts of everyday words, of 40 characters on average, with the usual marks."""
    words = [word for word, cost in ordinary.costs().items() if cost < 12.5]
    weights = [2.718 ** -ordinary.costs()[word] for word in words]
    texts = []
    for _ in range(count):
        length = rng.randint(LENGTH // 2, LENGTH * 3 // 2)
        parts: list[str] = []
        for word in rng.choices(words, weights, k=length):
            parts.append(word)
            if rng.random() < 0.12:
                parts.append(rng.choice("，，，。？！ ：、"))
            if rng.random() < 0.02:
                parts.append(rng.choice(["HR", "offer", "2025", "13800000000", "😭", "\n"]))
            if sum(map(len, parts)) >= length:
                break
        texts.append("".join(parts)[:length])
    return texts


def make_words(count: int, rng: random.Random) -> list[str]:
    """Make words that everyday text rarely holds: pairs and triples of rarer everyday words."""
    rare = [word for word, cost in ordinary.costs().items() if cost > 12.5 and len(word) == 2]
    chars = [word for word, cost in ordinary.costs().items() if cost < 10 and len(word) == 1]
    words: set[str] = set()
    while len(words) < count:
        kind = rng.random()
        if kind < 0.4:
            words.add(rng.choice(rare))
        elif kind < 0.7:
            words.add(rng.choice(rare) + rng.choice(chars))
        else:
            words.add(rng.choice(rare) + rng.choice(rare))
    return sorted(words)


def main() -> None:
    """Measure batches for the throughput and single texts for the 99th percentile."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=20_000)
    parser.add_argument("--words", type=int, default=20_000)
    options = parser.parse_args()
    rng = random.Random(SEED)
    texts = make_texts(options.texts, rng)
    start = time.perf_counter()
    matcher = Matcher(make_words(options.words, rng))
    built = time.perf_counter() - start
    matcher.find(normalise(texts[0]))
    rates = []
    for first in range(0, len(texts), BATCH):
        batch = texts[first : first + BATCH]
        start = time.perf_counter()
        matcher.find_all(normalise_all(batch))
        rates.append(len(batch) / (time.perf_counter() - start))
    singles = []
    for text in texts[:5_000]:
        start = time.perf_counter()
        matcher.find(normalise(text))
        singles.append(time.perf_counter() - start)
    print(
        json.dumps(
            {
                "bench": "normal",
                "per_second": round(sorted(rates)[len(rates) // 2]),
                "p99_ms": round(sorted(singles)[len(singles) * 99 // 100] * 1000, 3),
                "words": options.words,
                "texts": options.texts,
                "mean_length": round(sum(map(len, texts)) / len(texts), 1),
                "build_s": round(built, 2),
                "machine": f"{platform.machine()}, {os.cpu_count()} cores, "
                f"Python {platform.python_version()}",
            }
        )
    )


if __name__ == "__main__":
    main()

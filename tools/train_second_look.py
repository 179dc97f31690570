"""Train the second look: a linear model on runs of characters, from labelled messages.

    python tools/train_second_look.py --cold DIRECTORY

`messages.jsonl` beside this file holds texts with the nine labels; `--cold` names the folder of
COLD (thu-coai/COLDataset, Apache-2.0: train.csv with TEXT and label), whose offensive language
helps to recognise attacks. `--cross` trains nothing and prints cross-validated figures instead;
variants of a message stay together.
"""

import argparse
import csv
import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qunce.kernel.normal import normalise
from qunce.kernel.rules import Label
from qunce.rooms.moderation.grams import BITS, grams
from qunce.rooms.moderation.rules.second_look import WEIGHTS, Model

ROOT = Path(__file__).resolve().parent
TARGET = ROOT.parent / "src/qunce/rooms/moderation" / WEIGHTS
LABELS = tuple(each for each in Label if each is not Label.FLOOD)
STEPS = 120
PACE = 0.3
DECAY = 5e-6
COLD_ROWS = 8000
COLD_WEIGHT = 0.02  # of such a row beside a message of a group
FOLDS = 5
Floats = NDArray[np.float64]


class Texts(NamedTuple):
    """Texts as runs: the hash of each run, whose it is, and what it counts."""

    hashes: NDArray[np.int64]
    owners: NDArray[np.int64]
    values: Floats
    number: int


def texts_of(raw: Sequence[str]) -> Texts:
    """Return texts as runs of their normal form."""
    found = grams([normalise(each).base.bare or " " for each in raw])
    hashes = np.concatenate([runs.hashes for runs in found])
    owners = np.concatenate(
        [
            np.repeat(np.arange(len(raw)), np.diff(runs.starts, append=len(runs.hashes)))
            for runs in found
        ]
    )
    values: Floats = 1 / np.sqrt(np.bincount(owners, minlength=len(raw)).astype(np.float64))
    return Texts(hashes, owners, values[owners], len(raw))


def sums(places: NDArray[np.int64], values: Floats, length: int) -> Floats:
    """Return the sum of the values of each place from 0 to before `length`."""
    return np.asarray(np.bincount(places, weights=values, minlength=length), dtype=np.float64)


def fit(texts: Texts, wanted: Floats, weight: Floats) -> tuple[Floats, float]:
    """Return weights and bias of a logistic regression (Adam, all rows in every step)."""
    weights, first, second = (np.zeros(1 << BITS) for _ in range(3))
    bias = 0.0
    for step in range(1, STEPS + 1):
        score = sums(texts.owners, weights[texts.hashes] * texts.values, texts.number)
        error = (1 / (1 + np.exp(-score - bias)) - wanted) * weight / weight.sum()
        pull = sums(texts.hashes, texts.values * error[texts.owners], 1 << BITS)
        slope = pull + DECAY * weights
        bias -= 0.5 * error.sum()
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        root = np.sqrt(second / (1 - 0.999**step)) + 1e-9
        weights -= PACE * first / (1 - 0.9**step) / root
    return weights, bias


def train(rows: Sequence[dict[str, str]], cold: Sequence[tuple[str, int]]) -> Model:
    """Return a model of labelled rows; COLD only helps with attacks."""
    texts = texts_of([row["text"] for row in rows])
    both = texts_of([*(row["text"] for row in rows), *(text for text, _ in cold)])
    parts = []
    for label in LABELS:
        wanted = np.array([float(row["label"] == label) for row in rows])
        if label is Label.ATTACK and cold:
            more = np.array([float(mark) for _, mark in cold])
            weight = np.concatenate([np.ones(len(rows)), np.full(len(cold), COLD_WEIGHT)])
            parts.append(fit(both, np.concatenate([wanted, more]), weight))
        else:
            parts.append(fit(texts, wanted, np.ones(len(rows))))
    weights = np.stack([each for each, _ in parts], axis=1).astype(np.float32)
    return Model(LABELS, weights, np.array([bias for _, bias in parts], np.float32))


def save(model: Model) -> None:
    """Write a model with its weights in one byte each."""
    scale = np.abs(model.weights).max(axis=0) / 127
    small = np.round(model.weights / scale).astype(np.int8)
    labels = np.array([str(each) for each in model.labels])
    np.savez_compressed(
        TARGET, labels=labels, weights=small, scale=scale.astype(np.float32), bias=model.bias
    )
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


def cross(rows: Sequence[dict[str, str]], cold: Sequence[tuple[str, int]]) -> None:
    """Print precision and recall of each label, each row judged by a model without its family."""
    folds = [zlib.crc32(row["family"].encode()) % FOLDS for row in rows]
    given: list[Label] = [Label.OK] * len(rows)
    for fold in range(FOLDS):
        model = train([row for row, at in zip(rows, folds, strict=True) if at != fold], cold)
        held = [at for at, each in enumerate(folds) if each == fold]
        scores = model.scores([normalise(rows[at]["text"]).base.bare for at in held])
        for at, best in zip(held, scores.argmax(axis=1), strict=True):
            given[at] = model.labels[best]
    for label in LABELS:
        right = sum(row["label"] == label == got for row, got in zip(rows, given, strict=True))
        said = sum(got == label for got in given)
        true = sum(row["label"] == label for row in rows)
        print(f"{label:14} precision {right / max(1, said):.3f} recall {right / max(1, true):.3f}")


def main() -> None:
    """Train or cross-validate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cold", type=Path)
    parser.add_argument("--cross", action="store_true")
    options = parser.parse_args()
    source = ROOT / "second_look/messages.jsonl"
    rows = [json.loads(line) for line in source.read_text("utf-8").splitlines()]
    cold: list[tuple[str, int]] = []
    if options.cold:
        with (options.cold / "train.csv").open(encoding="utf-8-sig", newline="") as file:
            cold = [(row["TEXT"], int(row["label"])) for row in csv.DictReader(file)][:COLD_ROWS]
    if options.cross:
        cross(rows, cold)
    else:
        save(train(rows, cold))


if __name__ == "__main__":
    main()

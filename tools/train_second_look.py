"""Train the second look: a linear model on runs of characters and traits, from labelled messages.

    python tools/train_second_look.py --cold DIRECTORY

`second_look/*.jsonl` beside this file and `eval/holdout.jsonl`, `eval/holdout2.jsonl` hold texts
with the nine labels, `second_look/ordinary.txt` ordinary talk, one message a line (⏎ is a line's
end); `eval/holdout3.jsonl` to `holdout5.jsonl` are never read here. `--cold` names COLD's folder
(thu-coai/COLDataset, Apache-2.0: train.csv with TEXT and label), whose offensive language helps to
recognise attacks. Messages that the model did not see, five times a fifth of them, tell how far
its scores must be flattened to be chances. It takes some minutes.
"""

import argparse
import csv
import json
import zlib
from collections.abc import Sequence
from datetime import datetime, timezone
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qunce.kernel.messages import Author, Message
from qunce.kernel.normal import normalise_all
from qunce.kernel.rules import Label, Looked, Seen
from qunce.rooms.moderation.engine import Engine, Setting
from qunce.rooms.moderation.grams import BITS, grams
from qunce.rooms.moderation.rules import RULES as MODERATION
from qunce.rooms.moderation.rules.second_look import WEIGHTS, Model, chances_of, model_of, text_of
from qunce.rooms.moderation.traits import traits_of
from qunce.rooms.postings.rules import RULES as POSTINGS

ROOT = Path(__file__).resolve().parent
DATA = ROOT / "second_look"
MEASURED = tuple(ROOT.parent / "eval" / name for name in ("holdout.jsonl", "holdout2.jsonl"))
TARGET = ROOT.parent / "src/qunce/rooms/moderation" / WEIGHTS
LABELS = tuple(each for each in Label if each is not Label.FLOOD)
STEPS = 200
DROPPED = 0.3  # of the features of a text in each step, drawn anew: no single one may decide
USUAL = 20  # texts: a run or trait that so many hold counts as it is,
LEANING = 0.3  # others by this power of how many hold it: what is common says more of new texts
LEAST, MOST = 0.2, 4.0  # times
PACE = 0.1
DECAY = 1e-4
RUNS_COUNT = 2.0  # of all runs of a text together
TRAIT_COUNTS = 0.6  # of each trait
COLD_ROWS = 6000
COLD_WEIGHT = 0.06  # of such a row beside a message of a group
FOLDS = 5
FLATNESS = 0.8  # by which scores are divided: printed by `train`, used where folds are judged
NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class Row(NamedTuple):
    """A text, its label or (COLD) whether it attacks, and its family: variants stay together."""

    text: str
    label: str
    family: str
    cold: bool = False
    ordinary: bool = False


def rows_of(cold: Path | None) -> list[Row]:
    """Return all texts to train with."""
    rows: list[Row] = []
    for source in (*sorted(DATA.glob("*.jsonl")), *MEASURED):
        for line in source.read_text("utf-8").splitlines():
            row = json.loads(line)
            family = row.get("family") or row.get("variant_of") or row.get("id") or row["text"]
            rows.append(Row(row["text"], row["label"], family))
    for line in (DATA / "ordinary.txt").read_text("utf-8").splitlines():
        text = line.replace("⏎", "\n")
        rows.append(Row(text, Label.OK, text, ordinary=True))
    if cold:
        with (cold / "train.csv").open(encoding="utf-8-sig", newline="") as file:
            for line_of in list(csv.DictReader(file))[:COLD_ROWS]:
                mark = Label.ATTACK if line_of["label"] == "1" else Label.OK
                rows.append(Row(line_of["TEXT"], mark, line_of["TEXT"], cold=True))
    return rows


@cache
def first_look() -> Engine:
    """Return all rules but the second look."""
    rules = (*MODERATION, *POSTINGS)
    return Engine([Setting(rule) for rule in rules if rule.second_look is None])


def look(texts: Sequence[str]) -> list[Looked]:
    """Return what the second look is given of each text."""
    author = Author(identity=1)
    found: list[Looked] = []
    for start in range(0, len(texts), 500):
        normals = normalise_all(texts[start : start + 500])
        batch = [Seen(Message(0, 0, author, each.text, NOW), each) for each in normals]
        found += first_look().look(batch)
    return found


class Texts(NamedTuple):
    """Texts as features: of the runs and the traits, where each text's begin, and what counts."""

    features: Ints
    owners: Ints
    values: Floats
    number: int

    def some(self, chosen: Sequence[int]) -> "Texts":
        """Return some of the texts."""
        new = np.full(self.number, -1)
        new[list(chosen)] = np.arange(len(chosen))
        kept = new[self.owners] >= 0
        return Texts(self.features[kept], new[self.owners[kept]], self.values[kept], len(chosen))


def texts_of(found: Sequence[Looked], names: dict[str, int], *, learn: bool) -> Texts:
    """Return texts as features: runs first, then traits by their place in `names`."""
    read = [text_of(each) or " " for each in found]
    features, owners, values = [], [], []
    number = np.zeros(len(found))
    for runs in grams(read):
        counts = np.diff(runs.starts, append=len(runs.hashes))
        features.append(runs.hashes)
        owners.append(np.repeat(np.arange(len(found)), counts))
        number += counts
    share = RUNS_COUNT / np.sqrt(number)
    values = [share[each] for each in owners]
    pairs = []
    for at, each in enumerate(found):
        for name in traits_of(each):
            place = names.setdefault(name, len(names)) if learn else names.get(name)
            if place is not None:
                pairs.append((at, (1 << BITS) + place))
    own, place_of = np.array(pairs, np.int64).T
    order = np.argsort(np.concatenate([*owners, own]), kind="stable")
    return Texts(
        np.concatenate([*features, place_of])[order],
        np.concatenate([*owners, own])[order],
        np.concatenate([*values, np.full(len(own), TRAIT_COUNTS)])[order].astype(np.float32),
        len(found),
    )


class Weights(NamedTuple):
    """Weights of the features (features × labels) and bias."""

    weights: Floats
    bias: Floats


def scores_of(texts: Texts, model: Weights) -> Floats:
    """Return the scores of texts; every text has a feature."""
    starts = np.flatnonzero(np.diff(texts.owners, prepend=-1))
    rows = model.weights.take(texts.features, axis=0) * texts.values[:, np.newaxis]
    scores: Floats = np.add.reduceat(rows, starts, axis=0) + model.bias
    return scores


def errors_of(chances: Floats, wanted: Floats, cold: NDArray[np.bool_]) -> Floats:
    """Return the slope of the loss; of a COLD row only counts whether it is an attack."""
    errors = chances - wanted
    attack = LABELS.index(Label.ATTACK)
    chance = chances[cold, attack]
    miss = chance - wanted[cold, attack]
    rest = chances[cold] / np.maximum(1 - chance, 1e-6)[:, np.newaxis]
    errors[cold] = -miss[:, np.newaxis] * rest
    errors[cold, attack] = miss
    return errors


def leaning(texts: Texts, size: int) -> Floats:
    """Return by how much each feature counts: the more texts hold it, the more."""
    held = np.bincount(texts.features, minlength=size)
    times = np.clip((np.maximum(held, 1) / USUAL) ** LEANING, LEAST, MOST)
    return times.astype(np.float32)


def fit(texts: Texts, rows: Sequence[Row], size: int) -> Weights:
    """Return a softmax regression (Adam, all rows in every step, features dropped by chance)."""
    wanted = np.zeros((len(rows), len(LABELS)), np.float32)
    wanted[np.arange(len(rows)), [LABELS.index(Label(row.label)) for row in rows]] = 1
    cold = np.array([row.cold for row in rows])
    share = np.where(cold, COLD_WEIGHT, 1.0).astype(np.float32)
    share /= share.sum()
    times = leaning(texts, size)
    values = texts.values * times[texts.features] / np.float32(1 - DROPPED)
    order = np.argsort(texts.features, kind="stable")
    by_feature = texts.features[order]
    begins = np.flatnonzero(np.diff(by_feature, prepend=-1))
    there, owner = by_feature[begins], texts.owners[order]
    model = Weights(np.zeros((size, len(LABELS)), np.float32), np.zeros(len(LABELS), np.float32))
    means = [np.zeros_like(part) for part in model]
    squares = [np.zeros_like(part) for part in model]
    dice = np.random.default_rng(0)
    for step in range(1, STEPS + 1):
        kept = values * (dice.random(len(values), np.float32) >= DROPPED)
        chances = chances_of(scores_of(texts._replace(values=kept), model))
        errors = errors_of(chances, wanted, cold) * share[:, np.newaxis]
        slope = DECAY * model.weights
        parts = errors.take(owner, axis=0) * kept[order, np.newaxis]
        slope[there] += np.add.reduceat(parts, begins, axis=0)
        pace = PACE * min(1.0, 2 * (1 - step / STEPS) + 0.05)
        for at, grade in enumerate((slope, errors.sum(axis=0))):
            means[at] += 0.1 * (grade - means[at])
            squares[at] += 0.001 * (grade**2 - squares[at])
            root = np.sqrt(squares[at] / (1 - 0.999**step)) + 1e-8
            model[at][...] -= (pace * means[at] / (1 - 0.9**step) / root).astype(np.float32)
    return Weights(model.weights * times[:, np.newaxis], model.bias)


def folds_of(rows: Sequence[Row]) -> list[int]:
    """Return the fold of each row, by its family."""
    return [zlib.crc32(row.family.encode()) % FOLDS for row in rows]


def held_out(texts: Texts, rows: Sequence[Row], size: int) -> Floats:
    """Return the scores of each row by a model that saw neither it nor its family."""
    folds = folds_of(rows)
    scores = np.zeros((len(rows), len(LABELS)), np.float32)
    for fold in range(FOLDS):
        inside = [at for at, each in enumerate(folds) if each != fold]
        held = [at for at, each in enumerate(folds) if each == fold]
        model = fit(texts.some(inside), [rows[at] for at in inside], size)
        scores[held] = scores_of(texts.some(held), model)
    return scores


def flatness(scores: Floats, rows: Sequence[Row]) -> float:
    """Return by what scores are divided to be chances: what makes the labels likeliest."""
    own = [at for at, row in enumerate(rows) if not row.cold]
    right = [LABELS.index(Label(rows[at].label)) for at in own]

    def loss(by: float) -> float:
        chances = chances_of(scores[own] / np.float32(by))
        return -float(np.log(chances[np.arange(len(own)), right] + 1e-9).mean())

    return min((each / 20 for each in range(8, 80)), key=loss)


def as_model(weights: Weights, names: Sequence[str], by: float) -> Model:
    """Return what the second look reads, its scores divided."""
    runs = weights.weights[: 1 << BITS] * np.float32(RUNS_COUNT / by)
    traits = weights.weights[1 << BITS :] * np.float32(TRAIT_COUNTS / by)
    named = dict(zip(names, traits, strict=True))
    return model_of(LABELS, runs, weights.bias / np.float32(by), named)


def train(rows: Sequence[Row], by: float | None = None) -> Model:
    """Return a model of labelled rows, its scores divided `by`, else as held-out rows ask for."""
    names: dict[str, int] = {}
    texts = texts_of(look([row.text for row in rows]), names, learn=True)
    size = (1 << BITS) + len(names)
    if by is None:
        by = flatness(held_out(texts, rows, size), rows)
    print(f"scores are divided by {by}")
    return as_model(fit(texts, rows, size), list(names), by)


def save(model: Model) -> None:
    """Write a model, the weights of the runs in one byte each."""
    scale = np.abs(model.weights).max(axis=0) / 127
    small: dict[str, Any] = {
        "labels": np.array([str(each) for each in model.labels]),
        "weights": np.round(model.weights / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "bias": model.bias,
        "names": np.array(list(model.traits)),
        "traits": np.stack(list(model.traits.values())),
    }
    np.savez_compressed(TARGET, **small)
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


def main() -> None:
    """Train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cold", type=Path)
    parser.add_argument(
        "--flatness", type=float, help="divide scores by this: a sixth of the time, no folds"
    )
    options = parser.parse_args()
    save(train(rows_of(options.cold), options.flatness))


if __name__ == "__main__":
    main()

"""Measure judging: labels, innocents sanctioned, disguises seen through, offensive language.

    make eval DATA=DIRECTORY          (DIRECTORY holds cold/, chaizi/, similar_character/)

What is printed, and what was seen in the making of lists and model, is told in docs/accuracy.md.
`--quick` leaves out what trains again.
"""

import argparse
import csv
import json
import os
import random
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tools import obfuscations
from tools import train_second_look as training

from qunce.kernel.rules import Certainty, Finding, Label
from qunce.rooms.moderation.domain import PERMITTED
from qunce.rooms.moderation.engine import label_of
from qunce.rooms.moderation.grams import BITS
from qunce.rooms.moderation.rules import second_look

ROOT = Path(__file__).resolve().parent.parent / "eval"
VARIANTS = 300  # of each kind of disguise, at least
DRAWS = 1000  # of the bootstrap
APART = ("holdout3.jsonl", "holdout4.jsonl", "holdout5.jsonl")  # no message of them is trained with
FAMILIES = {"dev.jsonl": "dev-", "holdout.jsonl": "hold-", "holdout2.jsonl": "late-"}


class Judged(NamedTuple):
    """A message with its right label and what was found in it."""

    text: str
    label: str
    given: str
    findings: Sequence[Finding]

    def is_sanctioned(self) -> bool:
        """Say whether a sanction would follow by itself."""
        return any(
            each.certainty is Certainty.SURE and each.label not in PERMITTED
            for each in self.findings
        )


@cache
def shipped() -> second_look.Ready:
    """Return the model that comes with Qunce."""
    return second_look.prepare(second_look.Config())


def judge(
    texts: Sequence[str], labels: Sequence[str], ready: second_look.Ready | None = None
) -> list[Judged]:
    """Return what all rules find in texts; `ready` holds another model than the shipped one."""
    found = second_look.judge_all(training.look(texts), ready or shipped())
    rows = zip(texts, labels, found, strict=True)
    return [Judged(text, label, label_of(its), its) for text, label, its in rows]


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of a file of this project's messages."""
    return [json.loads(line) for line in (ROOT / name).read_text("utf-8").splitlines()]


def wilson(hits: int, number: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927)."""
    if not number:
        return 0.0, 1.0
    z, share = 1.96, hits / number
    middle = share + z * z / (2 * number)
    reach = z * (share * (1 - share) / number + z * z / (4 * number * number)) ** 0.5
    whole = 1 + z * z / number
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def share(hits: int, number: int) -> str:
    """Return a share with its interval, in words."""
    low, high = wilson(hits, number)
    return f"{hits / max(1, number):6.3f} [{low:.3f}, {high:.3f}]  {hits} of {number}"


def macro(rows: Sequence[Judged]) -> float:
    """Return the mean F1 of the labels that are there."""
    return sum(each[2] for each in scores(rows).values()) / max(1, len(scores(rows)))


def scores(rows: Sequence[Judged]) -> dict[str, tuple[float, float, float]]:
    """Return precision, recall and F1 of each label."""
    true, given = Counter(row.label for row in rows), Counter(row.given for row in rows)
    right = Counter(row.label for row in rows if row.label == row.given)
    table = {}
    for label in sorted(true):
        precision = right[label] / given[label] if given[label] else 0.0
        recall = right[label] / true[label]
        both = precision + recall
        table[label] = (precision, recall, 2 * precision * recall / both if both else 0.0)
    return table


def drawn(rows: Sequence[Judged], measure: Callable[[Sequence[Judged]], float]) -> str:
    """Return a measure with its bootstrap interval (95 %), in words."""
    dice = random.Random(0)  # noqa: S311  (no secret: the same draws each time)
    values = sorted(measure(dice.choices(rows, k=len(rows))) for _ in range(DRAWS))
    low, high = values[int(DRAWS * 0.025)], values[int(DRAWS * 0.975)]
    return f"{measure(rows):.3f} [{low:.3f}, {high:.3f}]"


def report(title: str, rows: Sequence[Judged]) -> None:
    """Print the table of the labels and who would be sanctioned without reason."""
    true, given = Counter(row.label for row in rows), Counter(row.given for row in rows)
    right = Counter(row.label for row in rows if row.label == row.given)
    print(f"\n{title}\n{'label':14} {'precision':>34} {'recall':>34} {'F1':>6}")
    for label, (_, _, both) in scores(rows).items():
        precision, recall = share(right[label], given[label]), share(right[label], true[label])
        print(f"{label:14} {precision:>34} {recall:>34} {both:6.3f}")
    print(f"macro-F1 {drawn(rows, macro)}")
    fine = [row for row in rows if row.label == Label.OK]
    permitted = [row for row in rows if row.label in {str(each) for each in PERMITTED}]
    breaches = [row for row in rows if row not in permitted]
    for name, group in (("ok", fine), ("permitted", permitted), ("breaches", breaches)):
        print(f"{name} sanctioned {share(sum(row.is_sanctioned() for row in group), len(group))}")


def errors(rows: Sequence[Judged]) -> None:
    """Print what was labelled wrongly, or sanctioned without reason."""
    for row in rows:
        wrongly = row.is_sanctioned() and row.label in {str(each) for each in PERMITTED}
        if row.label != row.given or wrongly:
            why = [(each.rule, each.certainty[0]) for each in row.findings]
            text = row.text.replace("\n", "⏎")[:120]
            print(f"  {row.label} → {row.given}{' SANCTIONED' if wrongly else ''} | {text} | {why}")


def cross(cold: Path | None, *, show: bool) -> None:
    """Print what models find in messages that neither they nor their families were trained with."""
    rows = training.rows_of(cold)
    names: dict[str, int] = {}
    texts = training.texts_of(training.look([row.text for row in rows]), names, learn=True)
    size = (1 << BITS) + len(names)
    folds = training.folds_of(rows)
    judged: dict[int, Judged] = {}
    for fold in range(training.FOLDS):
        inside = [at for at, each in enumerate(folds) if each != fold]
        held = [at for at, each in enumerate(folds) if each == fold and not rows[at].cold]
        fitted = training.fit(texts.some(inside), [rows[at] for at in inside], size)
        model = training.as_model(fitted, list(names), training.FLATNESS)
        ready = second_look.Ready(model, shipped().lead, shipped().least)
        some = [rows[at] for at in held]
        found = judge([row.text for row in some], [row.label for row in some], ready)
        judged.update(zip(held, found, strict=True))
    for name, begins in FAMILIES.items():
        own = [row for at, row in judged.items() if rows[at].family.startswith(begins)]
        report(f"{name}, {training.FOLDS} folds, variants together", own)
        if show:
            errors(own)
    plain = [row for at, row in judged.items() if rows[at].ordinary]
    print(f"\nordinary messages: {len(plain)}, each judged by a model that did not see it")
    print(f"sanctioned {share(sum(row.is_sanctioned() for row in plain), len(plain))}")
    print(f"shown      {share(sum(row.given != Label.OK for row in plain), len(plain))}")
    if show:
        errors(plain)


def disguises(folder: Path | None) -> None:
    """Print which share of found breaches is still found in disguise, by kind."""
    rows = [
        row for row in (*read("dev.jsonl"), *read("holdout.jsonl")) if not row.get("variant_of")
    ]
    bad = [row for row in rows if row["label"] not in {str(each) for each in PERMITTED}]
    found = judge([row["text"] for row in bad], [row["label"] for row in bad])
    base = [row for row in found if row.given not in PERMITTED]
    print(f"\ndisguises, of {len(base)} breaches that are found undisguised")
    for name, change in obfuscations.kinds(folder).items():
        dice = random.Random(name)  # noqa: S311  (no secret: the same draws each time)
        pairs: list[tuple[str, Judged]] = []
        for _ in range(10):
            changed = [(change(row.text, dice), row) for row in base]
            pairs += [pair for pair in changed if pair[0] != pair[1].text]
            if len(pairs) >= VARIANTS or not pairs:
                break
        variants = judge([text for text, _ in pairs], [row.label for _, row in pairs])
        hits = sum(row.given not in PERMITTED for row in variants)
        same = sum(row.given == pair[1].given for row, pair in zip(variants, pairs, strict=True))
        print(f"{name:14} found {share(hits, len(pairs))}   same label {same / len(pairs):.3f}")
    innocents(folder)


def innocents(folder: Path | None) -> None:
    """Print what disguises do to ordinary talk: how many more are shown."""
    plain = (training.DATA / "ordinary.txt").read_text("utf-8").splitlines()[::4]
    for name, change in obfuscations.kinds(folder).items():
        dice = random.Random(name)  # noqa: S311  (no secret: the same draws each time)
        changed = [text for text in (change(each, dice) for each in plain) if text not in plain]
        found = judge(changed, [Label.OK] * len(changed))
        hit = sum(row.given != Label.OK for row in found)
        punished = sum(row.is_sanctioned() for row in found)
        print(f"{name:14} ordinary talk shown {share(hit, len(changed))}   sanctioned {punished}")


def offensive(cold: Path) -> None:
    """Print how far offensive language of another place is told: COLD's dev part."""
    with (cold / "dev.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["TEXT"], row["label"] == "1") for row in csv.DictReader(file)]
    found = judge([text for text, _ in rows], ["" for _ in rows])
    said = [row.given == Label.ATTACK for row in found]
    right = sum(one and mark for one, (_, mark) in zip(said, rows, strict=True))
    true = sum(mark for _, mark in rows)
    precision, recall = right / max(1, sum(said)), right / true
    print("\nCOLD, dev part: offensive against attack")
    print(f"precision {share(right, sum(said))}\nrecall    {share(right, true)}")
    print(f"F1        {2 * precision * recall / (precision + recall):.3f}")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("QUNCE_EVAL_DATA") or None)
    parser.add_argument("--quick", action="store_true", help="train nothing")
    parser.add_argument("--errors", action="store_true", help="show what went wrong")
    options = parser.parse_args()
    folder = Path(options.data) if options.data else None
    for name in APART:
        rows = read(name)
        found = judge([row["text"] for row in rows], [row["label"] for row in rows])
        report(f"{name}: never trained with", found)
        if options.errors:
            errors(found)
    cold = folder / "cold" if folder and (folder / "cold").is_dir() else None
    if not options.quick:
        cross(cold, show=options.errors)
    disguises(folder)
    if cold:
        offensive(cold)
    else:
        print("\nCOLD: left out, no --data (or QUNCE_EVAL_DATA) that has a folder cold")


if __name__ == "__main__":
    main()

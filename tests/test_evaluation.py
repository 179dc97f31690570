"""What recognition is measured with stays apart from what it learned from."""

import json
from pathlib import Path

import pytest
from tools import evaluate
from tools import train_second_look as training

from qunce.kernel.normal import normalise
from qunce.kernel.rules import Label


def test_no_message_that_is_measured_with_was_trained_with() -> None:
    trained = {normalise(row.text).plain for row in training.rows_of(None)}
    held = {normalise(row["text"]).plain for name in evaluate.APART for row in evaluate.read(name)}
    assert len(held) >= 600
    assert not trained & held


@pytest.mark.parametrize("name", evaluate.APART)
def test_the_messages_that_are_measured_with_bear_all_nine_labels(name: str) -> None:
    labels = {row["label"] for row in evaluate.read(name)}
    assert labels == {str(each) for each in Label} - {str(Label.FLOOD)}


def test_a_family_stays_in_one_fold() -> None:
    rows = training.rows_of(None)
    folds: dict[str, set[int]] = {}
    for row, fold in zip(rows, training.folds_of(rows), strict=True):
        folds.setdefault(row.family, set()).add(fold)
    assert all(len(each) == 1 for each in folds.values())
    lines = Path(evaluate.ROOT / "dev.jsonl").read_text("utf-8").splitlines()
    variants = [row for row in map(json.loads, lines) if row["variant_of"]]
    family_of = {row.text: row.family for row in rows}
    assert variants
    assert all(family_of[row["text"]] == row["variant_of"] for row in variants)

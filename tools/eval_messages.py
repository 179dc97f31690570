"""Print precision, recall and F1 of each label on a labelled file, and who would be sanctioned."""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from qunce.kernel.messages import Author, Message
from qunce.kernel.normal import normalise
from qunce.kernel.rules import Certainty, Finding, Label, Seen
from qunce.rooms.moderation.domain import PERMITTED
from qunce.rooms.moderation.engine import Engine, Setting, label_of
from qunce.rooms.moderation.rules import RULES as MODERATION
from qunce.rooms.postings.rules import RULES as POSTINGS

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
SOMEBODY = Author(identity=1)


class Row(NamedTuple):
    """A labelled message and what was found in it."""

    text: str
    label: str
    note: str
    given: str
    findings: Sequence[Finding]

    def is_sure(self) -> bool:
        """Say whether a sanction would follow."""
        sure = [each for each in self.findings if each.certainty is Certainty.SURE]
        return any(each.label not in PERMITTED for each in sure)


def judge(path: Path) -> list[Row]:
    """Return the rows of a labelled JSONL file with what the rules find."""
    engine = Engine([Setting(rule) for rule in (*MODERATION, *POSTINGS)])
    rows = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        message = Message(0, 0, SOMEBODY, row["text"], NOW)
        findings = engine.judge(Seen(message, normalise(row["text"])))
        note = " ".join(filter(None, (row.get("note"), row.get("obfuscation"))))
        rows.append(Row(row["text"], row["label"], note, label_of(findings), findings))
    return rows


def report(rows: Sequence[Row]) -> None:
    """Print a table of the labels and the share of innocent messages with a sanction."""
    true = Counter(row.label for row in rows)
    given = Counter(row.given for row in rows)
    right = Counter(row.label for row in rows if row.label == row.given)
    scores = []
    print(f"{'label':14} {'rows':>5} {'precision':>9} {'recall':>7} {'F1':>6}")
    for label in sorted(true):
        precision = right[label] / given[label] if given[label] else 0.0
        recall = right[label] / true[label]
        both = precision + recall
        scores.append(2 * precision * recall / both if both else 0.0)
        print(f"{label:14} {true[label]:5} {precision:9.3f} {recall:7.3f} {scores[-1]:6.3f}")
    innocent = [row for row in rows if row.label in {str(each) for each in PERMITTED}]
    fine = [row for row in innocent if row.label == Label.OK]
    print(f"macro-F1 {sum(scores) / len(scores):.3f}")
    for name, group in (("ok", fine), ("permitted", innocent)):
        hit = sum(row.is_sure() for row in group)
        print(f"{name} with a sure violation: {hit} of {len(group)} ({hit / len(group):.2%})")


def errors(rows: Sequence[Row]) -> None:
    """Print the rows that were labelled wrongly, and the innocent ones with a sanction."""
    for row in rows:
        wrongly = row.label in {str(each) for each in PERMITTED} and row.is_sure()
        if row.label != row.given or wrongly:
            why = [(f.rule, f.certainty[0], f.reason.params) for f in row.findings]
            text = row.text.replace("\n", "⏎")[:160]
            print(f"{row.label} → {row.given}{' SURE' if wrongly else ''} | {text} | {why}")


def main() -> None:
    """Evaluate the rules on a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    rows = judge(options.file)
    report(rows)
    if options.errors:
        errors(rows)


if __name__ == "__main__":
    main()

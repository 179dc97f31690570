"""The figures of a replay: counts, precision and recall with their intervals, overlap. Pure."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from qunce.kernel.clauses import STEPS
from qunce.rooms.moderation.domain import Answer
from qunce.rooms.moderation.replay.book import Who, who_of
from qunce.rooms.moderation.replay.domain import Change, Line, Outcome, Truth

Z = 1.959963984540054  # of the standard normal distribution: 95 % on both sides
MEMBERS = 1_000  # that a report names, those with most hits first


def wilson(right: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927); (0, 1) where nothing was counted."""
    if not of:
        return 0.0, 1.0
    share, square = right / of, Z * Z
    middle = share + square / (2 * of)
    spread = Z * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    whole = 1 + square / of
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def share(right: int, of: int) -> dict[str, Any]:
    """Return a share as a report holds it; without a value where nothing was counted."""
    low, high = wilson(right, of)
    value = right / of if of else None
    return {"right": right, "of": of, "share": value, "low": low, "high": high}


@dataclass(slots=True)
class Side:
    """What one rule set did: the tried one, or the one that it is compared with."""

    answers: Counter[str] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)  # by rule, "" for all
    wrong: Counter[str] = field(default_factory=Counter)
    missed: int = 0

    def take(self, outcome: Outcome, truth: Truth) -> None:
        """Count what followed from one message."""
        if not outcome.is_hit:
            self.missed += truth is Truth.BROKEN
            return
        self.answers[outcome.answer] += 1
        if outcome.answer is Answer.ACT:
            self.steps[outcome.step] += 1
        self.rules.update(outcome.rules)
        if truth is not Truth.UNKNOWN:
            side = self.right if truth is Truth.BROKEN else self.wrong
            side.update(("", *outcome.rules))

    def report(self) -> dict[str, Any]:
        """Return the counts as plain JSON values."""
        right, wrong = self.right[""], self.wrong[""]
        return {
            "hits": self.answers.total(),
            "acted": self.answers[Answer.ACT],
            "asked": self.answers[Answer.ASK],
            "counted": self.answers[Answer.COUNT],
            "steps": {step.value: self.steps[step] for step in STEPS if self.steps[step]},
            "precision": share(right, right + wrong),
            "recall": share(right, right + self.missed),
            "rules": {
                rule: {
                    "hits": count,
                    "precision": share(self.right[rule], self.right[rule] + self.wrong[rule]),
                }
                for rule, count in sorted(self.rules.items())
            },
        }


@dataclass(slots=True)
class Tally:
    """Counts on the way through a stretch. `read` are all messages, `missing` the erased ones.

    `left_out` are those that an import brought, where only what came in live takes part.
    """

    read: int = 0
    judged: int = 0
    missing: int = 0
    missing_decisions: int = 0
    left_out: int = 0
    now: Side = field(default_factory=Side)
    was: Side = field(default_factory=Side)
    changes: Counter[str] = field(default_factory=Counter)
    alone: Counter[str] = field(default_factory=Counter)
    together: Counter[tuple[str, str]] = field(default_factory=Counter)
    members: dict[Who, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    names: dict[Who, str] = field(default_factory=dict)

    def take(self, lines: Iterable[Line]) -> None:
        """Count lines of the result."""
        for line in lines:
            self.now.take(line.now, line.truth)
            self.was.take(line.was, line.truth)
            self.changes[line.change] += 1
            rules = sorted(line.now.rules)
            if len(rules) == 1:
                self.alone[rules[0]] += 1
            self.together.update(combinations(rules, 2))
            if line.message.author is not None:
                self._count_member(line)

    def _count_member(self, line: Line) -> None:
        author = line.message.author
        if author is None or not (line.now.follows or line.was.follows):
            return
        who = who_of(author)
        self.names[who] = author.name
        counts = self.members[who]
        counts[0] += line.now.follows
        counts[1] += line.was.follows
        counts[2] = max(counts[2], STEPS.index(line.now.step))

    def report(self) -> dict[str, Any]:
        """Return the counts as plain JSON values: what a page, a file and a script read."""
        most = sorted(self.members.items(), key=lambda each: (-each[1][0], -each[1][1], each[0]))
        return {
            "read": self.read,
            "judged": self.judged,
            "missing": self.missing,
            "missing_decisions": self.missing_decisions,
            "left_out": self.left_out,
            "now": self.now.report(),
            "was": self.was.report(),
            "changes": {change.value: self.changes[change] for change in Change},
            "alone": dict(sorted(self.alone.items())),
            "together": [[*pair, count] for pair, count in self.together.most_common()],
            "members": sum(counts[0] > 0 for counts in self.members.values()),
            "member_list": [
                [*who, self.names[who], now, was, STEPS[step].value]
                for who, (now, was, step) in most[:MEMBERS]
            ],
        }

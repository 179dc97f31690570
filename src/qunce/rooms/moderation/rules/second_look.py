"""A second look at what no other rule found anything in: a small linear model, never sure.

The weights are made by `tools/train_second_look.py` from labelled messages; what the model takes
for a breach is shown to a person.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from qunce.kernel.options import option
from qunce.kernel.rules import Certainty, Finding, Label, Rule, Seen
from qunce.kernel.text import N_, Words
from qunce.rooms.moderation.grams import grams

WEIGHTS = "second_look.npz"
_WINDOW = 8  # characters that a finding points at
# The model learned from Chinese: of an address, of code or of keys hit at random it knows nothing.
_CHINESE = re.compile(r"(?:[^\u4e00-\u9fff]*[\u4e00-\u9fff]){4}")

CLAUSES: dict[Label, str] = {
    Label.RECRUIT_BAD: "recruitment",
    Label.AD_PROHIBITED: "ads",
    Label.TOOL_OK: "tools",
    Label.TOOL_BAD: "tools",
    Label.REPOST: "repost",
    Label.ATTACK: "respect",
    Label.SENSITIVE: "topics",
}
REASONS: dict[Label, str] = {
    Label.RECRUIT_BAD: N_("this might be a recruitment post that is not complete"),
    Label.AD_PROHIBITED: N_("this might be advertising"),
    Label.TOOL_OK: N_("this might be a recommendation from experience"),
    Label.TOOL_BAD: N_("this might be a hard sell of an HR service"),
    Label.REPOST: N_("this might be shared without its owner's leave"),
    Label.ATTACK: N_("this might hurt somebody"),
    Label.SENSITIVE: N_("this might be politics or preaching"),
}


class Attention(StrEnum):
    """How readily a message is shown to a person."""

    SPARING = "sparing"
    NORMAL = "normal"
    EAGER = "eager"


_LEAD: dict[Attention, float] = {
    Attention.SPARING: -1.0,
    Attention.NORMAL: 0.25,
    Attention.EAGER: 1.0,
}


@dataclass(frozen=True, slots=True)
class Config:
    """How closely to look."""

    attention: Attention = option(
        Attention.NORMAL,
        N_("Attention"),
        help=N_("The more attention, the more messages are shown to a person."),
        choices=(
            ("sparing", N_("sparing")),
            ("normal", N_("normal")),
            ("eager", N_("eager")),
        ),
    )
    least: int = option(7, N_("Shortest text"), low=2, high=100, unit=N_("characters"))


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model: the score of a label is `bias` + weights of the runs / √(number of runs)."""

    labels: tuple[Label, ...]
    weights: NDArray[np.float32]  # runs × labels
    bias: NDArray[np.float32]

    def scores(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the score of each label for each text; above 0 it is more likely than not."""
        total = np.zeros((len(texts), len(self.labels)), np.float32)
        number = np.zeros(len(texts))
        for runs in grams(texts):
            total += np.add.reduceat(self.weights.take(runs.hashes, axis=0), runs.starts, axis=0)
            number += runs.counts
        shrink = (1 / np.sqrt(number)).astype(np.float32)
        scores: NDArray[np.float32] = total * shrink[:, np.newaxis] + self.bias
        return scores


@cache
def load() -> Model:
    """Return the model that comes with Qunce."""
    source = resources.files("qunce.rooms.moderation") / WEIGHTS
    with source.open("rb") as file, np.load(file) as arrays:
        labels = tuple(Label(str(each)) for each in arrays["labels"])
        weights = arrays["weights"].astype(np.float32) * arrays["scale"]
        return Model(labels, weights, arrays["bias"])


@dataclass(frozen=True, slots=True)
class Ready:
    """The model, and how closely to look."""

    model: Model
    lead: float
    least: int


def prepare(config: Config) -> Ready:
    """Return the model with what the owner chose."""
    return Ready(load(), _LEAD[Attention(config.attention)], config.least)


def judge(seen: Seen, ready: Ready) -> Sequence[Finding]:
    """Return what the model takes a message for, if that is a breach."""
    return judge_all([seen], ready)[0]


def judge_all(batch: Sequence[Seen], ready: Ready) -> list[list[Finding]]:
    """Return for each message what the model takes it for, if that is a breach."""
    findings: list[list[Finding]] = [[] for _ in batch]
    texts = {at: seen.normal.base.bare for at, seen in enumerate(batch)}
    texts = {at: text for at, text in texts.items() if _is_readable(text, ready.least)}
    if not texts:
        return findings
    scores = ready.model.scores(list(texts.values()))
    scores[:, ready.model.labels.index(Label.OK)] -= ready.lead
    for (at, text), best in zip(texts.items(), scores.argmax(axis=1).tolist(), strict=True):
        label = ready.model.labels[best]
        if label in CLAUSES:
            findings[at].append(_finding(batch[at], text, label, ready.model))
    return findings


def _is_readable(text: str, least: int) -> bool:
    """Say whether a text is long enough, and Chinese enough, to be judged by the model."""
    return len(text) >= least and _CHINESE.match(text) is not None


def _finding(seen: Seen, text: str, label: Label, model: Model) -> Finding:
    span = seen.normal.span(*seen.normal.base.span(*_telling(text, label, model)))
    reason = Words(REASONS[label])
    return Finding(RULE.key, CLAUSES[label], label, span, reason, certainty=Certainty.LIKELY)


def _telling(text: str, label: Label, model: Model) -> tuple[int, int]:
    """Return the stretch of a text that speaks most for a label: half open, a few characters."""
    column, fine = model.labels.index(label), model.labels.index(Label.OK)
    by_place = np.zeros(len(text) + 2)
    for runs in grams([text]):
        gain = model.weights[runs.hashes, column] - model.weights[runs.hashes, fine]
        by_place[: len(gain)] += gain
    by_place = by_place[1 : len(text) + 1]
    size = min(_WINDOW, len(text))
    start = int(np.convolve(by_place, np.ones(size), mode="valid").argmax())
    return start, start + size


RULE = Rule(
    key="second_look",
    title=N_("Second look"),
    help=N_(
        "Looks once more at messages in which no other rule found anything, and shows a person "
        "what might be a breach. Never acts by itself."
    ),
    clause="",
    config=Config(),
    judge=judge,
    prepare=prepare,
    second_look=judge_all,
)

"""A second look at what no other rule found anything in: a small linear model, never sure.

The weights are made by `tools/train_second_look.py` from labelled messages; what the model takes
for a breach is shown to a person.
"""

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
    least: int = option(5, N_("Shortest text"), low=2, high=100, unit=N_("characters"))


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model: the score of a label is `bias` + weights of the runs / √(number of runs)."""

    labels: tuple[Label, ...]
    weights: NDArray[np.float32]  # runs × labels
    bias: NDArray[np.float32]

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the score of each label for each text; above 0 it is more likely than not."""
        hashes, owners, _ = grams(texts)
        counts = np.bincount(owners, minlength=len(texts))
        chosen = self.weights[hashes]
        columns = [
            np.bincount(owners, weights=chosen[:, at], minlength=len(texts))
            for at in range(len(self.labels))
        ]
        return np.stack(columns, axis=1) / np.sqrt(counts)[:, None] + self.bias


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
    texts = [seen.normal.base.bare for seen in batch]
    if not texts:
        return []
    scores = ready.model.scores(texts)
    fine = ready.model.labels.index(Label.OK)
    scores[:, fine] -= ready.lead
    best = scores.argmax(axis=1)
    findings: list[list[Finding]] = []
    for seen, text, at in zip(batch, texts, best, strict=True):
        label = ready.model.labels[at]
        told = label in CLAUSES and len(text) >= ready.least
        findings.append([_finding(seen, text, label, ready.model)] if told else [])
    return findings


def _finding(seen: Seen, text: str, label: Label, model: Model) -> Finding:
    span = seen.normal.span(*seen.normal.base.span(*_telling(text, label, model)))
    reason = Words(REASONS[label])
    return Finding(RULE.key, CLAUSES[label], label, span, reason, certainty=Certainty.LIKELY)


def _telling(text: str, label: Label, model: Model) -> tuple[int, int]:
    """Return the stretch of a text that speaks most for a label: half open, a few characters."""
    hashes, _, places = grams([text])
    gain = model.weights[hashes, model.labels.index(label)]
    gain = gain - model.weights[hashes, model.labels.index(Label.OK)]
    by_place = np.bincount(places, weights=gain, minlength=len(text) + 2)[1 : len(text) + 1]
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

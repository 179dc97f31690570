"""A second look at every message: a small linear model that weighs what the rules found.

The weights are made by `tools/train_second_look.py` from labelled messages. What only the model
takes for a breach is shown to a person; what a rule is sure of stays so only where the model
agrees; what it takes for ordinary talk is left alone.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib import resources
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from qunce.kernel.normal import normalise
from qunce.kernel.options import option
from qunce.kernel.rules import Certainty, Finding, Label, Looked, Rule, Seen
from qunce.kernel.text import N_, Words
from qunce.rooms.moderation import traits
from qunce.rooms.moderation.grams import grams, grams_of
from qunce.rooms.moderation.rules.tool_words import is_lacking

WEIGHTS = "second_look.npz"
_FEW = 8  # fewer messages than this are quicker one by one
_WINDOW = 8  # characters that speak most for a label; a finding points at the clause around
_PAUSES = "，。！？；、,!?;\n…—"
_QUICK = 12  # characters to either side are quickly read
# The model learned from Chinese: of an address, of code or of keys hit at random it knows nothing.
_CHINESE = re.compile(r"(?:[^\u4e00-\u9fff]*[\u4e00-\u9fff]){4}")
# Whom a message calls is not what it says: names hold companies and jobs.
_CALLED = re.compile(r"(?<![\w.-])@[^\s@,，。!！?？:：]{1,40}\s")
_TAGGED = re.compile(r"\W*[【\[]\s*招聘\s*[】\]]")  # says itself what it is
_MARK, _HEADING = "推荐", 12  # of a recommendation, and within how many characters
_QUOTES = (("“", "”"), ("「", "」"), ("『", "』"))
SURE_FROM = 0.85  # chance from which on a finding that a rule is sure of stays sure
ASK_FROM = 0.2  # chance from which on a person is asked about it
FINE_FROM = 0.8  # chance from which on an offer with a way to reach somebody is let be
POSTS = frozenset({Label.RECRUIT_OK, Label.RECRUIT_BAD})
TOOLS = frozenset({Label.TOOL_OK, Label.TOOL_BAD})
# Who sells may insult as well: one label has the greater chance, but both are true.
CONDUCT = frozenset({Label.ATTACK, Label.SENSITIVE})
SOLD = frozenset({Label.AD_PROHIBITED, Label.TOOL_BAD, Label.REPOST, *POSTS})
# Whoever asks whether something is allowed uses the words of those who do it.
NEVER_SURE_OF_QUESTIONS = frozenset({Label.REPOST, Label.TOOL_BAD, Label.SENSITIVE})

Floats = NDArray[np.float32]
Named = Mapping[str, Floats]

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
    Label.RECRUIT_BAD: N_("this might be a recruitment post that is not complete: “%(stretch)s”"),
    Label.AD_PROHIBITED: N_("this might be advertising: “%(stretch)s”"),
    Label.TOOL_OK: N_("this might be a recommendation from experience: “%(stretch)s”"),
    Label.TOOL_BAD: N_("this might be a hard sell of an HR service: “%(stretch)s”"),
    Label.REPOST: N_("this might be shared without its owner's leave: “%(stretch)s”"),
    Label.ATTACK: N_("this might hurt somebody: “%(stretch)s”"),
    Label.SENSITIVE: N_("this might be politics or preaching: “%(stretch)s”"),
}


# What the model takes for a post that no rule can read as one lacks at least the tag.
_SUSPECTED = {each: each for each in CLAUSES} | {Label.RECRUIT_OK: Label.RECRUIT_BAD}


class Attention(StrEnum):
    """How readily a message is shown to a person."""

    SPARING = "sparing"
    NORMAL = "normal"
    EAGER = "eager"


_LEAD: dict[Attention, float] = {
    Attention.SPARING: -1.0,
    Attention.NORMAL: 0.7,
    Attention.EAGER: 1.2,
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
    """A linear model whose scores are logarithms of chances.

    The score of a label is `bias` + weights of the runs / √(number of runs) + weights of the
    traits. Training scaled them so that the chances are what they say (docs/accuracy.md).
    """

    labels: tuple[Label, ...]
    weights: Floats  # runs × labels
    bias: Floats
    traits: Mapping[str, Floats]  # trait → labels
    counted: Floats  # traits that are counted (`traits.names`) × labels

    def scores(self, texts: Sequence[str], batch: Sequence[Looked]) -> Floats:
        """Return the score of each label for each message, read as its text."""
        if len(batch) < _FEW:
            total = np.stack([self._score(*each) for each in zip(texts, batch, strict=True)])
        else:
            total = self._scores(texts, batch)
        for at, looked in enumerate(batch):
            if looked.findings:
                for name in traits.findings_of(looked):
                    if (weights := self.traits.get(name)) is not None:
                        total[at] += weights
        return total

    def _scores(self, texts: Sequence[str], batch: Sequence[Looked]) -> Floats:
        """Return the scores of many messages, but for what their findings say."""
        total = np.zeros((len(texts), len(self.labels)), np.float32)
        number = np.zeros(len(texts))
        for runs in grams(texts):
            total += np.add.reduceat(self.weights.take(runs.hashes, axis=0), runs.starts, axis=0)
            number += runs.counts
        total *= (1 / np.sqrt(number)).astype(np.float32)[:, np.newaxis]
        total += self.bias
        total += traits.count(batch) @ self.counted
        return total

    def _score(self, text: str, looked: Looked) -> Floats:
        """Return the same of one message, in fewer steps."""
        runs = grams_of(text)
        score: Floats = np.add.reduce(self.weights.take(runs, axis=0), axis=0)
        score *= np.float32(1 / sqrt(len(runs)))
        score += self.bias
        score += np.add.reduce(self.counted.take(traits.places(looked), axis=0), axis=0)
        return score


def model_of(labels: tuple[Label, ...], runs: Floats, bias: Floats, named: Named) -> Model:
    """Return a model; a trait that its training did not meet says nothing."""
    nothing = np.zeros(len(labels), np.float32)
    counted = np.stack([named.get(name, nothing) for name in traits.names()])
    return Model(labels, runs, bias, named, counted)


@cache
def load() -> Model:
    """Return the model that comes with Qunce."""
    source = resources.files("qunce.rooms.moderation") / WEIGHTS
    with source.open("rb") as file, np.load(file) as arrays:
        labels = tuple(Label(str(each)) for each in arrays["labels"])
        weights = arrays["weights"].astype(np.float32) * arrays["scale"]
        named = dict(zip(arrays["names"].tolist(), arrays["traits"], strict=False))
        return model_of(labels, weights, arrays["bias"], named)


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
    """Return what the model takes a message for, if that is a breach and no rule looked at it."""
    return judge_all([Looked(seen, seen.normal, ())], ready)[0]


def text_of(looked: Looked) -> str:
    """Return the characters that the model reads: parts put together, look-alikes joined.

    The names of those whom the message calls are left out.
    """
    shown = looked.shown
    if "@" in shown.text and len(said := _CALLED.sub(" ", shown.text)) < len(shown.text):
        return normalise(said).split.tight
    return shown.split.tight


def chances_of(scores: Floats) -> Floats:
    """Return chances from scores: each row adds up to 1."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: Floats = powers / powers.sum(axis=1, keepdims=True)
    return chances


def judge_all(batch: Sequence[Looked], ready: Ready) -> list[list[Finding]]:
    """Return the findings that are to stand: what the rules found, weighed once more.

    What is too short, or not Chinese, is left as the rules see it.
    """
    findings = [list(looked.findings) for looked in batch]
    texts = {
        at: text
        for at, looked in enumerate(batch)
        if _is_readable(text := text_of(looked), ready.least)
    }
    if not texts:
        return findings
    scores = ready.model.scores(list(texts.values()), [batch[at] for at in texts])
    scores[:, ready.model.labels.index(Label.OK)] -= ready.lead
    bests = scores.argmax(axis=1).tolist()
    fine = ready.model.labels.index(Label.OK)
    chances: Floats | None = None
    for row, (at, best) in enumerate(zip(texts, bests, strict=True)):
        if best == fine and not findings[at]:
            continue
        if chances is None:
            chances = chances_of(scores)
        of = dict(zip(ready.model.labels, chances[row].tolist(), strict=True))
        findings[at] = weigh(batch[at], findings[at], of, ready.model)
    return findings


def weigh(
    looked: Looked, findings: Sequence[Finding], chances: Mapping[Label, float], model: Model
) -> list[Finding]:
    """Return the findings that stand by the chances of each label, and what the model adds."""
    best = max(chances, key=chances.__getitem__)
    is_tagged = _TAGGED.match(looked.seen.normal.plain) is not None
    stand: list[Finding] = []
    for each in findings:
        if each.settled or each.forbidden or each.label is Label.FLOOD:
            stand.append(each)
            continue
        chance = _chance_of(each, chances)
        alike = each.label in POSTS and (best in POSTS or is_tagged)
        if each.label is best or alike or (is_lacking(each) and best in TOOLS):
            doubt = chance < SURE_FROM or _is_doubtful(looked, each)
            stand.append(replace(each, certainty=Certainty.LIKELY) if doubt else each)
        elif (
            each.certainty is Certainty.SURE
            and (
                (best is Label.OK and chance >= ASK_FROM)
                or (best in SOLD and each.label in CONDUCT)
            )
        ) or (best is Label.OK and each.label in SOLD and _is_near(looked, chances)):
            stand.append(replace(each, certainty=Certainty.LIKELY))
    beside = all(each.label in CONDUCT and best in SOLD for each in stand)
    if beside and (label := _SUSPECTED.get(best)):
        stand.append(_finding(looked, label, model))
    return stand


def _is_near(looked: Looked, chances: Mapping[Label, float]) -> bool:
    """Say whether an offer that seems fine names a way to reach its author, and might be none."""
    return bool(looked.seen.contacts) and chances[Label.OK] < FINE_FROM


def _is_doubtful(looked: Looked, finding: Finding) -> bool:
    """Say whether a person is to see a finding, however likely: questions, quotes, and who marks.

    Whoever marks a recommendation as the group wants it, but tells too little, meant it well. Who
    marks it and tells of no use at all is told at once what is missing.
    """
    if finding.label in POSTS or is_lacking(finding):
        return False
    if finding.label is Label.TOOL_BAD and _MARK in looked.seen.normal.plain[:_HEADING]:
        return True
    asks = finding.label in NEVER_SURE_OF_QUESTIONS and _asks(looked)
    return asks or _is_quoted(looked, finding)


def _is_quoted(looked: Looked, finding: Finding) -> bool:
    """Say whether what was found stands in quotation marks: perhaps others' words."""
    text, (start, end) = looked.seen.message.text, finding.span
    for opening, closing in _QUOTES:
        left = text.rfind(opening, 0, start + 1)
        if left >= 0 and text.find(closing, left + 1) >= end:
            return True
    return False


def _asks(looked: Looked) -> bool:
    """Say whether a message asks the group something, and names no way to reach a seller."""
    plain = looked.seen.normal.plain
    return not looked.seen.contacts and ("?" in plain or "吗" in plain)


def _chance_of(finding: Finding, chances: Mapping[Label, float]) -> float:
    """Return how likely a finding is. What a post lacks is told by the rule, not by a model."""
    if finding.label is Label.RECRUIT_OK:
        return sum(chances[each] for each in POSTS)
    if is_lacking(finding):
        return sum(chances[each] for each in TOOLS)
    return chances[finding.label]


def _is_readable(text: str, least: int) -> bool:
    """Say whether a text is long enough, and Chinese enough, to be judged by the model."""
    return len(text) >= least and _CHINESE.match(text) is not None


def _finding(looked: Looked, label: Label, model: Model) -> Finding:
    normal = looked.seen.normal
    text = normal.split.tight
    span = (0, len(normal.text))
    if text:
        place = normal.span(*normal.split.span(*_telling(text, label, model)))
        span = _clause(normal.text, *place)
    reason = Words(REASONS[label], {"stretch": normal.text[slice(*span)]})
    return Finding(RULE.key, CLAUSES[label], label, span, reason, certainty=Certainty.LIKELY)


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the clause around a stretch of a text, or as much of it as is quickly read."""
    middle = (start + end) // 2
    left = max((text.rfind(each, 0, middle) for each in _PAUSES), default=-1) + 1
    right = min((at for each in _PAUSES if (at := text.find(each, middle)) >= 0), default=len(text))
    left, right = max(left, middle - _QUICK), min(right, middle + _QUICK)
    while left < right and text[left].isspace():
        left += 1
    while left < right and text[right - 1].isspace():
        right -= 1
    return (left, right) if left < right else (start, end)


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
        "Weighs once more what the other rules found, and shows a person what might be a breach "
        "that none of them knows. Never acts by itself."
    ),
    clause="",
    config=Config(),
    judge=judge,
    prepare=prepare,
    second_look=judge_all,
)

"""Passages of texts that the community has registered as protected, also changed a little (M09)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from qunce.kernel.messages import Message
from qunce.kernel.normal import normalise
from qunce.kernel.options import option
from qunce.kernel.own_words import own_words
from qunce.kernel.protected import Leave, Protected
from qunce.kernel.rules import Certainty, Finding, Label, Rule, Seen, View
from qunce.kernel.text import N_, Words
from qunce.rooms.moderation import declared
from qunce.rooms.moderation.shingles import Index, Stretch, find_same, index_of, letters_of

SAME = N_("%(count)s characters are the same as in the registered text “%(title)s” (%(holder)s)")
NO_SOURCE = N_("%(reason)s; it may be passed on where its source is named")
TOO_MUCH = N_("%(reason)s; only passages of up to %(most)s characters may be quoted")


@dataclass(frozen=True, slots=True)
class Config:
    """How much of a registered text is too much."""

    least: int = option(
        50,
        N_("A person looks from"),
        help=N_(
            "So many characters must be the same as in one registered text. Of 3,600 ordinary "
            "messages none had more than 19 in common with others."
        ),
        low=30,
        high=1_000,
        unit=N_("characters"),
    )
    sure: int = option(
        100,
        N_("A copy from"),
        help=N_("From so many on no person needs to look, unless leave is declared."),
        low=30,
        high=5_000,
        unit=N_("characters"),
    )
    quote: int = option(
        150,
        N_("A short passage up to"),
        help=N_("For texts that may be quoted with their source."),
        low=30,
        high=2_000,
        unit=N_("characters"),
    )


@dataclass(frozen=True, slots=True)
class Copied:
    """What a message has from a text: `start`, `end` are half open in `Normal.split.bare`."""

    text: int
    title: str
    holder: str
    leave: Leave
    count: int
    start: int
    end: int


class _Shelf(NamedTuple):
    texts: Sequence[Protected]
    book: Index


@lru_cache(maxsize=16)
def _shelf(texts: tuple[Protected, ...]) -> _Shelf:
    """Return texts with what they are looked up by; they are the same from batch to batch."""
    return _Shelf(texts, index_of([each.prints for each in texts]))


def gather(
    batch: Sequence[Message], view: View, config: Config
) -> Mapping[int, tuple[Copied, ...]]:
    """Return for each message (by its place) what it has from registered texts, most first.

    Plain values, so that a decision keeps them as they were: the text may be taken out later.
    """
    texts = view.protected()
    if not texts:
        return {}
    shelf = _shelf(tuple(texts))
    found: dict[int, tuple[Copied, ...]] = {}
    for place, message in enumerate(batch):
        own = own_words(message.text)
        if len(own) >= config.least and (copied := _copied(own, message, shelf, config)):
            found[place] = copied
    return found


def _copied(own: str, message: Message, shelf: _Shelf, config: Config) -> tuple[Copied, ...]:
    """Return what a message has from the texts that were registered when it was sent."""
    letters, where = letters_of(normalise(own))
    same = [
        (shelf.texts[whose], stretches)
        for whose, stretches in find_same(letters, shelf.book).items()
        if shelf.texts[whose].counts_at(message.sent_at)
    ]
    free = np.zeros(len(letters), np.bool_)
    for text, stretches in same:
        if text.leave is Leave.FREE:
            free |= _covered(len(letters), stretches)
    found: list[Copied] = []
    for text, stretches in same:
        own_places = np.flatnonzero(_covered(len(letters), stretches) & ~free)
        if text.leave is not Leave.FREE and len(own_places) >= config.least:
            start, end = where[own_places[0]], where[own_places[-1]] + 1
            about = (text.key, text.title, text.holder, text.leave)
            found.append(Copied(*about, len(own_places), start, end))
    return tuple(sorted(found, key=lambda each: (-each.count, each.text)))


def _covered(length: int, stretches: Sequence[Stretch]) -> "np.typing.NDArray[np.bool_]":
    mask = np.zeros(length, np.bool_)
    for start, end in stretches:
        mask[start:end] = True
    return mask


def judge(seen: Seen, config: Config) -> Sequence[Finding]:
    """Return a finding about the text that most was taken from, if that is not allowed.

    Sure is only what is long and claims no leave: a claim is looked at by a person.
    """
    copied: Sequence[Copied] = seen.extra.get(RULE.key, ())
    if not copied or seen.parts:
        return ()
    for each in copied:
        if finding := _found(each, seen, config):
            return [finding]
    return ()


def sift(batch: Sequence[Seen], _config: Config) -> list[int]:
    """Return the places of the messages that something was gathered for."""
    return [at for at, seen in enumerate(batch) if seen.extra]


def _found(copied: Copied, seen: Seen, config: Config) -> Finding | None:
    plain = seen.normal.plain
    has_source = declared.names_source(plain, copied.title, copied.holder)
    may = copied.leave is Leave.SOURCE or (
        copied.leave is Leave.QUOTE and copied.count <= config.quote
    )
    if may and has_source:
        return None
    about: dict[str, str | int | Words] = {
        "count": copied.count,
        "title": copied.title,
        "holder": copied.holder,
    }
    layer = seen.normal.split
    span = seen.normal.span(*layer.span(copied.start, copied.end))
    is_sure = copied.count >= max(config.least, config.sure) and not may
    finding = Finding(
        RULE.key,
        RULE.clause,
        Label.REPOST,
        span,
        Words(SAME, about),
        tuple(seen.normal.undone(*layer.span(copied.start, copied.end))),
        Certainty.SURE if is_sure else Certainty.LIKELY,
    )
    if may:
        finding = replace(finding, reason=Words(NO_SOURCE, {"reason": finding.reason}))
    elif copied.leave is Leave.QUOTE:
        most: dict[str, str | int | Words] = {"reason": finding.reason, "most": config.quote}
        finding = replace(finding, reason=Words(TOO_MUCH, most))
    claim = declared.find_claim(plain)
    return replace(declared.weaken(finding, claim) if claim else finding, settled=True)


RULE = Rule(
    key="protected_texts",
    title=N_("Protected texts"),
    help=N_(
        "Finds passages of texts that you have registered as protected, also in part and with "
        "small changes. Where leave is declared, a person decides."
    ),
    clause="repost",
    config=Config(),
    judge=judge,
    sift=sift,
    gather=gather,
)

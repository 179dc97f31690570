"""Judges a batch: each message by itself, and short ones that only together say something. Pure.

Whoever sends 代开, 发票, 加微信 and a number one by one has sent one advertisement. So where
nothing sure was found in a short message, it is read once more together with the short ones that
its author sent right before it. What still speaks for the same sale afterwards is a piece of it
as well: it goes with the others, and nothing more follows.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache

from ahocorasick_rs import AhoCorasick

from qunce.kernel.contacts import find_contacts
from qunce.kernel.messages import Message, MessageKind
from qunce.kernel.normal import Normal, normalise, normalise_all
from qunce.kernel.own_words import own_words
from qunce.kernel.rules import Certainty, Finding, Label, Seen
from qunce.kernel.text import N_, Words
from qunce.rooms.moderation.domain import is_violation
from qunce.rooms.moderation.engine import Engine
from qunce.rooms.moderation.lexicon import load
from qunce.rooms.moderation.rules import ad_words

APART = timedelta(seconds=60)  # so close does each message follow the one before
MOST = 8  # messages that are joined
SHORT = 40  # characters of each
BACK = APART * MOST  # how far back is looked

# What takes words from several messages to be one thing. An insult is one in each part, and a
# flood is a matter of its own.
JOINED = frozenset({Label.AD_PROHIBITED})
OF_ITS_OWN = frozenset({Label.ATTACK, Label.SENSITIVE, Label.FLOOD})
# The groups of words that a sale is made of (words/ad_words.txt, words/talk.txt).
SOLD = ("sure", "goods", "deal", "call")
TOGETHER = N_("%(reason)s (said in %(count)s messages, one after the other)")


def judge_batch(engine: Engine, batch: Sequence[Seen]) -> tuple[list[Seen], list[list[Finding]]]:
    """Return what was seen and what was found in it, message by message.

    Of a message that only together with earlier ones is something, what was seen is the joined
    text, and `Seen.parts` names the earlier ones. What they said without the message was found
    before, if it was anything, and is not counted again: of a message that is one more piece of
    that, `Seen.parts` names the earlier ones and nothing is found (`is_piece`). Where it may be an
    insult as well, it is no piece: what was found in it stands.
    """
    seen, found = list(batch), engine.judge_all(batch)
    chains = _chains(batch, found)
    together = _join([(batch[place], [*parts, batch[place].message]) for place, parts in chains])
    sure = _sure_in(engine, together)
    hits = [place for place, findings in enumerate(sure) if findings]
    without = _join([(batch[chains[each][0]], chains[each][1]) for each in hits])
    for each, before in zip(hits, _sure_in(engine, without), strict=True):
        place = chains[each][0]
        if not before:
            seen[place] = together[each]
            found[place] = [_told(one, together[each]) for one in sure[each]]
        elif not _has_its_own(found[place]) and speaks_for_sale(batch[place].normal):
            seen[place] = batch[place]._replace(parts=together[each].parts)
            found[place] = []
    return seen, found


def is_piece(seen: Seen, found: Sequence[Finding]) -> bool:
    """Say whether a message is only one more piece of what was found in earlier ones."""
    return bool(seen.parts) and not found


def _has_its_own(found: Sequence[Finding]) -> bool:
    return any(each.label in OF_ITS_OWN and is_violation(each) for each in found)


def speaks_for_sale(normal: Normal) -> bool:
    """Say whether a text holds anything that a sale is made of: goods, a price, a way to call."""
    texts = {normal.plain, normal.base.bare}
    sold = any(_sold().find_matches_as_indexes(text) for text in texts)
    return sold or bool(find_contacts(normal.plain)) or ad_words.SCALE.hinted(normal.plain)


@cache
def _sold() -> AhoCorasick:
    groups = [load(name) for name in ("ad_words", "talk")]
    words = {
        normalise(word).plain
        for its in groups
        for group in SOLD
        for word in its.get(group, ())
        if len(word) > 1
    }
    return AhoCorasick(sorted(words))


def _sure_in(engine: Engine, joined: Sequence[Seen]) -> list[list[Finding]]:
    found = engine.judge_all(joined) if joined else []
    return [[each for each in its if counts_joined(each)] for its in found]


def counts_joined(finding: Finding) -> bool:
    """Say whether a finding in joined messages counts."""
    return finding.certainty is Certainty.SURE and finding.label in JOINED


def _told(finding: Finding, together: Seen) -> Finding:
    about: dict[str, str | int | Words] = {
        "reason": finding.reason,
        "count": len(together.parts) + 1,
    }
    return replace(finding, reason=Words(TOGETHER, about))


def _chains(
    batch: Sequence[Seen], found: Sequence[Sequence[Finding]]
) -> list[tuple[int, list[Message]]]:
    """Return by place what is to be read together with which earlier messages."""
    return [
        (place, parts)
        for place, (seen, its) in enumerate(zip(batch, found, strict=True))
        if (parts := _parts(seen)) and not any(_is_sure(each) for each in its)
    ]


def _join(chains: Sequence[tuple[Seen, Sequence[Message]]]) -> list[Seen]:
    """Return what the rules see of messages as one text, in the place of the last."""
    texts = ["\n".join(each.text for each in messages) for _, messages in chains]
    normals = normalise_all([own_words(text) for text in texts])
    return [
        seen._replace(
            message=replace(seen.message, text=text),
            normal=normal,
            parts=tuple(each.id for each in messages[:-1]),
        )
        for (seen, messages), text, normal in zip(chains, texts, normals, strict=True)
    ]


def _is_sure(finding: Finding) -> bool:
    return finding.certainty is Certainty.SURE and is_violation(finding)


def _parts(seen: Seen) -> list[Message]:
    """Return the short messages right before a short one, oldest first."""
    parts: list[Message] = []
    last = seen.message
    if not _is_short(last):
        return []
    for each in reversed(seen.recent):
        if len(parts) == MOST - 1 or last.sent_at - each.sent_at > APART or not _is_short(each):
            break
        parts.append(each)
        last = each
    return parts[::-1]


def _is_short(message: Message) -> bool:
    return message.kind is MessageKind.TEXT and 0 < len(message.text) <= SHORT

"""The words of moderation, and the effects that a verdict asks of a chat. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qunce.kernel.clauses import STEP_NAMES, Step
from qunce.kernel.effects import Capability, Effect, Mute, Notify, Recall, Remove, SendText
from qunce.kernel.messages import Author, Message
from qunce.kernel.text import N_, NOTHING, Words
from qunce.rooms.moderation.domain import Answer, Verdict

EXCERPT = 24  # characters of the member's own words that a notice quotes

_OPENINGS: dict[Step, str] = {
    Step.REMIND: N_(
        "Hello %(name)s, a small reminder: clause %(number)s of our charter, “%(title)s”."
    ),
    Step.WARN: N_(
        "%(name)s, this is a warning under clause %(number)s of our charter, “%(title)s”."
    ),
    Step.MUTE: N_(
        "%(name)s, you are muted for %(hours)s hours under clause %(number)s of our charter, "
        "“%(title)s”."
    ),
    Step.REMOVE: N_(
        "%(name)s, we have to take you out of the group under clause %(number)s of our charter, "
        "“%(title)s”."
    ),
}

_NOTICE = N_(
    "%(opening)s\nWhat it is about: “%(excerpt)s” — %(reason)s\n"
    "This is number %(count)s within %(days)s days; the next one leads to: %(next)s.%(appeal)s"
)
_APPEAL = N_("\nIf you see it differently, you can appeal within %(days)s days.")
_LAST = N_("%(opening)s\nWhat it is about: “%(excerpt)s” — %(reason)s%(appeal)s")
_AND_HELP = N_("%(notice)s\n%(help)s")
_AND_RECALL = N_("%(notice)s\nPlease take the message back, thank you 🙏")
_ASK_TO_RECALL = N_(
    "@%(name)s %(reason)s (clause %(number)s, “%(title)s”). Please take the message back, thank "
    "you 🙏"
)


@dataclass(frozen=True, slots=True)
class Terms:
    """Figures of the charter that a notice names. `link` is the path of the case for a member.

    `help` says how it is done right, NOTHING where nobody knows.
    """

    strike_days: int
    appeal_days: int
    link: str = ""
    help: Words = NOTHING


def effects_of(
    verdict: Verdict,
    message: Message,
    terms: Terms,
    capabilities: frozenset[Capability],
    *,
    now: datetime,
    parts: Sequence[int] = (),
) -> tuple[Effect, ...]:
    """Return what shall be done to the chat: take back, tell, then mute or remove.

    `parts` are the keys of earlier messages that belong to it: they are taken back as well.

    Empty unless the verdict is to act. The member is told in private where the channel can, else
    by a reply in the group. Where nobody but the author can take the message back, these words ask
    for it: one task with one text, not two (M21).
    """
    author = message.author
    if verdict.answer is not Answer.ACT or author is None or verdict.step is Step.NOTHING:
        return ()
    effects: list[Effect] = []
    words = with_help(notice(verdict, message, terms), terms.help)
    if verdict.recall and Capability.RECALL in capabilities:
        reason = recall_words(verdict, author)
        effects += [Recall(message.group, each, reason) for each in (*parts, message.id)]
    elif verdict.recall:
        words = with_recall(words)
    if Capability.NOTIFY_PRIVATELY in capabilities:
        effects.append(Notify(message.group, author.identity, words, terms.link))
    else:
        effects.append(SendText(message.group, words, reply_to=message.id or None))
    reason = _reason(verdict)
    if verdict.step is Step.MUTE:
        until = now + verdict.mute_length
        length = verdict.mute_length
        effects.append(Mute(message.group, author.identity, length, reason, until))
    elif verdict.step is Step.REMOVE:
        effects.append(Remove(message.group, author.identity, reason))
    return tuple(effects)


def tell(
    group: int, identity: int | None, words: Words, capabilities: frozenset[Capability]
) -> tuple[Effect, ...]:
    """Return how a member hears something: in private where the channel can, else in the group."""
    if identity is not None and Capability.NOTIFY_PRIVATELY in capabilities:
        return (Notify(group, identity, words),)
    return (SendText(group, words),)


def notice(verdict: Verdict, message: Message, terms: Terms) -> Words:
    """Return what the member is told: clause, own words, reason, count, next step, appeal."""
    clause = verdict.clause
    author = message.author
    if clause is None or author is None or verdict.step is Step.NOTHING:
        return NOTHING
    opening = Words(
        _OPENINGS[verdict.step],
        {
            "name": author.name,
            "number": clause.number,
            "title": Words(clause.title),
            "hours": round(verdict.mute_length.total_seconds() / 3600),
        },
    )
    return Words(
        _LAST if verdict.step is Step.REMOVE else _NOTICE,
        {
            "opening": opening,
            "excerpt": excerpt(message.text, verdict),
            "reason": _reason(verdict),
            "count": verdict.strike,
            "days": terms.strike_days,
            "next": Words(STEP_NAMES[verdict.next_step]),
            "appeal": Words(_APPEAL, {"days": terms.appeal_days}),
        },
    )


def with_help(words: Words, help_: Words) -> Words:
    """Return a notice that ends with how it is done right, where anybody knows that."""
    return Words(_AND_HELP, {"notice": words, "help": help_}) if help_.msgid else words


def with_recall(words: Words) -> Words:
    """Return a notice that also asks the member to take the message back."""
    return Words(_AND_RECALL, {"notice": words})


def recall_words(verdict: Verdict, author: Author) -> Words:
    """Return words to post where nobody but the author can take the message back (M21)."""
    if verdict.clause is None:
        return _reason(verdict)
    return Words(
        _ASK_TO_RECALL,
        {
            "name": author.name,
            "reason": _reason(verdict),
            "number": verdict.clause.number,
            "title": Words(verdict.clause.title),
        },
    )


def excerpt(text: str, verdict: Verdict) -> str:
    """Return the found part of a message, widened to a readable length."""
    if not verdict.findings:
        return text[:EXCERPT]
    start, end = verdict.findings[0].span
    spare = max(0, EXCERPT - (end - start))
    left = max(0, start - spare // 2)
    right = min(len(text), max(end, left + EXCERPT), left + 2 * EXCERPT)
    part = " ".join(text[left:right].split())
    return f"{'…' if left else ''}{part}{'…' if right < len(text) else ''}"


def _reason(verdict: Verdict) -> Words:
    return verdict.findings[0].reason if verdict.findings else NOTHING

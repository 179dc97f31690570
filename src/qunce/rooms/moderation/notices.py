"""The words of moderation, and the effects that a verdict asks of a chat. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qunce.kernel.clauses import STEP_NAMES, Step
from qunce.kernel.effects import Capability, Effect, Mute, Notify, Recall, Remove, SendText
from qunce.kernel.messages import Author, Message
from qunce.kernel.nicknames import called
from qunce.kernel.text import N_, NOTHING, Words
from qunce.rooms.moderation.domain import Answer, Verdict

EXCERPT = 24  # characters of the member's own words that a notice quotes

# One friendly sentence each: what, which clause, what follows, what comes next.
_SENTENCES: dict[Step, str] = {
    Step.REMIND: N_(
        "Hello %(name)s, “%(excerpt)s” does not fit clause %(number)s of our charter, “%(title)s”: "
        "%(reason)s; this is only a reminder, the next one leads to: %(next)s."
    ),
    Step.WARN: N_(
        "Hello %(name)s, “%(excerpt)s” does not fit clause %(number)s of our charter, “%(title)s”: "
        "%(reason)s; this is a warning, number %(count)s within %(days)s days, and the next one "
        "leads to: %(next)s."
    ),
    Step.MUTE: N_(
        "Hello %(name)s, “%(excerpt)s” does not fit clause %(number)s of our charter, “%(title)s”: "
        "%(reason)s; as agreed you are muted for %(hours)s hours, number %(count)s within "
        "%(days)s days, and the next one leads to: %(next)s."
    ),
    Step.REMOVE: N_(
        "Hello %(name)s, “%(excerpt)s” does not fit clause %(number)s of our charter, “%(title)s”: "
        "%(reason)s; as the charter says, we have to take you out of the group."
    ),
}

_WITH_ADDRESS = N_(
    "%(notice)s\nDetails / appeal (within %(days)s days, here or by a reply “appeal” with your "
    "reason): %(address)s"
)
_ONCE_MORE = N_("%(step)s once more")
_AS_IT_SAYS = N_("see what the clause says")
_CONDUCT = N_("what you did in the group")
_WITH_LINK = N_("%(notice)s\nDetails / appeal (within %(days)s days): see the link.")
_WITHOUT = N_(
    "%(notice)s\nYou see it differently? Within %(days)s days, reply with “appeal” and your reason."
)
_IN_PUBLIC = N_(
    "A message was taken care of under clause %(number)s of our charter, “%(title)s”. Thank you "
    "all for keeping the group in order 🙏"
)
_AND_HELP = N_("%(notice)s\n%(help)s")
_AND_RECALL = N_("%(notice)s\nPlease take the message back, thank you 🙏")
_AND_RECALL_ALL = N_("%(notice)s\nPlease take these messages back: %(pieces)s. Thank you 🙏")
_RECALL_TOO = N_(
    "@%(name)s This belongs to it as well: %(pieces)s. Please take it back too, thank you 🙏"
)
_PIECE = N_("one more piece of what you were told about")
_ASK_TO_RECALL = N_(
    "@%(name)s %(reason)s (clause %(number)s, “%(title)s”). Please take the message back, thank "
    "you 🙏"
)


@dataclass(frozen=True, slots=True)
class Terms:
    """Figures of the charter that a notice names, and where its details are.

    `link` is the path of the case for a member who is logged in, `address` the whole address of
    the same for whoever reads it elsewhere. `public_line` says that the group reads a short line
    where the member was told in private. `help` says how it is done right, NOTHING where nobody
    knows.
    """

    strike_days: int
    appeal_days: int
    link: str = ""
    help: Words = NOTHING
    address: str = ""
    public_line: bool = False


def effects_of(
    verdict: Verdict,
    message: Message,
    terms: Terms,
    capabilities: frozenset[Capability],
    *,
    now: datetime,
    parts: Sequence[int] = (),
    also: Sequence[Message] = (),
) -> tuple[Effect, ...]:
    """Return what shall be done to the chat: take back, tell, then mute or remove.

    `parts` are the keys of earlier messages that belong to it, `also` later ones: they are taken
    back as well.

    Empty unless the verdict is to act. The member is told in private where the channel can, and
    the group reads nothing, or a short line; else the member reads a reply in the group. Where
    nobody but the author can take the message back, these words ask for it: one task with one
    text, not two (M21).
    """
    author = message.author
    if verdict.answer is not Answer.ACT or author is None or verdict.step is Step.NOTHING:
        return ()
    effects: list[Effect] = []
    words = with_help(notice(verdict, message, terms), terms.help)
    recall = verdict.recall and bool(message.text or message.id)
    if recall and Capability.RECALL in capabilities:
        reason = recall_words(verdict, author)
        keys = (*parts, message.id, *(each.id for each in also))
        effects += [Recall(message.group, each, reason) for each in keys]
    elif recall:
        words = with_recall(words, _texts(message, parts, also))
    if Capability.NOTIFY_PRIVATELY in capabilities:
        effects.append(Notify(message.group, author.identity, words, terms.link))
        if terms.public_line:
            effects.append(SendText(message.group, in_public(verdict)))
    else:
        effects.append(SendText(message.group, words, reply_to=message.id or None))
    effects += _step_of(verdict, message, author, now=now)
    return tuple(effects)


def _step_of(verdict: Verdict, message: Message, author: Author, *, now: datetime) -> list[Effect]:
    """Return the mute or the removal that a verdict asks for."""
    reason, length = _reason(verdict), verdict.mute_length
    if verdict.step is Step.MUTE:
        return [Mute(message.group, author.identity, length, reason, now + length)]
    if verdict.step is Step.REMOVE:
        return [Remove(message.group, author.identity, reason)]
    return []


def tell(
    group: int, identity: int | None, words: Words, capabilities: frozenset[Capability]
) -> tuple[Effect, ...]:
    """Return how a member hears something: in private where the channel can, else in the group."""
    if identity is not None and Capability.NOTIFY_PRIVATELY in capabilities:
        return (Notify(group, identity, words),)
    return (SendText(group, words),)


def notice(verdict: Verdict, message: Message, terms: Terms) -> Words:
    """Return what the member is told: one sentence with clause and what comes next, and a link."""
    clause = verdict.clause
    author = message.author
    if clause is None or author is None or verdict.step is Step.NOTHING:
        return NOTHING
    about: dict[str, str | int | Words] = {
        "name": called(author.name) if terms.link else author.name,
        "excerpt": excerpt(message.text, verdict) or Words(_CONDUCT),
        "number": clause.number,
        "title": Words(clause.title),
        "reason": _reason(verdict),
        "hours": round(verdict.mute_length.total_seconds() / 3600),
        "count": verdict.strike,
        "days": terms.strike_days,
        "next": _next(verdict),
    }
    said = Words(_SENTENCES[verdict.step], about)
    tail = _WITH_ADDRESS if terms.address else _WITH_LINK if terms.link else _WITHOUT
    way: dict[str, str | int | Words] = {
        "notice": said,
        "days": terms.appeal_days,
        "address": terms.address,
    }
    return Words(tail, way)


def _next(verdict: Verdict) -> Words:
    step = Words(STEP_NAMES[verdict.next_step])
    return Words(_ONCE_MORE, {"step": step}) if verdict.next_step is verdict.step else step


def in_public(verdict: Verdict) -> Words:
    """Return a short line for the group that names nobody."""
    clause = verdict.clause
    if clause is None:
        return NOTHING
    return Words(_IN_PUBLIC, {"number": clause.number, "title": Words(clause.title)})


def with_help(words: Words, help_: Words) -> Words:
    """Return a notice that ends with how it is done right, where anybody knows that."""
    return Words(_AND_HELP, {"notice": words, "help": help_}) if help_.msgid else words


def with_recall(words: Words, pieces: Sequence[str] = ()) -> Words:
    """Return a notice that also asks the member to take the message back, or all its pieces."""
    if len(pieces) > 1:
        return Words(_AND_RECALL_ALL, {"notice": words, "pieces": _quoted(pieces)})
    return Words(_AND_RECALL, {"notice": words})


def _texts(message: Message, parts: Sequence[int], also: Sequence[Message]) -> list[str]:
    """Return what was said: a message that was joined from parts holds a line of each."""
    joined = message.text.split("\n") if parts else [message.text]
    return [*joined, *(each.text for each in also)]


def take_back(
    messages: Sequence[Message], capabilities: frozenset[Capability]
) -> tuple[Effect, ...]:
    """Return how more pieces of what an author was told about already are taken back."""
    if Capability.RECALL in capabilities:
        return tuple(Recall(each.group, each.id, Words(_PIECE)) for each in messages)
    last, pieces = messages[-1], _quoted([each.text for each in messages])
    name = last.author.name if last.author else ""
    words = Words(_RECALL_TOO, {"name": name, "pieces": pieces})
    return (SendText(last.group, words, reply_to=last.id or None),)


def _quoted(pieces: Sequence[str]) -> str:
    return "".join(f"“{_cut(each)}”" for each in pieces)


def _cut(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= EXCERPT else f"{plain[:EXCERPT]}…"


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
    said = verdict.findings[0].reason if verdict.findings else NOTHING
    return said if said.msgid else Words(_AS_IT_SAYS)

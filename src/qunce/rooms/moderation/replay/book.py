"""Who has which strikes at the virtual time. Pure.

What people decided, and what was decided outside of the replayed stretch, is an input: it counts
from the time at which it was decided until it was withdrawn. What the machine decides within the
stretch is computed anew and noted here, as `queries.Standings` does it with the records.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from qunce.kernel.messages import Author, Message
from qunce.rooms.moderation.domain import Standing, Strike, Verdict

Who = tuple[str, int]  # ("person", key) or ("identity", key)
Spell = tuple[datetime, datetime | None]  # from … until, half open; None: still


@dataclass(frozen=True, slots=True)
class Input:
    """A decision that is taken from the records.

    It counts from `at` until `until` (None: it was never withdrawn). With `at` None it is only
    the withdrawal of what the machine decides anew. One that `needs_question` was a person's
    answer to the machine's question: it counts only where the machine asks again, or acts.
    """

    key: int  # of the message; minus that of the case where the message does not take part
    who: tuple[Who, ...]
    strike: Strike
    at: datetime | None
    until: datetime | None = None
    needs_question: bool = False


class Book:
    """The strikes of all members as one rule set would have them, at a time that only goes on."""

    def __init__(self, inputs: Iterable[Input], staff: Mapping[int, Sequence[Spell]]) -> None:
        self._staff = staff
        self._strikes: dict[Who, dict[int, Strike]] = defaultdict(dict)
        self._noted: dict[int, tuple[Who, ...]] = {}
        self._asked: set[int] = set()
        self._withdrawn: set[int] = set()
        events: list[tuple[datetime, int, Input]] = []
        for each in inputs:
            if each.at is not None:
                events.append((each.at, 0, each))
            if each.until is not None:
                events.append((each.until, 1, each))
        self._events = sorted(events, key=lambda event: event[:2], reverse=True)

    def go_on(self, until: datetime) -> None:
        """Let count what was decided up to a moment."""
        while self._events and self._events[-1][0] <= until:
            _, is_end, each = self._events.pop()
            if is_end:
                self._withdraw(each.key)
            elif not each.needs_question or each.key in self._asked:
                self._note(each.key, each.who, each.strike)

    def standing(self, author: Author | None, at: datetime, bots: Collection[int] = ()) -> Standing:
        """Return the standing of an author: staff or not at that time, the strikes, a robot or not.

        `bots` are the identities of robots, as `queries.find_bots` returns them.
        """
        if author is None:
            return Standing()
        spells = self._staff.get(author.person, ()) if author.person else ()
        is_staff = any(since <= at and (until is None or at < until) for since, until in spells)
        strikes = list(self._strikes[who_of(author)].values())
        return Standing(is_staff, strikes, author.identity in bots)

    def note(self, message: Message, verdict: Verdict) -> None:
        """Let a verdict that is acted on count as a strike of the message's author."""
        if message.author is not None and verdict.clause is not None and verdict.is_strike:
            strike = Strike(verdict.clause.key, message.sent_at, verdict.weight)
            self._note(message.id, both_of(message.author), strike)

    def ask(self, message: int) -> None:
        """Note that a person is asked about a message: what was answered will count."""
        self._asked.add(message)

    def counts(self, message: int) -> bool:
        """Say whether a message counts as a strike now."""
        return message in self._noted

    def _note(self, key: int, whose: tuple[Who, ...], strike: Strike) -> None:
        if key not in self._noted and key not in self._withdrawn:
            self._noted[key] = whose
            for who in whose:
                self._strikes[who][key] = strike

    def _withdraw(self, key: int) -> None:
        self._withdrawn.add(key)
        for who in self._noted.pop(key, ()):
            self._strikes[who].pop(key, None)


def who_of(author: Author) -> Who:
    """Return under whom an author's strikes are looked up, as `queries.Standings` does."""
    return ("person", author.person) if author.person else ("identity", author.identity)


def both_of(author: Author) -> tuple[Who, ...]:
    """Return under whom a strike of an author is kept: a case names both."""
    account = ("identity", author.identity)
    return (("person", author.person), account) if author.person else (account,)

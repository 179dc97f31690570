"""Decides about the messages of a stretch in turn, by a virtual clock."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from heapq import heappop, heappush
from itertools import count

from qunce.kernel.messages import Message
from qunce.kernel.normal import normalise
from qunce.kernel.rules import Seen
from qunce.rooms.moderation import queries
from qunce.rooms.moderation.domain import Answer, Ladders, Standing, Verdict, decide
from qunce.rooms.moderation.engines import Ready
from qunce.rooms.moderation.replay.book import Book
from qunce.rooms.moderation.replay.domain import (
    LEFT,
    Line,
    Outcome,
    Plan,
    RuleSet,
    Truth,
    outcome_of,
)
from qunce.rooms.moderation.replay.judging import Findings, Flagged, readies_of
from qunce.rooms.moderation.replay.past import Read
from qunce.rooms.moderation.replay.recorded import Records, bots_of


class Course:
    """The rule sets of a plan on their way through its stretch.

    An edited message is decided about again when its edit is due; its line is told at the end of
    its last one.
    """

    def __init__(self, plan: Plan, records: Records) -> None:
        self._records = records
        self._sides = [_Side(rules, plan.community, records) for rules in plan.sets]
        self._later: list[tuple[object, int, Flagged]] = []
        self._numbers = count()

    def take(self, flagged: Iterable[Flagged]) -> Iterator[Line]:
        """Decide about the next messages; yield the lines of those that are done with."""
        for each in flagged:
            if each.read.edit:
                heappush(self._later, (each.read.at, next(self._numbers), each))
                continue
            while self._later and self._later[0][2].read.at <= each.read.at:
                yield from self._decide(heappop(self._later)[2])
            yield from self._decide(each)

    def rest(self) -> Iterator[Line]:
        """Decide about the edits that are left."""
        while self._later:
            yield from self._decide(heappop(self._later)[2])

    def _decide(self, flagged: Flagged) -> Iterator[Line]:
        """Yield the line of a message; none where the house speaks, or a person was faster."""
        read, records = flagged.read, self._records
        message = read.message
        records.found.add(message.id)
        if message.author is not None and message.author.identity in records.voices:
            return
        by_hand = records.by_hand.get(message.id)
        if by_hand is not None and by_hand < read.at:
            return
        sides = zip(self._sides, flagged.found, strict=True)
        outcomes = [side.decide(read, found) for side, found in sides]
        if read.edit < read.edits:
            return
        was = outcomes[1] if len(outcomes) > 1 else records.was(message.id, outcomes[0])
        truth = records.truths.get(message.id, Truth.UNKNOWN)
        if outcomes[0].is_hit or was.is_hit:
            yield Line(message, outcomes[0], was, truth)


class _Side:
    """One rule set on its way through the stretch: its versions, and the strikes it led to."""

    def __init__(self, rules: RuleSet, community: int, records: Records) -> None:
        self._rules = rules
        self._readies = readies_of(rules)
        self._ladders = [_ladders(ready, records) for ready in self._readies]
        self._bots = [
            queries.find_bots(community, bots_of(version.layers)) for version in rules.versions
        ]
        self._book = Book(records.inputs, records.staff)
        self._edited: dict[int, Outcome] = {}

    def decide(self, read: Read, findings: Findings) -> Outcome:
        """Return what follows from a message, and let it count for what comes after."""
        prior = self._edited.get(read.message.id, LEFT)
        outcome = self._read_again(read, findings, prior) if prior.follows else None
        if outcome is None:
            outcome = self._decide(read, findings)
        if read.edits:
            self._edited[read.message.id] = outcome
        return outcome

    def _read_again(self, read: Read, findings: Findings, prior: Outcome) -> Outcome | None:
        """Return what an edit changes about a message that something followed from.

        What was acted on stays as it is; an open question shows the new words.
        """
        self._book.go_on(read.at)
        if prior.answer is Answer.ACT or not findings or self._book.counts(read.message.id):
            return prior
        verdict = self._verdict(read, findings)
        if verdict.answer in {Answer.LEAVE, Answer.COUNT}:
            return prior
        return outcome_of(replace(verdict, answer=Answer.ASK), findings)

    def _decide(self, read: Read, findings: Findings) -> Outcome:
        if not findings:
            return LEFT
        verdict = self._verdict(read, findings)
        if verdict.answer is Answer.ACT:
            self._book.note(read.message, verdict)
        elif verdict.answer is Answer.ASK:
            self._book.ask(read.message.id)
        return outcome_of(verdict, findings)

    def _verdict(self, read: Read, findings: Findings) -> Verdict:
        self._book.go_on(read.at)
        place = self._rules.place_at(read.at)
        standing = self._book.standing(read.message.author, read.at, self._bots[place])
        message = _as_then(read.message, standing)
        seen = Seen(message, normalise(message.text))
        return decide(seen, findings, self._ladders[place], standing)


def _as_then(message: Message, standing: Standing) -> Message:
    """Return a message whose author held a role if they did so then, whatever they hold now."""
    author = message.author
    if author is None or author.is_staff == standing.is_staff:
        return message
    return replace(message, author=replace(author, is_staff=standing.is_staff))


def _ladders(ready: Ready, records: Records) -> Ladders:
    return Ladders(ready.charter, ready.engine.states, records.can)

"""Runs a replay: parts are judged, in processes of their own where it pays, and decided in turn."""

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context

import django
from django.db import connection

from qunce.chat.models import Message as Row
from qunce.chat.queries import as_messages, list_lines
from qunce.kernel.messages import Message
from qunce.kernel.normal import normalise
from qunce.kernel.rules import Seen
from qunce.rooms.moderation.domain import Answer, Ladders, Standing, decide
from qunce.rooms.moderation.engines import Ready
from qunce.rooms.moderation.replay import recorded
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
from qunce.rooms.moderation.replay.figures import Tally
from qunce.rooms.moderation.replay.judging import (
    Findings,
    Flagged,
    Judged,
    judge_part,
    readies_of,
)
from qunce.rooms.moderation.replay.past import AT_ONCE, Bounds, Read, cut, rows_of
from qunce.rooms.moderation.replay.recorded import Records

PART = 10_000  # messages that are judged together
AHEAD = 2  # parts for each process that may wait to be decided
WORTH = 40_000  # messages from which on further processes pay for their start of some seconds


class StoppedError(Exception):
    """Somebody has stopped the replay."""


# Takes the next lines; the tally counts all up to here, the number is that of all messages. It may
# raise StoppedError.
Watch = Callable[[list[Line], Tally, int], None]


def run(plan: Plan, watch: Watch, *, processes: int = 1, nice: int = 0) -> Tally:
    """Replay a stretch; return the counts. What StoppedError breaks off leaves nothing behind.

    With several `processes` parts are judged beside each other, if the stretch is long enough and
    other processes see the same records (not within a transaction). `nice` is how much they stand
    back behind everything else on the machine.
    """
    total = rows_of(plan).count()
    records = recorded.read(plan)
    sides = [_Side(rules, records) for rules in plan.sets]
    tally = Tally(missing_decisions=records.lost)
    alone = processes < 2 or total < WORTH or not _can_share()
    with _judging(plan, 0 if alone else processes, nice) as parts:
        for part in parts:
            tally.read += part.size
            tally.judged += part.judged
            tally.missing += part.missing
            lines = [line for each in part.flagged for line in _decide(each, sides, records)]
            tally.take(lines)
            watch(lines, tally, total)
    if lines := list(_not_found(plan, records)):
        tally.take(lines)
        watch(lines, tally, total)
    return tally


def _not_found(plan: Plan, records: Records) -> Iterator[Line]:
    """Yield what the machine or people found in fact, and nothing was found in now."""
    broken = {key for key, truth in records.truths.items() if truth is Truth.BROKEN}
    decided = records.decided if len(plan.sets) == 1 else {}
    keys = sorted((broken | decided.keys()) - records.found)
    for start in range(0, len(keys), AT_ONCE):
        rows = Row.objects.filter(pk__in=keys[start : start + AT_ONCE]).order_by("pk")
        for message in as_messages(list_lines(rows)):
            truth = records.truths.get(message.id, Truth.UNKNOWN)
            yield Line(message, LEFT, decided.get(message.id, LEFT), truth)


def _can_share() -> bool:
    """Say whether another process sees what this one sees."""
    name = str(connection.settings_dict["NAME"])
    return not connection.in_atomic_block and "memory" not in name


@contextmanager
def _judging(plan: Plan, processes: int, nice: int) -> Iterator[Iterator[Judged]]:
    """Yield the judged parts in their order."""
    bounds = cut(plan, PART)
    if not processes:
        yield (judge_part(plan, each) for each in bounds)
        return
    context = get_context("spawn")  # a copy of a process with threads and connections may hang
    with ProcessPoolExecutor(processes, context, _begin, (nice,)) as pool:
        try:
            yield _in_order(pool, plan, bounds, processes * AHEAD)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _in_order(
    pool: ProcessPoolExecutor, plan: Plan, bounds: Iterator[Bounds], ahead: int
) -> Iterator[Judged]:
    """Yield results in the order of the parts, with so many on their way at most."""
    waiting: deque[Future[Judged]] = deque()
    for each in bounds:
        waiting.append(pool.submit(judge_part, plan, each))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _begin(nice: int) -> None:
    """Make a process ready to judge."""
    os.nice(nice)
    django.setup()


class _Side:
    """One rule set on its way through the stretch: its versions, and the strikes it led to."""

    def __init__(self, rules: RuleSet, records: Records) -> None:
        self._rules = rules
        self._readies = readies_of(rules)
        self._ladders = [_ladders(ready, records) for ready in self._readies]
        self._book = Book(records.inputs, records.staff)

    def decide(self, read: Read, findings: Findings) -> Outcome:
        """Return what follows from a message, and let it count for what comes after."""
        if not findings:
            return LEFT
        self._book.go_on(read.at)
        standing = self._book.standing(read.message.author, read.at)
        message = _as_then(read.message, standing)
        seen = Seen(message, normalise(message.text))
        ladders = self._ladders[self._rules.place_at(read.at)]
        verdict = decide(seen, findings, ladders, standing)
        if verdict.answer is Answer.ACT:
            self._book.note(message, verdict)
        elif verdict.answer is Answer.ASK:
            self._book.ask(message.id)
        return outcome_of(verdict, findings)


def _as_then(message: Message, standing: Standing) -> Message:
    """Return a message whose author held a role if they did so then, whatever they hold now."""
    author = message.author
    if author is None or author.is_staff == standing.is_staff:
        return message
    return replace(message, author=replace(author, is_staff=standing.is_staff))


def _ladders(ready: Ready, records: Records) -> Ladders:
    return Ladders(ready.charter, ready.engine.states, records.can)


def _decide(flagged: Flagged, sides: list[_Side], records: Records) -> Iterator[Line]:
    """Yield the line of a message; none where the house speaks, or a person was faster."""
    read = flagged.read
    message = read.message
    records.found.add(message.id)
    if message.author is not None and message.author.identity in records.voices:
        return
    by_hand = records.by_hand.get(message.id)
    if by_hand is not None and by_hand < read.at:
        return
    outcomes = [side.decide(read, found) for side, found in zip(sides, flagged.found, strict=True)]
    was = outcomes[1] if len(outcomes) > 1 else records.decided.get(message.id, LEFT)
    truth = records.truths.get(message.id, Truth.UNKNOWN)
    if outcomes[0].is_hit or was.is_hit:
        yield Line(message, outcomes[0], was, truth)

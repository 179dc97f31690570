"""Runs a replay: parts are judged, in processes of their own where it pays, and decided in turn."""

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

import django
from django.db import connection

from qunce.chat.models import Message as Row
from qunce.chat.queries import as_messages, list_lines
from qunce.rooms.moderation.replay import recorded
from qunce.rooms.moderation.replay.course import Course
from qunce.rooms.moderation.replay.domain import (
    LEFT,
    Line,
    Plan,
    Truth,
)
from qunce.rooms.moderation.replay.figures import Tally
from qunce.rooms.moderation.replay.judging import Judge, Judged
from qunce.rooms.moderation.replay.past import AT_ONCE, Bounds, count_left_out, cut, rows_of
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
    course = Course(plan, records)
    tally = Tally(missing_decisions=records.lost, left_out=count_left_out(plan))
    alone = processes < 2 or total < WORTH or not _can_share()
    with _judging(plan, 0 if alone else processes, nice) as parts:
        for part in parts:
            tally.read += part.size
            tally.judged += part.judged
            tally.missing += part.missing
            lines = list(course.take(part.flagged))
            tally.take(lines)
            watch(lines, tally, total)
    if lines := [*course.rest(), *_not_found(plan, records)]:
        tally.take(lines)
        watch(lines, tally, total)
    return tally


def _not_found(plan: Plan, records: Records) -> Iterator[Line]:
    """Yield what the machine or people found in fact, and nothing was found in now."""
    broken = {key for key, truth in records.truths.items() if truth is Truth.BROKEN}
    is_record = len(plan.sets) == 1
    noted = records.decided.keys() | records.counted.keys() if is_record else set()
    keys = sorted((broken | noted) - records.found)
    for start in range(0, len(keys), AT_ONCE):
        rows = Row.objects.filter(pk__in=keys[start : start + AT_ONCE]).order_by("pk")
        for message in as_messages(list_lines(rows)):
            truth = records.truths.get(message.id, Truth.UNKNOWN)
            was = records.was(message.id) if is_record else LEFT
            yield Line(message, LEFT, was, truth)


def _can_share() -> bool:
    """Say whether another process sees what this one sees."""
    name = str(connection.settings_dict["NAME"])
    return not connection.in_atomic_block and "memory" not in name


@contextmanager
def _judging(plan: Plan, processes: int, nice: int) -> Iterator[Iterator[Judged]]:
    """Yield the judged parts in their order."""
    bounds = cut(plan, PART)
    if not processes:
        judge = Judge(plan)
        yield (judge.part(each) for each in bounds)
        return
    context = get_context("spawn")  # a copy of a process with threads and connections may hang
    with ProcessPoolExecutor(processes, context, _begin, (plan, nice)) as pool:
        try:
            yield _in_order(pool, bounds, processes * AHEAD)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _in_order(pool: ProcessPoolExecutor, bounds: Iterator[Bounds], ahead: int) -> Iterator[Judged]:
    """Yield results in the order of the parts, with so many on their way at most."""
    waiting: deque[Future[Judged]] = deque()
    for each in bounds:
        waiting.append(pool.submit(_part, each))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


_at_work: list[Judge] = []  # in a process of a pool: the judge of the plan that it is for


def _begin(plan: Plan, nice: int) -> None:
    """Make a process ready to judge."""
    os.nice(nice)
    django.setup()
    _at_work.append(Judge(plan))


def _part(bounds: Bounds) -> Judged:
    """Judge a part in a process of a pool."""
    return _at_work[0].part(bounds)

"""Ladders with the steps that can be taken, and mutes that grow longer."""

from datetime import timedelta

import pytest

from qunce.kernel.clauses import Clause, Step
from qunce.kernel.ladders import mute_at, playable, step_at

REMIND, WARN, MUTE, REMOVE = Step.REMIND, Step.WARN, Step.MUTE, Step.REMOVE
ALL = frozenset(Step)
DAY = timedelta(hours=24)


@pytest.mark.parametrize(
    ("ladder", "missing", "steps"),
    [
        ((REMIND, WARN, MUTE, REMOVE), (), (REMIND, WARN, MUTE, REMOVE)),
        ((REMIND, WARN, MUTE, REMOVE), (MUTE,), (REMIND, WARN, REMOVE)),
        ((REMIND, REMIND, MUTE, REMOVE), (MUTE,), (REMIND, REMIND, WARN, REMOVE)),
        ((WARN, MUTE, MUTE, REMOVE), (MUTE,), (WARN, REMOVE)),
        ((MUTE,), (MUTE,), (WARN,)),
        ((WARN, REMOVE), (REMOVE,), (WARN, MUTE)),
        ((WARN, REMOVE), (MUTE, REMOVE), (WARN,)),
        ((REMOVE,), (MUTE, REMOVE), (WARN,)),
    ],
)
def test_a_ladder_has_the_steps_that_can_be_taken_and_warns_before_it_removes(
    ladder: tuple[Step, ...], missing: tuple[Step, ...], steps: tuple[Step, ...]
) -> None:
    assert playable(ladder, ALL - set(missing)) == steps


@pytest.mark.parametrize(
    ("mutes", "ladder", "hours"),
    [
        ((), (WARN, MUTE, MUTE), [24, 24, 24, 24]),
        ((12,), (WARN, MUTE, MUTE), [12, 12, 12, 12]),
        ((12, 72), (WARN, MUTE, MUTE), [12, 12, 72, 72]),
        ((12, 72, 168), (MUTE,), [12, 72, 168, 168]),
        ((12, 72, 168), (MUTE, WARN, MUTE), [12, 72, 72, 168]),
    ],
)
def test_the_second_mute_may_last_longer(
    mutes: tuple[int, ...], ladder: tuple[Step, ...], hours: list[int]
) -> None:
    clause = Clause("x", 1, "X", "X.", ladder, mutes=mutes)
    lengths = [mute_at(clause, ladder, strike, DAY) for strike in range(1, 5)]
    assert [length / timedelta(hours=1) for length in lengths] == hours


def test_the_last_step_stays() -> None:
    assert [step_at((REMIND, REMOVE), n) for n in (1, 2, 3, 99)] == [REMIND, *[REMOVE] * 3]

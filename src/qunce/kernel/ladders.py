"""The ladder of a clause: what follows the n-th violation, how long a mute lasts. Pure (M12)."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from qunce.kernel.clauses import STEPS, Clause, Step


def playable(ladder: Sequence[Step], able: Collection[Step]) -> tuple[Step, ...]:
    """Return a ladder with only those steps that can be taken somewhere (M21).

    A step that cannot gives way to the harshest milder one, unless the ladder had that before:
    so by hand, where nobody can be muted, a warning is followed by the removal, and nobody is
    removed without having been warned.
    """
    steps: list[Step] = []
    for wanted in ladder:
        if wanted in able:
            steps.append(wanted)
            continue
        milder = best_instead(wanted, able)
        if milder not in steps:
            steps.append(milder)
    return tuple(steps)


def best_instead(wanted: Step, able: Collection[Step]) -> Step:
    """Return a step, or the harshest milder one that can be taken. A warning always can."""
    up_to = STEPS[: STEPS.index(wanted) + 1]
    return next((each for each in reversed(up_to) if each in able), Step.NOTHING)


def step_at(steps: Sequence[Step], strike: int) -> Step:
    """Return what follows the `strike`-th violation (from 1); the last step stays."""
    return steps[min(max(strike, 1), len(steps)) - 1]


def mute_at(clause: Clause, steps: Sequence[Step], strike: int, usual: timedelta) -> timedelta:
    """Return how long a mute for the `strike`-th violation lasts.

    The first mute of the ladder lasts as long as the first of the clause's `mutes`, the second as
    the second, and so on; the last one stays. `usual` holds where the clause names none.
    """
    if not clause.mutes:
        return usual
    before = sum(step_at(steps, n) is Step.MUTE for n in range(1, strike))
    return timedelta(hours=clause.mutes[min(before, len(clause.mutes) - 1)])

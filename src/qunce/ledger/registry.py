"""What the site handed to the ledger: executors, reactions, jobs, and how tasks are worded."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from qunce.facts.base import Fact
from qunce.ledger.contracts import Executor, Job, Outdated, Reaction, TaskFor


@dataclass(frozen=True, slots=True)
class Handed:
    """Everything the ledger was handed. Reactions and jobs are found by their key."""

    executors: Mapping[str, Executor] = field(default_factory=dict)
    reactions: Mapping[str, Reaction] = field(default_factory=dict)
    jobs: Mapping[str, Job] = field(default_factory=dict)
    task_for: TaskFor | None = None
    outdated: Mapping[type[Fact], Outdated] = field(default_factory=dict)

    def reactions_to(self, fact: Fact) -> list[Reaction]:
        """Return the reactions to a fact of this very class, in the order handed over."""
        return [each for each in self.reactions.values() if each.fact is type(fact)]


class _Desk:
    handed = Handed()


def current() -> Handed:
    """Return what was handed over; nothing before `hand_out` was called."""
    return _Desk.handed


def hand_out(
    *,
    executors: Mapping[str, Executor],
    reactions: Iterable[Reaction] = (),
    jobs: Iterable[Job] = (),
    task_for: TaskFor | None = None,
    outdated: Mapping[type[Fact], Outdated] | None = None,
) -> None:
    """Keep what the site hands over; called once when Django is ready.

    `executors` are found by errand kind; for an effect that is the name of its class
    ("Recall"). Raises ValueError where two reactions or two jobs have the same key.
    """
    _Desk.handed = replace(
        _checked(executors, reactions, jobs), task_for=task_for, outdated=dict(outdated or {})
    )


@contextmanager
def handed_out(
    *,
    executors: Mapping[str, Executor] | None = None,
    reactions: Iterable[Reaction] = (),
    jobs: Iterable[Job] = (),
    task_for: TaskFor | None = None,
    outdated: Mapping[type[Fact], Outdated] | None = None,
) -> Iterator[Handed]:
    """Replace what was handed over within a `with` block: for tests and for a replay."""
    before = _Desk.handed
    hand_out(
        executors=executors or {},
        reactions=reactions,
        jobs=jobs,
        task_for=task_for,
        outdated=outdated,
    )
    try:
        yield _Desk.handed
    finally:
        _Desk.handed = before


def _checked(
    executors: Mapping[str, Executor],
    reactions: Iterable[Reaction],
    jobs: Iterable[Job],
) -> Handed:
    by_reaction: dict[str, Reaction] = {}
    for reaction in reactions:
        if reaction.key in by_reaction:
            raise ValueError(f"two reactions have the key {reaction.key}")
        by_reaction[reaction.key] = reaction
    by_job: dict[str, Job] = {}
    for job in jobs:
        if job.key in by_job:
            raise ValueError(f"two jobs have the key {job.key}")
        by_job[job.key] = job
    return Handed(dict(executors), by_reaction, by_job)

"""Life cycles as tables: the only way to learn which state follows which verb."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words

S = TypeVar("S", bound=StrEnum)
V = TypeVar("V", bound=StrEnum)


@dataclass(frozen=True)
class StateTable(Generic[S, V]):
    """`(state, verb) -> state`. What is not in the table is refused."""

    moves: Mapping[tuple[S, V], S]

    def after(self, state: S, verb: V) -> S:
        """Return the state after `verb`; raise RefusedError where the table has no such move."""
        try:
            return self.moves[state, verb]
        except KeyError:
            raise RefusedError(_refusal(state)) from None

    def verbs_from(self, state: S) -> tuple[V, ...]:
        """Return the verbs that are possible in `state`, in the order of the table."""
        return tuple(verb for (source, verb) in self.moves if source == state)


def _refusal(state: StrEnum) -> Words:
    """Return the words for a move that is not in the table; with the state's name if it has one."""
    label = getattr(state, "label", "")
    if not label:
        return Words(N_("This cannot be done any more: it has changed in the meantime."))
    return Words(N_("This cannot be done now: it is “%(state)s”."), {"state": Words(label)})

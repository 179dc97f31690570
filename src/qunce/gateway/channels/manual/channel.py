"""By hand 人工: whatever has no API. Everything it is asked becomes a task for a person."""

from typing import ClassVar

from qunce.gateway.contracts import Health
from qunce.kernel.effects import Capability, Effect, Outcome, Status
from qunce.kernel.text import N_, Words
from qunce.ledger.contracts import Assignment
from qunce.people.models import Group

BY_HAND = N_("A person does this in the chat.")


class ManualChannel:
    """Personal WeChat and the like: read by import and paste, written by people."""

    key: ClassVar[str] = "manual"
    title: ClassVar[str] = N_("WeChat, by hand")

    def capabilities(self, group: Group) -> frozenset[Capability]:
        """Return nothing: no program can do anything in such a group."""
        _ = group
        return frozenset()

    def probe(self, group: Group) -> Health:
        """Say that there is nothing that could fail."""
        _ = group
        return Health(is_well=True, words=Words(BY_HAND))

    def execute(self, effect: Effect, group: Group, assignment: Assignment) -> Outcome:
        """Hand everything over to a person."""
        _ = effect, group, assignment
        return Outcome(Status.HUMAN_TASK, Words(BY_HAND))


CHANNEL = ManualChannel()
